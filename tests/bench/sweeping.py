"""What a runner's look costs when much waits and nothing is due."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert

from engine import clock
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from engine.runners.sweep import drain
from tests.bench.measure import Figures, measure
from workflows.bootstrap import DOMAIN

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench

FIRST = 900_000_000  # beyond the ids of all clones


def sweep(bench: "Bench", count: int, times: int) -> Figures:
    """One sweep over so many drawn timers that wait for a day to come."""
    now = clock.now()
    row = {
        "instance_id": bench.instance,
        "subject_kind": "timer",
        "rule": "lookback_1",
        "basis": "RULE",
        "started_on": clock.today(),
        "counts_from": clock.today(),
        "unit": "MONTH",
        "span": 3,
        "is_provisional": False,
        "fires": True,
        "timer": "look_back",
        "state": DeadlineState.RUNNING,
    }
    days = [now + timedelta(days=30 + number % 90) for number in range(count)]
    rows = [{**row, "id": FIRST + n, "subject_id": n, "warn_at": day, "due_at": day} for n, day in enumerate(days)]
    with bench.database.begin() as connection:
        connection.execute(insert(Deadline), rows)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")
    drain(bench.database, DOMAIN)

    def once(_: int) -> None:
        assert drain(bench.database, DOMAIN) == 0

    return measure(once, times)
