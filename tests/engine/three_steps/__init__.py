"""A small process for the engine's tests: write, sign (two in sequence, may return), stamp, post, file."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor, Standing, person_group
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, line, longtext
from engine.models import Act, Instance, Job, WorkItem
from engine.process import Came, Due, JobKind, Moved, NewItem, Process, Seat, ServiceStep, Step, UserTask, Values
from engine.text import Text

DECISIONS = (Option("APPROVE", Text("同意", "Approve")), Option("RETURN", Text("退回", "Return")))


class WriteForm(Form):
    title = line(20, "标题", "Title", required=True, advise_min=2)


class SignForm(Form):
    decision = choice(DECISIONS, "决定", "Decision", required=True)
    opinion = longtext(200, "意见", "Opinion", required_when="decision=RETURN", minimum=5)


class Write(UserTask):
    element = "write"
    label = Text("起草", "Write")
    form = WriteForm
    seats = (Seat("writer", "office"),)
    deadline = "write_days"

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": "WRITTEN", "title": data["title"]}


class Sign(UserTask):
    element = "sign"
    label = Text("签发", "Sign")
    form = SignForm
    seats = (Seat("signer", "first", Act.ANSWER), Seat("signer", "second", Act.ANSWER))
    completion = IN_SEQUENCE
    deadline = "sign_days"
    deadline_per_item = True

    def ends(self, step: Step, data: Values) -> bool:
        return bool(data.get("decision") == "RETURN")


class FileIt(UserTask):
    element = "file"
    label = Text("归档", "File")
    form = WriteForm
    seats = (Seat("clerk", "office"),)
    on_expiry = ("NO_RESPONSE",)
    deadline = "write_days"


def stamp(step: ServiceStep) -> dict[str, Any]:
    return {"number": step.instance.id}


POSTED: list[int] = []
FAIL_POST: list[str] = []


def _work(payload: dict[str, Any]) -> int:
    if FAIL_POST:
        raise OSError(FAIL_POST[-1])
    POSTED.append(payload["number"])
    return len(POSTED)


def _finish(session: Session, job: Job, result: Any, host: Any) -> dict[str, Any]:
    return {"posted": result}


PROCESS = Process(
    key="three_steps",
    label=Text("三步", "Three steps"),
    folders=(Path(__file__).parent,),
    tasks=(Write, Sign, FileIt),
    services={"stamp": stamp},
    jobs={"post": "post"},
)
POST = JobKind("post", Text("寄出", "Post"), _work, _finish, attempts=2)


class ThreeStepsHost:
    """A domain of its own for the engine's tests: roles are groups, due dates are calendar days."""

    def __init__(self) -> None:
        self.moves: list[Moved] = []
        self.arrivals: list[tuple[int, Came]] = []

    def process(self, key: str) -> Process:
        return {"three_steps": PROCESS}[key]

    def job_kind(self, key: str) -> JobKind:
        return {"post": POST}[key]

    def why_not(self, session: Session, actor: Actor, act: str, item: WorkItem) -> Text | None:
        groups = [person_group(item.assignee_id)] if item.assignee_id and act == "complete" else item.groups
        if actor.standing_for(groups) is None:
            return Text("不是您的事项", "not yours")
        return None

    def candidates(self, step: Step, role: str, scope: str) -> Sequence[str]:
        return [f"{role}@{scope}"]

    def due(self, session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
        due = started + timedelta(days=3)
        return Due(started.date(), started + timedelta(days=2), due, "RULE", False, started.date())

    def moved(self, session: Session, moved: Moved, actor: Actor) -> None:
        self.moves.append(moved)

    def came(self, session: Session, item: WorkItem, why: Came, actor: Actor, note: str = "") -> None:
        self.arrivals.append((item.id, why))


def person(person_id: int, name: str, *groups: str) -> Actor:
    return Actor(person_id, name, {group: Standing(person_id, name) for group in groups})


WANG = person(1, "王起草", "writer@office")
LI = person(2, "李一签", "signer@first")
ZHAO = person(3, "赵二签", "signer@second")
QIAN = person(4, "钱归档", "clerk@office")
OUTSIDER = person(9, "外人")
__all__ = ["LI", "OUTSIDER", "PROCESS", "QIAN", "WANG", "ZHAO", "NewItem", "ThreeStepsHost"]
