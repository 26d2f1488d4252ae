"""Several runners as processes of their own on one store, so that they can be killed; all their waits are shortened.

`python -m tests.engine.fleet embedded|worker|scheduler` is one of them; `as_it_is` is an embedded one that waits as
long as the product does.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import Engine

from engine import jobs
from engine.db import connect
from engine.runners import sweep
from engine.runners.embedded import EmbeddedRunner
from tests.engine import ringing
from tests.engine.ringing import COURIER, HOST, LEDGER

ROOT = Path(__file__).parents[2]
LEASE, RENEW, LOOKS, BACKOFF = 3, 0.5, 0.4, (0.5, 1.5)  # seconds
PATIENCE = 60.0  # seconds that a test waits on a busy machine before it says that something never came
DATABASE, BROKER, QUEUE = "KANJIAN_TEST_DATABASE", "KANJIAN_TEST_BROKER", "KANJIAN_TEST_QUEUE"


@dataclass
class Fleet:
    """`roles`: who runs. `broker`: its address, empty for embedded runners."""

    database: Engine
    folder: Path
    roles: tuple[str, ...]
    broker: str = ""
    queue: str = ""
    crew: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    def start(self, role: str) -> None:
        """One more, which the test may kill."""
        environment = {
            **os.environ,
            DATABASE: self.database.url.render_as_string(hide_password=False),
            BROKER: self.broker,
            QUEUE: self.queue,
            LEDGER: str(self.ledger),
            "PYTHONWARNINGS": "ignore",
        }
        words = [sys.executable, "-m", "tests.engine.fleet", role]
        self.crew.append(subprocess.Popen(words, cwd=ROOT, env=environment))

    def start_all(self) -> None:
        for role in self.roles:
            self.start(role)

    def worker_of(self, job: int) -> int:
        """The process that has begun a job."""
        until(lambda: ringing.worker_of(self.ledger, job) is not None)
        return ringing.worker_of(self.ledger, job) or 0

    def kill(self, pid: int) -> None:
        """As the kernel kills when memory is short; another takes its place."""
        lost = next(one for one in self.crew if one.pid == pid)
        lost.kill()
        lost.wait()
        self.crew.remove(lost)
        self.start(next(role for role in self.roles if role != "scheduler"))

    def send(self, pid: int, number: signal.Signals) -> None:
        next(one for one in self.crew if one.pid == pid).send_signal(number)

    def stop(self) -> None:
        for one in self.crew:
            one.kill()
        for one in self.crew:
            one.wait()


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds; how long that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - began


def main(role: str) -> None:
    if role == "as_it_is":
        serve("embedded", connect(os.environ[DATABASE]))
        return
    jobs.LEASE, jobs.RENEW = timedelta(seconds=LEASE), RENEW  # type: ignore[misc]
    jobs.BACKOFF = BACKOFF  # type: ignore[misc,assignment]
    sweep.SECONDS = LOOKS  # type: ignore[misc]
    serve(role, connect(os.environ[DATABASE]))


def serve(role: str, database: Engine) -> None:
    if role == "embedded":
        runner = EmbeddedRunner(database, HOST, (COURIER,))
        runner.start()
        signal.pause()
        return
    from engine.runners.celery import Broker, Scheduler, Worker

    worker = Worker(Broker(os.environ[BROKER], os.environ[QUEUE]), database, HOST, (COURIER,))
    if role == "worker":
        worker.run()
    else:
        Scheduler(worker).run(Event())


if __name__ == "__main__":
    main(sys.argv[1])
