"""How soon the job of a killed worker is taken over, with the times that the product has: lease, renewal and sweep."""

import time
from pathlib import Path

from sqlalchemy import Engine

from engine.db import transaction
from engine.models import Job, JobState
from tests.engine import ringing
from tests.engine.fleet import Fleet, until

KILLS, AT_ONCE, LASTS = 24, 8, 600


def picked_up(database: Engine, folder: Path, kills: int = KILLS) -> list[float]:
    """Seconds from each `kill -9` until another process has begun the job, sorted. Of embedded runners, eight at once
    have a job in hand, are killed one after the other, and replaced."""
    fleet = Fleet(database, folder, ("as_it_is",))
    waits: list[float] = []
    try:
        while len(waits) < kills:
            waits += _round(fleet, min(AT_ONCE, kills - len(waits)))
    finally:
        fleet.stop()
    return sorted(waits)


def _round(fleet: Fleet, count: int) -> list[float]:
    with transaction(fleet.database) as session:
        posted = [ringing.post(session, lasts=LASTS).id for _ in range(count)]
    while len(fleet.crew) < count:
        fleet.start("as_it_is")
    killed: dict[int, tuple[int, float]] = {}
    for job in posted:
        pid = fleet.worker_of(job)
        fleet.kill(pid)
        killed[job] = pid, time.monotonic()
    took: dict[int, float] = {}

    def all_taken_over() -> bool:
        for job, (pid, at) in killed.items():
            if job not in took and ringing.worker_of(fleet.ledger, job) != pid:
                took[job] = time.monotonic() - at
        return len(took) == count

    until(all_taken_over, 120)
    with transaction(fleet.database) as session:  # who has them now would sleep on
        for job in posted:
            session.get_one(Job, job).state = JobState.CANCELLED
    fleet.stop()
    fleet.crew.clear()
    return list(took.values())
