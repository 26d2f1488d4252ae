"""X4.4 提请督查函, X4.5 督查结果登记 · Request for inspection, and its result."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.completion import ANY, ONE
from engine.forms import Form, day, files, line, longtext, ref, refs, rows
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, Values
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.documents import drafts, letter
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people.models import Unit
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.step import TrackTask, case_of, track_of
from workflows.settings.models import Direction, IssuerKind
from workflows.supervision.chasing.models import Escalation, Level
from workflows.supervision.chasing.paper import DraftsPaper, contact, told_of

TITLE = "关于提请督查《{title}》建议办理情况的函"
REQUEST = "鉴于上述情况，提请贵室将{unit}办理情况纳入督查，并将督查结果函告我会。特此函告。"
OFFICES = "督查室"
NOT_THE_UNIT = Text("本环节由系统确定，不能更改。", "This is set by the step.")
KNOWN = Text("督查结果（{day}）：{result}", "Result of the inspection ({day}): {result}")


class InspectionAnnexRow(Form):
    title = line(80, "名称或职务", "Title", required=True)
    file = files("文件", "File", required=True, at_most=1)


class InspectionRequestForm(Form):
    responsible_unit = ref("unit", "责任单位", "Unit", required=True, fixed=True)
    addressee = refs("unit", "提请对象", "Asked", required=True)
    facts = longtext(2000, "办理情况", "What happened", required=True, advise_min=50)
    request = longtext(500, "提请事项", "What is asked", required=True, advise_min=20)
    annexes = rows(InspectionAnnexRow, "附件", "Annexes")


class InspectionRequest(DraftsPaper):
    """Drafted by the officer, signed by the chairperson; numbered and sealed like a letter."""

    step = "X4.4"
    element = "draft_inspection_request"
    label = Text("提请督查函", "Request for inspection")
    form = InspectionRequestForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "escalation_handling"
    on_expiry = ("REMIND",)
    outcomes = ("SUBMIT",)  # then the approval's: APPROVED, RETURNED, REFUSED
    kind = DocumentKind.ESCALATION_LETTER
    issuer = IssuerKind.CPPCC

    def initial(self, step: Step) -> dict[str, Any]:
        session, track = step.session, track_of(step)
        if "document_id" in step.values:
            last = drafts.latest(session, step.values["document_id"]).content
            return {name: last[name] for name in InspectionRequestForm().fields if name in last}
        offices = select(Unit.id).where(Unit.cppcc_id == case_of(step).cppcc_id, Unit.name.contains(OFFICES))
        unit = session.get_one(Unit, track.unit_id).name
        return {
            "responsible_unit": track.unit_id,
            "addressee": list(session.scalars(offices.order_by(Unit.id))),
            "facts": f"{unit}：{told_of(session, track, clock.today())}{_history(step)}",
            "request": REQUEST.format(unit=unit),
        }

    def content(self, step: Step, filled: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **filled,
            "title": TITLE.format(title=case_of(step).title),
            "main_send": filled.get("addressee") or [],
            "contact": contact(step),
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return {} if data["responsible_unit"] == track_of(step).unit_id else {"responsible_unit": [NOT_THE_UNIT]}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, track = step.session, track_of(step)
        content = self.content(step, data)
        before = step.values.get("document_id")
        revision = drafts.save(
            session, track.case_id, self.kind, content["title"], content, step.actor.person_id, before
        )
        document = drafts.concern(session, revision.document_id, [track.unit_id], {"unit_count": 1})
        document.issuer, document.direction, document.linked_to_id = self.issuer, Direction.PARALLEL, None
        revision.text = letter.compose(session, document, revision.content).text
        return {"outcome": "SUBMIT", "document_id": document.id}


def _history(step: Step) -> str:
    """What was done before: letters and talks, as the request tells it."""
    found = select(Escalation).where(Escalation.track_id == step.subject_id, ~Escalation.is_dropped)
    lines = [
        f"{day_in_words(one.happened_on).zh}{one.level.label.zh}"
        for one in step.session.scalars(found.order_by(Escalation.id))
    ]
    return f"其间，我会于{'，'.join(lines)}，仍未办结。" if lines else ""


def send_inspection_request(step: ServiceStep) -> dict[str, Any]:
    """It is out; from now on its result is waited for."""
    document = step.session.get_one(Document, step.values["document_id"])
    document.status = DocumentStatus.ISSUED
    made = Escalation(
        case_id=document.case_id,
        track_id=step.instance.subject_id,
        instance_id=step.instance.id,
        level=Level.INSPECTION,
        happened_on=clock.today(),
        document_id=document.id,
        by_person_id=document.created_by,
        made_at=clock.now(),
    )
    step.session.add(made)
    step.session.flush()
    return {"escalation_id": made.id}


class InspectionResultForm(Form):
    responsible_unit = ref("unit", "责任单位", "Unit", required=True, fixed=True)
    inspected_on = day("督查日期", "Inspected on", required=True, not_future=True)
    result = longtext(1000, "督查结果", "Result", required=True, advise_min=20)
    file = files("督查件", "File", at_most=1)


class InspectionResult(TrackTask):
    """The inspection office enters it itself, or the office's clerk what came on paper. The case goes on."""

    step = "X4.5"
    element = "inspection_result"
    label = Text("督查结果登记", "Result of the inspection")
    form = InspectionResultForm
    seats = (
        Seat("inspection_office", "city", Act.FILL),
        Seat("office_clerk", "office", Act.FILL),
    )
    completion = ANY
    deadline = "inspection_result"
    on_expiry = ("REMIND",)
    outcomes = ("RECORDED",)

    def initial(self, step: Step) -> dict[str, Any]:
        return {"responsible_unit": track_of(step).unit_id}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return {} if data["responsible_unit"] == track_of(step).unit_id else {"responsible_unit": [NOT_THE_UNIT]}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        made = step.session.get_one(Escalation, step.values["escalation_id"])
        made.result, made.result_on = data["result"], data["inspected_on"]
        case = step.session.get_one(Case, made.case_id)
        place = f"{ScopeKind.COMMITTEE}:{case.committee_id}"
        groups = [f"{role}@{place}" for role in (Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR, Role.VICE_CHAIR)]
        words = Text(data["result"], data["result"])
        why = KNOWN.format(day=day_in_words(data["inspected_on"]), result=words)
        if step.instance is not None:
            telling.tell_groups(step.session, step.instance, groups, NoticeKind.DECIDED, why, step.actor)
        return {"outcome": "RECORDED"}
