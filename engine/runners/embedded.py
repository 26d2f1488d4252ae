"""The embedded runner: one thread of the web process that does jobs and timers without a broker."""

import logging
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine, select

from engine import bell, clock, commands, deadlines, jobs, journal
from engine.db import transaction
from engine.models import ItemState, JournalAnchor, WorkItem
from engine.process import Host

SWEEP = 5.0  # seconds between looks when no bell rings
ANCHOR_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def drain(database: Engine, host: Host, limit: int = 10_000) -> int:
    """Do everything that is due now, in this thread; how much was done."""
    done = 0
    while done < limit:
        worked = _fire_one(database, host) or _expire_one(database, host) or _work_one(database, host)
        if not worked:
            break
        done += 1
    return done


def _work_one(database: Engine, host: Host) -> bool:
    with transaction(database, read_only=True) as session:
        if not jobs.is_due(session):
            return False
    leased = jobs.lease(database)
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
    """Starts with the server and ends with it; whatever it leaves is found by the next one's sweep."""

    def __init__(self, database: Engine, host: Host) -> None:
        self.database, self.host = database, host
        self.stopping = Event()
        self.thread = Thread(target=self._loop, name="runner", daemon=True)

    def start(self) -> None:
        """Begin; jobs that an earlier process left leased are taken over at once."""
        with transaction(self.database) as session:
            jobs.release_all(session)
        self.thread.start()

    def stop(self) -> None:
        """End after the job in hand."""
        self.stopping.set()
        bell.ring()
        self.thread.join(timeout=30)

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self.thread.is_alive()

    def _loop(self) -> None:
        while not self.stopping.is_set():
            try:
                drain(self.database, self.host)
                anchor_if_due(self.database)
            except Exception:  # one of the three places: the thread outlives any failure, and sweeps again
                log.exception("the runner tries again")
            bell.wait(SWEEP)
