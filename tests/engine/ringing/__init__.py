"""A process in which a timer fires and something is then sent, and jobs that last, fail and end as their payload says.

What a job does outside the store is a line in a file: "began 7 4711" and "ended 7 4711", by job and process id.
"""

import os
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine import commands, definitions, jobs
from engine.errors import KanjianError
from engine.models import Instance, Job
from engine.process import Due, JobKind, Process, Seat, ServiceStep, UserTask
from engine.text import Text
from tests.engine.three_steps import WANG, ThreeStepsHost, WriteForm

EFFECT, COURIER, SEND, LEDGER = "effect", "courier", "send", "KANJIAN_TEST_LEDGER"


class TryAgain(KanjianError):
    code = "try_again"
    text = Text("邮路中断", "the post does not go")


class Wait(UserTask):
    element = "wait"
    label = Text("等候答复", "Wait")
    form = WriteForm
    seats = (Seat("writer", "office"),)


def note(step: ServiceStep) -> dict[str, Any]:
    if step.instance.subject_id < 0:
        raise TryAgain
    return {}


def say(word: str, job: int) -> None:
    """A line that no kill can take back."""
    with Path(os.environ[LEDGER]).open("a") as ledger:
        ledger.write(f"{word} {job} {os.getpid()}\n")


def said(path: Path) -> Counter[tuple[str, int]]:
    """How often each word was said of each job."""
    return Counter((word, int(job)) for word, job, _ in _lines(path))


def worker_of(path: Path, job: int) -> int | None:
    """The process that last began a job."""
    return next((int(pid) for word, one, pid in reversed(_lines(path)) if (word, int(one)) == ("began", job)), None)


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


def work(given: dict[str, Any]) -> int:
    """Last as long as it says, fail as often as it says, for ever below zero."""
    job = int(given["job"])
    say("began", job)
    time.sleep(given.get("lasts", 0))
    tries = said(Path(os.environ[LEDGER]))["began", job]
    if given.get("fails", 0) < 0 or tries <= given.get("fails", 0):
        raise TryAgain
    say("ended", job)
    return job


def kept(session: Session, job: Job, result: Any, host: Any) -> dict[str, Any]:
    return {"sent": result}


PROCESS = Process(
    key="ringing",
    label=Text("等候", "Ringing"),
    folders=(Path(__file__).parent,),
    tasks=(Wait,),
    services={"note": note},
    jobs={"send": SEND},
    timers=frozenset({"wait_over"}),
)
KINDS = {
    EFFECT: JobKind(EFFECT, Text("办事", "An effect"), work, kept, attempts=3),
    COURIER: JobKind(COURIER, Text("外发", "An effect out of the house"), work, kept, attempts=3),
    SEND: JobKind(SEND, Text("寄出", "Send"), work, kept, attempts=3),
}


class RingingHost(ThreeStepsHost):
    def process(self, key: str) -> Process:
        return {"ringing": PROCESS}[key]

    def job_kind(self, key: str) -> JobKind:
        return KINDS[key]

    def due(self, session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
        """At once."""
        return Due(started.date(), started, started, "RULE", False, started.date())


HOST = RingingHost()


def begin(session: Session, count: int = 1, first: int = 1) -> list[int]:
    """So many instances whose timer is due; of a subject below zero it cannot fire."""
    definitions.deploy(session, PROCESS)
    subjects = range(first, first + count)
    return [commands.start(session, HOST, "ringing", ("case", n), n, {}, actor=WANG).id for n in subjects]


def post(session: Session, kind: str = EFFECT, after: timedelta = timedelta(), **payload: Any) -> Job:
    """A job; the test's own bell is heard by nobody."""
    made = jobs.add(session, kind, payload)
    made.run_at += after
    session.flush()
    return made
