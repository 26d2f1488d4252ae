"""What is to be told outside: gathered while a command acts, and written as one job at the end of its transaction.

Nothing is gathered where no way out of the house is open, so that the job costs only those who use one.
"""

from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import jobs
from engine.db import before_commit
from engine.models import ItemState, Reading, WorkItem
from workflows.notices.models import Notice

TELL = "tell_outside"
"""The job that looks who is to be told of the news in which way."""
OPTION = "ways_out"


class News(NamedTuple):
    """A row that came to somebody, and who caused it."""

    row: WorkItem | Notice | Reading
    by: int


NAMES: dict[type, str] = {WorkItem: "item", Notice: "notice", Reading: "reading"}


def open_ways(database: Engine, ways: object) -> None:
    """Say by what ways this store's notices leave the house, for jobs, which know the database alone."""
    database.update_execution_options(**{OPTION: ways})


def ways_of(session: Session) -> object | None:
    """What `open_ways` was given; None where nothing leaves the house."""
    found: object | None = session.get_bind().get_execution_options().get(OPTION)
    return found


def report(session: Session, row: WorkItem | Notice | Reading, by: int) -> None:
    """This may be of interest outside."""
    if not ways_of(session):
        return
    if "news" not in session.info:
        session.info["news"] = []
        before_commit(session, lambda: _write(session, session.info.pop("news")))
    session.info["news"].append(News(row, by))


def _write(session: Session, news: list[News]) -> None:
    """What was opened and done in the same act is no news, and an item handed over is told as that alone."""
    session.flush()
    told = {one.row.work_item_id for one in news if isinstance(one.row, Notice)}
    lines = [
        [NAMES[type(one.row)], one.row.id, one.by]
        for one in news
        if not isinstance(one.row, WorkItem) or (one.row.state is ItemState.OPEN and one.row.id not in told)
    ]
    if lines:
        jobs.add(session, TELL, {"news": lines})
