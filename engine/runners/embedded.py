"""The embedded runner: threads of a process that sweep without a broker.

One does timers and jobs; where kinds of jobs are named as going out of the house, a second one does those alone, so
that a mail server that does not answer holds up no case. Any number of processes may run one.
"""

import logging
from collections.abc import Callable, Collection
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from engine import bell
from engine.jobs import Lane
from engine.process import Host
from engine.runners import sweep

OUTSIDE_SECONDS = 2.0  # between looks for what goes out
log = logging.getLogger(__name__)


class EmbeddedRunner:
    """Starts with the server and ends with it; whatever it leaves is found by another's sweep, or by the next one's.

    `outside`: kinds of jobs that go out of the house.
    """

    def __init__(self, database: Engine, host: Host, outside: Collection[str] = ()) -> None:
        self.database, self.host, self.outside = database, host, outside
        self.stopping = Event()
        self.threads = [Thread(target=self._loop, args=(self._inside,), name="runner", daemon=True)]
        if outside:
            self.threads.append(Thread(target=self._loop, args=(self._outside,), name="courier", daemon=True))

    def start(self) -> None:
        """Begin."""
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
            except SQLAlchemyError:
                log.exception("the store could not be used; the runner tries again")

    def _inside(self) -> None:
        try:
            self._sweep(Lane(self.outside, alone=False))
            sweep.anchor_if_due(self.database)
        finally:
            bell.wait(sweep.SECONDS)

    def _outside(self) -> None:
        """The bell is the other's; what goes out may wait for the sweep."""
        try:
            self._sweep(Lane(self.outside, alone=True))
        finally:
            self.stopping.wait(OUTSIDE_SECONDS)

    def _sweep(self, lane: Lane) -> None:
        for _ in sweep.pieces(self.database, self.host, lane):
            if self.stopping.is_set():
                break
