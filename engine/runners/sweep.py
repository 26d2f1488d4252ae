"""One sweep: everything that is due now, whoever finds it. Every runner does this and nothing else.

Each piece is looked for without a lock, and then done in one transaction under the lock of its instance. What somebody
else has locked is left to him, so that any number of runners share the work, and each timer fires once.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from engine import clock, commands, deadlines, jobs, journal
from engine.db import transaction
from engine.jobs import Lane
from engine.models import Instance, JournalAnchor
from engine.process import Host

SECONDS = 5.0  # between looks when no bell rings
ANCHOR_EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)

Due = Callable[[], Select[int, int]]
Act = Callable[[Session, Host, int], object]


def drain(database: Engine, host: Host, limit: int = 10_000, lane: Lane | None = None) -> int:
    """Do everything that is due now (of jobs: of a lane), in this thread; how much was done."""
    return sum(1 for _ in islice(pieces(database, host, lane), limit))


def pieces(database: Engine, host: Host, lane: Lane | None = None) -> Iterator[None]:
    """Do what is due, one piece for each step of the iterator, so that a runner can stop after the one in hand. A lane
    of certain kinds of jobs alone has no timers."""
    aside: set[int] = set()
    while True:
        timed = (lane is None or not lane.alone) and _time_is_over(database, host, aside)
        if not (timed or _work_one(database, host, lane)):
            return
        yield


def is_due(database: Engine, lane: Lane | None = None) -> bool:
    """Whether a sweep would find something."""
    with transaction(database, read_only=True) as session:
        if lane is None or not lane.alone:
            timed = any(session.execute(due().limit(1)).first() for due, _ in TIMED)
            if timed or _is_anchor_due(session):
                return True
        return jobs.is_any_due(session, lane)


def _work_one(database: Engine, host: Host, lane: Lane | None) -> bool:
    with transaction(database, read_only=True) as session:
        if not jobs.is_any_due(session, lane):
            return False
    leased = jobs.lease(database, lane)
    if leased is None:
        return False
    jobs.run(database, host, *leased)
    return True


TIMED: tuple[tuple[Due, Act], ...] = (
    (deadlines.due_timers, commands.fire),
    (deadlines.run_out, commands.expire),
)
"""What time alone brings about: drawn timers fire, and items close whose step lets them end unanswered."""


def _time_is_over(database: Engine, host: Host, aside: set[int]) -> bool:
    return any(_do_one(database, host, due(), act, aside) for due, act in TIMED)


def _do_one(database: Engine, host: Host, due: Select[int, int], act: Act, aside: set[int]) -> bool:
    """`aside`: instances in which something failed, or was not to be done, during this sweep; they hold up no other."""
    found = due.where(Instance.id.not_in(aside)).limit(1)
    with transaction(database, read_only=True) as session:
        if session.execute(found).first() is None:
            return False
    instance_id = 0
    try:
        with transaction(database) as session:
            row = session.execute(found.with_for_update(of=Instance, skip_locked=True)).first()
            if row is None:
                return False
            due_id, instance_id = row
            if not act(session, host, due_id):
                aside.add(instance_id)
            commands.unstuck(session, instance_id)
    except Exception as error:  # one of the three places: one case that cannot go on holds up no other
        log.exception("what was due in instance %s failed; the next sweep tries again", instance_id)
        aside.add(instance_id)
        with transaction(database) as session:
            commands.stuck(session, instance_id, jobs.in_words(error))
    return True


def anchor_if_due(database: Engine) -> None:
    """Anchor the journal's heads once an hour; of two runners at once each may."""
    with transaction(database, read_only=True) as session:
        if not _is_anchor_due(session):
            return
    with transaction(database) as session:
        journal.anchor(session)


def _is_anchor_due(session: Session) -> bool:
    last = session.scalar(select(JournalAnchor.at).order_by(JournalAnchor.id.desc()).limit(1))
    return last is None or clock.now() - last >= ANCHOR_EVERY
