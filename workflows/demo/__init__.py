"""The demo brings its own city: people for every role and cases at every place, driven through the real engine."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.calendar import load as load_calendar
from engine.db import transaction
from engine.errors import KanjianError
from engine.text import Text
from workflows.bootstrap import deploy
from workflows.demo import people, table, timeline
from workflows.demo.driver import City
from workflows.documents.storage import Store, lay
from workflows.notices.models import Notice
from workflows.people.demo_people import listed
from workflows.people.models import Account, Cppcc

__all__ = ["STEPS", "HalfLoaded", "is_loaded", "listed", "load"]


class HalfLoaded(KanjianError):
    code = "half_loaded"
    text = Text(
        "上次载入演示城市时中断，库中只有一部分。请删除该数据库后重新载入。",
        "Loading the demo city was interrupted and the store holds a part of it; delete the store and load again.",
    )


STEPS = 200
"""How long the progress bar is."""
NEWS = timedelta(days=5)
"""How far back a notice of the city may lie that nobody has read."""


def is_loaded(session: Session) -> bool:
    """Whether the city is there as a whole: its accounts are opened last."""
    return session.scalar(select(Account.id).limit(1)) is not None


def load(database: Engine, files_root: Path, tick: Callable[[int], None]) -> None:
    """Settle the city in an empty store and tell its stories until yesterday. `tick` gets the steps done since.
    Raises `HalfLoaded` where an earlier loading was interrupted.

    The city was settled long ago, so that everything in it has its true date; only then is it today.
    """
    today = clock.today()
    with transaction(database, read_only=True) as session:
        if session.scalar(select(Cppcc.id).limit(1)) is not None:
            raise HalfLoaded
        first = load_calendar(session).add_workdays(today, table.FIRST_DAY)
    lay(database, files_root)
    with clock.at(datetime.combine(first, datetime.min.time(), clock.CITY) - timedelta(days=1)):
        with transaction(database) as session:
            ids = people.settle(session)
            deploy(session)
            days = load_calendar(session)
        city = City(database, Store(files_root), ids, days, today)
        timeline.tell(city, table.all_stories(city), table.FIRST_DAY, tick, STEPS - 1)
        city.go_on(today)
    with transaction(database) as session:
        people.open_accounts(session, ids)
        people.propose_a_post(session, ids)
        old = datetime.combine(today, datetime.min.time(), clock.CITY) - NEWS
        session.execute(update(Notice).where(Notice.created_at < old).values(read_at=Notice.created_at))
    city.drain()
    tick(1)
