"""One document that its officer writes, its route approves and the clerk numbers: the least around an approval."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, commands, definitions
from engine.commands import Done
from engine.forms import Form, line, load
from engine.models import Instance, ItemState, Task, TaskState, WorkItem
from engine.process import Process, Seat, Step, UserTask, Values
from engine.text import Text
from tests.cast import Cast
from workflows import approval
from workflows.bootstrap import Domain
from workflows.cases.models import Case, CaseKind
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Person, Unit
from workflows.settings.models import Direction, IssuerKind


class PaperForm(Form):
    words = line(200, "内容", "Text", required=True)


class WritePaper(UserTask):
    element = "write_paper"
    label = Text("拟稿", "Write")
    form = PaperForm
    seats = (Seat("case_officer", "committee"),)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document_id = step.values["document_id"]
        drafts.save(
            step.session, step.subject_id, DocumentKind.LETTER, "一份文件", data, step.actor.person_id, document_id
        )
        return {"outcome": "SUBMIT", "document_id": document_id, "route": step.values.get("route")}


class NumberPaper(UserTask):
    element = "number_paper"
    label = Text("编号", "Number")
    form = PaperForm
    seats = (Seat("numbering_clerk", "office"),)


PAPER = Process(
    key="paper",
    label=Text("一份文件", "A paper"),
    folders=(Path(__file__).parent, approval.FOLDER),
    tasks=(WritePaper, NumberPaper, *approval.TASKS),
    services=approval.SERVICES,
)


class PaperDomain(Domain):
    @property
    def _processes(self) -> Mapping[str, Process]:  # type: ignore[override]
        return {"paper": PAPER}


HOST = PaperDomain()


class Desk:
    """The desk on which one paper lies; people act on it by their names."""

    def __init__(self, session: Session, cast: Cast, route: str | None = None, **document: Any) -> None:
        self.session, self.cast = session, cast
        self.case = Case(
            kind=CaseKind.SUPERVISION,
            cppcc_id=cast.cppcc.id,
            title="老旧小区电梯频繁停运",
            committee_id=document.pop("committee", cast.urban).id,
            clocks_on=clock.today(),
            created_by=cast.officer.id,
            created_at=clock.now(),
        )
        session.add(self.case)
        session.flush()
        officer: Person = document.pop("officer", cast.officer)
        units: list[Unit] = document.pop("units", [cast.unit_a])
        revision = drafts.save(
            session, self.case.id, document.pop("kind", DocumentKind.LETTER), "一份文件", {"words": "初稿"}, officer.id
        )
        self.document = drafts.concern(
            session, revision.document_id, [unit.id for unit in units], document.pop("facts", {})
        )
        self.document.issuer = document.pop("issuer", IssuerKind.CPPCC)
        self.document.direction = document.pop("direction", Direction.PARALLEL)
        definitions.deploy(session, PAPER)
        values = {"document_id": self.document.id, "route": route}
        self.instance: Instance = commands.start(
            session, HOST, "paper", ("case", self.case.id), self.case.id, values, actor=cast.act(session, officer)
        )
        self.officer = officer

    def writes(self, words: str = "正文") -> Done:
        return self._complete(self.officer, {"words": words})

    def agrees(self, person: Person, opinion: str | None = None, **more: Any) -> Done:
        return self._complete(person, {"decision": "APPROVE", "opinion": opinion, **more})

    def returns(self, person: Person, to: WorkItem | None = None, mode: str = "DIRECT_BACK") -> Done:
        item = self.item_of(person)
        target = to or self.last_written()
        return self._complete(
            person,
            {"decision": "RETURN", "opinion": "请补充事实依据", "return_to": target.id, "resubmit_mode": mode},
            item,
        )

    def refuses(self, person: Person) -> Done:
        return self._complete(person, {"decision": "REFUSE", "opinion": "现阶段不宜办理"})

    def last_written(self) -> WorkItem:
        return [item for item in self.items("write_paper") if item.state is ItemState.DONE][-1]

    def item_of(self, person: Person) -> WorkItem:
        """The open item that the person may do by his posts."""
        actor = self.cast.act(self.session, person)
        for task in self.tasks():
            for item in task.items:
                if task.state is TaskState.READY and item.state is ItemState.OPEN and actor.standing_for(item.groups):
                    return item
        raise AssertionError(f"{person.name} has no item; open: {self.waiting()}")

    def waiting(self) -> list[list[str]]:
        """Groups of the open items."""
        return [
            item.groups
            for task in self.tasks()
            if task.state is TaskState.READY
            for item in task.items
            if item.state is ItemState.OPEN
        ]

    def kinds(self) -> list[str]:
        """Kinds of all items of the open approval, in order."""
        ready = [task for task in self.tasks() if task.state is TaskState.READY and task.element == "approve"]
        return [item.kind for task in ready for item in task.items]

    def items(self, element: str) -> list[WorkItem]:
        return [item for task in self.tasks() if task.element == element for item in task.items]

    def tasks(self) -> list[Task]:
        self.session.flush()
        found = self.session.query(Task).filter(Task.instance_id == self.instance.id).order_by(Task.id)
        return list(found)

    def paper(self) -> Document:
        self.session.flush()
        return self.document

    def _complete(self, person: Person, data: dict[str, Any], item: WorkItem | None = None) -> Done:
        item = item or self.item_of(person)
        task = self.session.get_one(Task, item.task_id)
        user_task = PAPER.task(task.element)
        if task.element == "approve":
            data = {"item_kind": item.kind, **data}
        actor = self.cast.act(self.session, person)
        loaded = load(user_task.form, data)
        return commands.complete(self.session, HOST, item.id, loaded, actor=actor, confirmed=True)
