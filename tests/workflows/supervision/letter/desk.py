"""A case whose activities are over, from the symposium to the units: who does what, by name."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands, definitions, moves
from engine.actors import SYSTEM
from engine.calendar import load as load_calendar
from engine.commands import Done
from engine.forms import load
from engine.models import Deadline, Instance, ItemState, Job, JobState, Task, TaskState, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Due, Process, form_for
from engine.text import Text
from tests.cast import Cast
from workflows import approval, catalog
from workflows.bootstrap import Domain
from workflows.cases.models import Case, CaseKind, CaseState
from workflows.documents.models import Attachment, Document, DocumentKind, FileKind
from workflows.people.models import Person, Unit
from workflows.supervision.preparation import units
from workflows.supervision.symposium import (
    JOBS,
    MESSAGES,
    PROCESSES,
    SERVICES,
    TASKS,
    TIMERS,
    leaving,
    waiting,
)

SYMPOSIUM = Process(
    key="symposium",
    label=Text("协商座谈", "Symposium"),
    folders=(Path(__file__).parents[4] / "bpmn" / "supervision", approval.FOLDER),
    tasks=(*TASKS, *approval.TASKS),
    services={**SERVICES, **approval.SERVICES},
    jobs=JOBS,
    messages=MESSAGES,
    timers=TIMERS,
)


class LetterDomain(Domain):
    @property
    def _processes(self) -> Mapping[str, Process]:  # type: ignore[override]
        return {**catalog.processes(), "symposium": SYMPOSIUM, **{process.key: process for process in PROCESSES}}

    def due(self, session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
        return waiting.due(session, instance, rule, started) or super().due(session, instance, rule, started)


HOST = LetterDomain()
ADVICE = "尽快检修停运电梯，建立巡检制度。"
TITLE = "关于老旧小区电梯安全问题的民主监督建议书"


class Desk:
    def __init__(self, session: Session, cast: Cast, *responsible: Unit) -> None:
        self.session, self.cast = session, cast
        self.units = list(responsible) or [cast.unit_a]
        self.case = Case(
            kind=CaseKind.SUPERVISION,
            cppcc_id=cast.cppcc.id,
            title="老旧小区电梯安全问题",
            committee_id=cast.urban.id,
            state=CaseState.IN_SUPERVISION,
            clocks_on=clock.today(),
            created_by=cast.officer.id,
            created_at=clock.now(),
        )
        session.add(self.case)
        session.flush()
        role = "SEPARATE" if len(self.units) > 1 else "SOLE"
        rows = [{"unit": unit.id, "track_role": role} for unit in self.units]
        units.replace(session, self.case.id, rows, cast.officer.id)
        for process in HOST._processes.values():
            if process.key in ("symposium", "report_submission_act", "rectification"):
                definitions.deploy(session, process)
        actor = cast.act(session, cast.officer)
        commands.start(session, HOST, "symposium", ("case", self.case.id), self.case.id, {}, actor=actor)

    # what people do

    def symposium(self, **changed: Any) -> Done:
        answer = {
            "status": "HELD",
            "held_on": clock.today(),
            "chair": self.cast.vice_chair.id,
            "units_present": [{"unit": unit.id, "speaker": "负责人"} for unit in self.units],
            "root_causes": [{"text": "维修资金不足，维护责任不清"}],
            "consensus": [{"text": "先修后筹"}],
            "fact_check": [
                {"unit": unit.id, "checked_on": clock.today(), "person": "联络员", "result": "AGREED"}
                for unit in self.units
            ],
            "next_step": "LETTER",
            **changed,
        }
        return self.does(self.cast.officer, "hold_symposium", **answer)

    def draft(self, **changed: Any) -> Done:
        due = self.workday(20)
        answer = {
            "delivery_route": "DIRECT",
            "issuer": "CPPCC",
            "doc_template": "LETTER_FORM",
            "main_send": [unit.id for unit in self.units],
            "report_to": self.cast.party.id,
            "title": TITLE,
            "background": "《看见》栏目播出后，政协组织委员到现场开展实地监督。",
            "problems": [{"no": 1, "text": "老旧小区电梯频繁停运，群众出行不便。"}],
            "recommendations": [
                {
                    "no": no,
                    "text": "尽快检修停运电梯，建立巡检制度。",
                    "target_unit": unit.id,
                    "kind": "NEAR_TERM",
                    "due": due,
                }
                for no, unit in enumerate(self.units, start=1)
            ],
            "reply_requirements": "商请书面反馈。",
            "contact": {"name": "陈晓岚", "phone": "0571-0000"},
            "needs_chair_meeting": False,
            **changed,
        }
        return self.does(self.cast.officer, "draft_letter", **answer)

    def approve_all(self, *signers: Person) -> None:
        chain = signers or (
            self.cast.director,
            self.cast.editor,
            self.cast.sg,
            self.cast.vice_chair,
            self.cast.chair,
        )
        for person in chain:
            self.does(person, "approve", item_kind=self.item(person, "approve").kind, decision="APPROVE")

    def number(self, **changed: Any) -> Done:
        item = self.item(self.cast.numbering, "number_and_seal")
        start = self.start(item)
        answer = {**start, "action": "DONE", "copies": 5, "seal_log": None, **changed}
        return self.does(self.cast.numbering, "number_and_seal", **{k: v for k, v in answer.items() if v is not None})

    def seal(self, **changed: Any) -> Done:
        start = self.start(self.item(self.cast.seal, "number_and_seal"))
        log = [{"seal": "政协甲乙市委员会", "by": self.cast.seal.id, "at": clock.now(), "count": 5}]
        answer = {
            "part": "SEAL",
            "delivery_route": start["delivery_route"],
            "action": "DONE",
            "seal_log": log,
            "sealed_scan": [self.file()],
            **changed,
        }
        return self.does(self.cast.seal, "number_and_seal", **answer)

    def dispatch(self, mode: str = "ELECTRONIC", **changed: Any) -> Done:
        start = self.start(self.item(self.cast.officer, "dispatch"))
        role = "SEPARATE" if len(self.units) > 1 else "SOLE"
        paper: dict[str, Any] = {}
        if mode == "PAPER":
            paper = {
                "paper_how": "EXCHANGE",
                "receiver": "收发室",
                "received_at": clock.now(),
                "receipt": [self.file()],
            }
        answer = {
            "delivery_route": start["delivery_route"],
            "dispatch_mode": role,
            "targets": [
                {"unit": unit.id, "track_role": role, "mode": mode, "track_mode": "OWN", **paper} for unit in self.units
            ],
            "via_inspection_office": False,
            "sent_at": clock.now(),
            **changed,
        }
        done = self.does(self.cast.officer, "dispatch", **answer)
        self.leaves()
        return done

    def leaves(self) -> None:
        """It can be taken back no more, and is out."""
        job = self.session.scalars(select(Job).where(Job.kind == leaving.KIND.key, Job.state == JobState.TODO)).one()
        clock.move(max(timedelta(), job.run_at - clock.now()))
        values = leaving.KIND.finish(self.session, job, None, HOST)
        job.state = JobState.DONE
        instance = moves.lock(self.session, job.instance_id or 0)
        moves.move(self.session, HOST, instance, SYSTEM, lambda run: run.finish_job(job.service or "", values))

    def does(self, person: Person, element: str, **answer: Any) -> Done:
        item = self.item(person, element)
        task = self.session.get_one(Task, item.task_id)
        process = HOST.process(self.session.get_one(Instance, item.instance_id).process)
        data = load(form_for(process.task(element), task, item), commands.as_json(answer))
        actor = self.cast.act(self.session, person)
        return commands.complete(self.session, HOST, item.id, data, actor=actor, confirmed=True)

    # what can be seen

    def start(self, item: WorkItem) -> dict[str, Any]:
        from engine.projection import step_of

        instance = self.session.get_one(Instance, item.instance_id)
        task = self.session.get_one(Task, item.task_id)
        actor = self.cast.act(self.session, self.cast.officer)
        step = step_of(self.session, instance, task, actor, item)
        return HOST.process(instance.process).task(task.element).initial(step)

    def item(self, person: Person, element: str) -> WorkItem:
        actor = self.cast.act(self.session, person)
        for task in self.tasks():
            for item in task.items:
                mine = item.state is ItemState.OPEN and actor.standing_for(item.groups)
                if task.element == element and task.state is TaskState.READY and mine:
                    return item
        raise AssertionError(f"{person.name} has no {element}; open: {self.open()}")

    def tasks(self) -> list[Task]:
        self.session.flush()
        mine = self.session.query(Task).join(Instance, Instance.id == Task.instance_id)
        return list(mine.filter(Instance.matter_id == self.case.id).order_by(Task.id))

    def open(self) -> list[str]:
        return sorted(task.element for task in self.tasks() if task.state is TaskState.READY)

    def documents(self, kind: DocumentKind) -> list[Document]:
        self.session.flush()
        return list(self.session.query(Document).filter_by(case_id=self.case.id, kind=kind).order_by(Document.id))

    def letter(self) -> Document:
        return self.documents(DocumentKind.LETTER)[-1]

    def file(self, kind: FileKind = FileKind.PDF) -> int:
        made = Attachment(
            sha256="0" * 64,
            name=f"用印件.{kind}",
            kind=kind,
            size=9,
            uploaded_by=self.cast.officer.id,
            uploaded_at=clock.now(),
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def workday(self, count: int) -> date:
        return load_calendar(self.session).add_workdays(clock.today(), count)

    def ring(self, rule: str) -> bool:
        """Let the running deadline of a rule fall due and fire its timer."""
        self.session.flush()
        rows = self.session.query(Deadline).filter_by(rule=rule, state=DeadlineState.RUNNING, fires=True)
        found = rows.one()
        clock.move(found.due_at - clock.now() + timedelta(seconds=1))
        return commands.fire(self.session, HOST, found.id)
