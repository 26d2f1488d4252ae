"""What it costs to count every running date again when a day of the calendar changes."""

import time
from datetime import date, timedelta

from sqlalchemy import Engine, select

from engine import clock, jobs
from engine.actors import SYSTEM
from engine.calendar import ALL, Day, DayKind
from engine.db import transaction
from workflows.bootstrap import DOMAIN
from workflows.recounting import applying, change_calendar
from workflows.recounting.models import Recount


def recount(database: Engine) -> tuple[int, float, float]:
    """Dates moved, and CPU seconds to gather and to move them, with their notices and journal."""
    with transaction(database) as session:
        _made, found = change_calendar(session, {_next_workday(): Day(DayKind.HOLIDAY, "市庆", "公告")}, ALL, SYSTEM)
        assert found is not None
        recount_id = found.id
    gathered = _drain(database)
    with transaction(database) as session:
        applying.agree(session, recount_id, SYSTEM)
    moved = _drain(database)
    with transaction(database, read_only=True) as session:
        return session.scalars(select(Recount.moved).where(Recount.id == recount_id)).one(), gathered, moved


def _next_workday() -> date:
    day = clock.today() + timedelta(days=1)
    return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())


def _drain(database: Engine) -> float:
    began = time.process_time()
    while (leased := jobs.lease(database)) is not None:
        assert jobs.run(database, DOMAIN, *leased)
    return time.process_time() - began
