"""The board with many tracks running: one case that the engine has brought to its units, its rows copied by SQL."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, update

from engine import calendar, clock
from engine.db import Base
from engine.models import Deadline
from tests.acceptance import answering, going
from tests.bench import clones
from workflows.people.models import Unit
from workflows.rectification.models import Obligation, Track

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench

SHIFTED = {
    "case": ("id", "instance_id"),
    "instance": ("id", "matter_id", "subject_id"),
    "track": ("id", "case_id", "instance_id"),
    "obligation": ("id", "case_id", "track_id"),
    "task": ("id", "instance_id"),
    "work_item": ("id", "instance_id", "task_id"),
    "deadline": ("id", "instance_id", "subject_id"),
}
DAYS = 90
LATE = 9


def crowd(bench: "Bench", tracks: int) -> int:
    """So many tracks whose plan is due; every tenth of their dates is overdue, the rest spread over the next weeks."""
    units = [bench.cast.unit_a, bench.cast.unit_d]
    case = going.dispatched(bench.scenario, units, **going.OTHER_PLACE)
    for unit in units:
        answering.signs(bench.scenario, case, unit)
    with bench.database.begin() as connection:
        copy(connection, case, tracks // len(units))
        _spread(connection, units[0].id)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
    return tracks


def copy(connection: Connection, case: int, count: int) -> None:
    """The case and its tracks so many times over."""
    instances = f"(SELECT id FROM instance WHERE matter_id = {case} AND subject_kind = 'track')"
    own = {"case": f"id = {case}", "instance": f"id IN {instances}", "track": f"case_id = {case}"}
    own["obligation"] = own["track"]
    for name, shifted in SHIFTED.items():
        where = own.get(name, f"instance_id IN {instances}")
        where += f" AND {clones.OPEN[name]}" if name in clones.OPEN else ""
        bounds = {"first": 1, "last": count}
        connection.execute(clones.copied(Base.metadata.tables[name], shifted, where), bounds)


def _spread(connection: Connection, like: int) -> None:
    """Over days and over units: each part of the clones gets a due day and a unit of its own."""
    today, first = clock.today(), connection.scalar(select(func.max(Unit.id))) + 1
    pattern = dict(connection.execute(select(Unit.__table__).where(Unit.id == like)).mappings().one())
    for part in range(DAYS):
        named = {"id": first + part, "name": f"第{part}单位", "short": f"单位{part}"}
        connection.execute(insert(Unit.__table__).values({**pattern, **named}))
        due_at = calendar.due_instant(today + timedelta(days=part - LATE))
        is_part = Deadline.id / clones.STRIDE % DAYS == part
        moved = {"due_at": due_at, "warn_at": due_at - timedelta(days=5), "owed_by": f"unit:{first + part}"}
        connection.execute(update(Deadline).where(Deadline.owed_to.is_not(None), is_part).values(moved))
        for model in (Track, Obligation):
            connection.execute(
                update(model).where(model.id / clones.STRIDE % DAYS == part).values(unit_id=first + part)
            )
