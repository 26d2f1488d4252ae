"""The embedded runner: threads of the web process that do jobs and timers without a broker.

One does timers and jobs; where kinds of jobs are named as going out of the house, a second one does those alone, so
that a mail server that does not answer holds up no case.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine, select

from engine import bell, clock, commands, deadlines, jobs, journal
from engine.db import transaction
from engine.jobs import Lane
from engine.models import ItemState, JournalAnchor, WorkItem
from engine.process import Host

SWEEP = 5.0  # seconds between looks when no bell rings
OUTSIDE_SWEEP = 2.0  # seconds between looks for what goes out
ANCHOR_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def drain(database: Engine, host: Host, limit: int = 10_000, lane: Lane | None = None) -> int:
    """Do everything that is due now (of jobs: of a lane), in this thread; how much was done."""
    done = 0
    while done < limit:
        worked = _fire_one(database, host) or _expire_one(database, host) or _work_one(database, host, lane)
        if not worked:
            break
        done += 1
    return done


def _work_one(database: Engine, host: Host, lane: Lane | None) -> bool:
    with transaction(database, read_only=True) as session:
        if not jobs.is_any_due(session, lane):
            return False
    leased = jobs.lease(database, lane)
    if leased is None:
        return False
    jobs.run(database, host, *leased)
    return True


def _fire_one(database: Engine, host: Host) -> bool:
    with transaction(database, read_only=True) as session:
        due = deadlines.due_timers(session, clock.now(), limit=1)
    if not due:
        return False
    with transaction(database) as session:
        return commands.fire(session, host, due[0])


def _expire_one(database: Engine, host: Host) -> bool:
    """Close one item whose step lets it end unanswered."""
    with transaction(database, read_only=True) as session:
        late = session.scalars(
            select(WorkItem)
            .where(WorkItem.state == ItemState.OPEN, WorkItem.expires.is_(True), WorkItem.due_at <= clock.now())
            .limit(1)
        ).first()
    if late is None:
        return False
    with transaction(database) as session:
        return commands.expire(session, host, late.id) is not None


def anchor_if_due(database: Engine) -> None:
    """Anchor the journal's heads once an hour."""
    with transaction(database, read_only=True) as session:
        last = session.scalar(select(JournalAnchor.at).order_by(JournalAnchor.id.desc()).limit(1))
    if last is None or clock.now() - last >= ANCHOR_EVERY:
        with transaction(database) as session:
            journal.anchor(session)


class EmbeddedRunner:
    """Starts with the server and ends with it; whatever it leaves is found by the next one's sweep.

    `outside`: kinds of jobs that go out of the house.
    """

    def __init__(self, database: Engine, host: Host, outside: Collection[str] = ()) -> None:
        self.database, self.host, self.outside = database, host, outside
        self.stopping = Event()
        self.threads = [Thread(target=self._loop, args=(self._inside,), name="runner", daemon=True)]
        if outside:
            self.threads.append(Thread(target=self._loop, args=(self._outside,), name="courier", daemon=True))

    def start(self) -> None:
        """Begin; jobs that an earlier process left leased are taken over at once."""
        with transaction(self.database) as session:
            jobs.release_all(session)
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End after the jobs in hand."""
        self.stopping.set()
        bell.ring()
        for thread in self.threads:
            thread.join(timeout=30)

    @property
    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(thread.is_alive() for thread in self.threads)

    def _loop(self, work: Callable[[], None]) -> None:
        while not self.stopping.is_set():
            try:
                work()
            except Exception:  # one of the three places: the thread outlives any failure, and sweeps again
                log.exception("the runner tries again")

    def _inside(self) -> None:
        try:
            drain(self.database, self.host, lane=Lane(self.outside, alone=False))
            anchor_if_due(self.database)
        finally:
            bell.wait(SWEEP)

    def _outside(self) -> None:
        """The bell is the other's; what goes out may wait for the sweep."""
        lane = Lane(self.outside, alone=True)
        try:
            while not self.stopping.is_set() and _work_one(self.database, self.host, lane):
                pass
        finally:
            self.stopping.wait(OUTSIDE_SWEEP)
