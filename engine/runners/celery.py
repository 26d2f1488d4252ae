"""The Celery runner: workers on several machines, rung by a broker. The only module that imports Celery.

The message is a bell and says “look”: which lane, and nothing of what is to be done. It may be lost or come twice; the
store alone knows what is due, and schedulers look there. Any number of them may run: a timer fires once, because it
fires under the lock of its instance, and not because one clock ticks.
"""

import logging
import time
from collections.abc import Callable, Collection
from threading import Event, Lock, Thread

from celery import Celery
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from engine import bell
from engine.jobs import Lane
from engine.process import Host
from engine.runners import sweep

INSIDE, OUTSIDE = "inside", "outside"
LANES = (INSIDE, OUTSIDE)
LOOK = "kanjian.look"
LONGEST_LOOK = 20.0  # seconds; what is left then is for another look, so that no message stays unanswered for long
STALE = 60  # seconds after which nobody answers a bell
MOST_WAITING = 100  # bells in a queue of RabbitMQ: the oldest falls out
RING_GAP = 0.05  # seconds between two messages of one process, however much it commits
log = logging.getLogger(__name__)


class Broker:
    """RabbitMQ (`amqp://…`) or Redis (`redis://…`), and the two queues that belong to this store: `<queue>.inside` and
    `<queue>.outside`."""

    def __init__(self, url: str, queue: str) -> None:
        self.queues = {lane: f"{queue}.{lane}" for lane in LANES}
        self.app = Celery("kanjian", broker=url, set_as_current=False)
        self.app.conf.update(
            task_queues=[Queue(name, max_length=MOST_WAITING) for name in self.queues.values()],  # type: ignore[no-untyped-call]
            task_default_queue=self.queues[INSIDE],
            task_default_delivery_mode="transient",
            task_ignore_result=True,
            task_acks_late=True,  # the bell of a worker that died rings at another's at once
            task_reject_on_worker_lost=True,
            worker_prefetch_multiplier=1,
            worker_enable_remote_control=False,
            worker_hijack_root_logger=False,
            worker_redirect_stdouts=False,
            broker_connection_timeout=3,
            broker_connection_retry_on_startup=True,
            broker_connection_max_retries=None,
        )
        options: dict[str, float] = {"max_retries": 0, "interval_start": 0, "interval_step": 0}  # to ring is one try
        if url.startswith("redis"):  # its defaults hide the message of a dead worker for an hour
            options |= {
                "visibility_timeout": STALE,
                "unacked_restore_interval": sweep.SECONDS,
                "unacked_restore_throttle": 1,
                "socket_connect_timeout": 3,
                "socket_timeout": 10,
            }
        self.app.conf.broker_transport_options = options

    def ring(self, lane: str) -> bool:
        """Send a bell; False where the broker does not take it now."""
        try:
            self.app.send_task(LOOK, args=[lane], queue=self.queues[lane], expires=STALE, retry=False)
        except OperationalError as error:
            log.warning("the broker took no message: %s", error)
            return False
        return True

    def probe(self) -> str | None:
        """None where the broker can be reached, else what it says."""
        try:
            with self.app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
        except OperationalError as error:
            return str(error)
        return None


class Ringer:
    """What a web process has in place of a runner: after a commit the broker is rung, in a thread, so that nobody waits
    for the network."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.stopping = Event()
        self.thread = Thread(target=self._loop, name="ringer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """End."""
        self.stopping.set()
        bell.ring()
        self.thread.join(timeout=10)

    @property
    def alive(self) -> bool:
        """Whether it listens."""
        return self.thread.is_alive()

    def _loop(self) -> None:
        while not self.stopping.is_set():
            if bell.wait(sweep.SECONDS) and not self.stopping.is_set():
                self.broker.ring(INSIDE)
                self.stopping.wait(RING_GAP)


class _Door:
    """One lane of a worker. Of several bells one thread answers; it looks again for those that came meanwhile."""

    def __init__(self, look: Callable[[], None]) -> None:
        self.look, self.rung, self.busy = look, Event(), Lock()

    def answer(self) -> None:
        self.rung.set()
        while self.rung.is_set() and self.busy.acquire(blocking=False):
            try:
                self.rung.clear()
                self.look()
            finally:
                self.busy.release()


class Worker:
    """Sweeps when it is rung: a thread for each lane, so that a mail server that does not answer holds up no case.

    `outside`: kinds of jobs that go out of the house.
    """

    def __init__(self, broker: Broker, database: Engine, host: Host, outside: Collection[str] = ()) -> None:
        self.broker, self.database, self.host = broker, database, host
        self.lanes = {INSIDE: Lane(outside, alone=False), OUTSIDE: Lane(outside, alone=True)}
        self.doors = {lane: _Door(lambda lane=lane: self.look(lane)) for lane in LANES}  # type: ignore[misc]
        broker.app.task(self.answer, name=LOOK, shared=False)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then end after what is in hand."""
        for lane in LANES:
            self.broker.ring(lane)  # whatever lies there since nobody worked
        self.broker.app.Worker(
            pool="threads",
            concurrency=len(LANES),
            quiet=True,
            without_gossip=True,
            without_mingle=True,
            task_events=False,
            loglevel="WARNING",
        ).start()

    def answer(self, lane: str) -> None:
        """What a message asks for: a look at a lane, unless a thread is at it."""
        self.doors[lane].answer()

    def look(self, lane: str) -> None:
        """Do what is due in a lane; what is left after a while, or has come of it, is for the next bell."""
        until, done = time.monotonic() + LONGEST_LOOK, False
        for _ in sweep.pieces(self.database, self.host, self.lanes[lane]):
            done = True
            if time.monotonic() > until:
                self.broker.ring(lane)
                break
        if lane == INSIDE:
            sweep.anchor_if_due(self.database)
            if done:
                self.broker.ring(OUTSIDE)


class Scheduler:
    """Looks into the store every few seconds and rings for what is due. While there is no broker it does that itself,
    so that cases go on, only slower."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    def run(self, stopping: Event) -> None:
        """Look until `stopping` is set."""
        while not stopping.wait(sweep.SECONDS):
            try:
                self.tick()
            except SQLAlchemyError:
                log.exception("the store could not be used; the scheduler tries again")

    def tick(self) -> None:
        """One look at both lanes."""
        for lane, jobs in self.worker.lanes.items():
            if sweep.is_due(self.worker.database, jobs) and not self.worker.broker.ring(lane):
                self.worker.look(lane)
