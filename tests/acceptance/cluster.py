"""`make cluster` on a store of its own: people who act over HTTP, and processes that may be killed at any moment."""

import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.db import transaction
from engine.entries import Entry
from engine.models import Deadline, Job, JobState
from engine.models.deadline import DeadlineState
from engine.runners import sweep
from tests.cast import Cast
from tests.conftest import POSTGRESQL, RABBITMQ, forget
from tests.scenario import Hand, Scenario
from workflows.people import sessions
from workflows.people.actors import actor_of
from workflows.people.models import Account, Person

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds for whatever comes by itself, on a busy machine
KINDS = {"web.cli worker": "worker", "web.cli scheduler": "scheduler", "web.cli.serve:application": "web"}


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """An empty database on the test server; its address."""
    name = f"kanjian_{uuid.uuid4().hex[:12]}"
    server = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


class Cluster:
    """The processes, found by the store that they were given."""

    def __init__(self, store: str, folder: Path) -> None:
        self.store, self.folder, self.killed = store, folder, Counter[str]()
        self.queue = f"test-{uuid.uuid4().hex[:12]}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        given = {
            "KANJIAN_DATABASE": store,
            "KANJIAN_VAR": str(folder),
            "KANJIAN_PORT": str(self.port),
            "KANJIAN_BROKER": RABBITMQ,
            "KANJIAN_QUEUE": self.queue,
        }
        self.log = (folder / "log").open("w")
        self.honcho = subprocess.Popen(
            ["bash", "docker/cluster.sh"], cwd=ROOT, env={**os.environ, **given}, stdout=self.log, stderr=self.log
        )

    def processes(self) -> dict[int, str]:
        """What runs on this store, by process id: web, worker or scheduler; of gunicorn its children."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"KANJIAN_DATABASE={self.store}\0" not in (folder / "environ").read_text():
                    continue
                words = (folder / "cmdline").read_text().replace("\0", " ")
                kind = next((kind for mark, kind in KINDS.items() if mark in words), None)
                if kind is not None and not words.startswith("/bin/sh"):
                    found[int(folder.name)] = kind
        parents = {self._parent(pid) for pid, kind in found.items() if kind == "web"}
        return {pid: kind for pid, kind in found.items() if pid not in parents}

    def _parent(self, pid: int) -> int:
        with suppress(OSError):
            return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return 0

    def is_whole(self) -> bool:
        return Counter(self.processes().values()) >= Counter(web=2, worker=2, scheduler=2) and self.answers()

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @contextmanager
    def killing(self, every: float) -> Iterator[None]:
        """Meanwhile one process after the other is killed at random, workers most."""
        over, dice = Event(), random.Random(4)

        def kill() -> None:
            while not over.wait(every):
                kind = dice.choice(("worker", "worker", "worker", "web", "scheduler"))
                those = [pid for pid, found in self.processes().items() if found == kind]
                if those:
                    os.kill(dice.choice(those), signal.SIGKILL)
                    self.killed[kind] += 1

        killer = Thread(target=kill)
        killer.start()
        try:
            yield
        finally:
            over.set()
            killer.join()

    def stop(self) -> None:
        self.honcho.terminate()
        self.honcho.wait()
        for pid in self.processes():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        forget(RABBITMQ, self.queue)
        self.log.close()


class Town(Scenario):
    """A story that is told over HTTP; what runs by itself is done by the cluster."""

    def __init__(self, database: Engine, cast: Cast, cluster: Cluster) -> None:
        super().__init__(database, cast, cluster.folder / "files")
        self.cluster, self.acts, self.repeated = cluster, 0, 0
        self.tokens: dict[int, str] = {}

    def as_(self, person: Person) -> "Hand":
        return Caller(self, person)

    def drain(self) -> None:
        """Wait until the cluster has done what is due."""
        until = time.monotonic() + PATIENCE
        while self._is_busy():
            assert time.monotonic() < until, "what is due is not done"
            time.sleep(0.1)

    def _is_busy(self) -> bool:
        with self.reading() as session:
            waits = (Job.state == JobState.LEASED) | ((Job.state == JobState.TODO) & (Job.attempts > 0))
            return session.scalar(select(Job.id).where(waits).limit(1)) is not None or sweep.is_due(self.database)

    def until(self, instant: datetime) -> None:
        """A real clock cannot be moved: the days of drawn timers, and of what waits to leave, come nearer instead."""
        by = instant - clock.now()
        with transaction(self.database) as session:
            for one in session.scalars(select(Deadline).where(Deadline.fires, Deadline.state == DeadlineState.RUNNING)):
                one.due_at -= by
            waiting = Job.instance_id.is_not(None), Job.state == JobState.TODO, Job.run_at > clock.now()
            for job in session.scalars(select(Job).where(*waiting)):
                job.run_at -= by
        self.drain()

    def token(self, person: Person) -> str:
        if person.id not in self.tokens:
            with transaction(self.database) as session:
                account = session.query(Account).filter(Account.person_id == person.id).one()
                self.tokens[person.id] = sessions.issue_token(session, account, "test", actor_of(session, person.id))
        return self.tokens[person.id]

    def post(self, person: Person, path: str, answer: dict[str, Any], confirmed: bool) -> dict[str, Any]:
        """Send an act, and send it again under the same key while nobody says that it was done."""
        body = json.dumps({"answer": commands.as_json(answer), "confirmed": confirmed}).encode()
        headers = {"Authorization": f"Bearer {self.token(person)}", "Idempotency-Key": uuid.uuid4().hex}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.cluster.port}/api/v1{path}",
            data=body,
            headers={**headers, "Content-Type": "application/json"},
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as reply:
                    self.acts += 1
                    found: dict[str, Any] = json.load(reply)
                    return found
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{path}: {error.code} {error.read().decode()[:600]}") from error
            except (OSError, HTTPException) as error:  # whoever answered was killed
                assert time.monotonic() < until, error
                self.repeated += 1
                time.sleep(0.2)


class Caller(Hand):
    """One person at a program that speaks to the API."""

    scenario: Town

    def registers(self, **answer: Any) -> int:
        begun = self.scenario.post(self.person, "/start/supervision/0", answer, confirmed=True)
        self.scenario.drain()
        return int(begun["case_id"])

    def _complete(
        self,
        session: Session,
        actor: Actor,
        item_id: int,
        answer: dict[str, Any],
        confirmed: bool,
        entry: Entry | None,
    ) -> commands.Done:
        assert entry is None
        return self.scenario.post(self.person, f"/work-items/{item_id}/complete", answer, confirmed)  # type: ignore[return-value] # no story here looks at it
