"""The hand-over slip (交办单): each unit's dates of signing, plan, progress and answer, and what they rest on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import clock
from engine.process import Step, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import drafts, recommendations
from workflows.documents.models import DocumentKind, DocumentRevision
from workflows.people.models import Unit
from workflows.settings import deadlines
from workflows.supervision.symposium.models import Dispatch, LeaderInstruction

BASES = {"INSTRUCTION": "批示", "PRINTED": "建议书所载", "RULE": "办理规则"}
TITLE = Text("交办单：{title}", "Hand-over slip: {title}")


def make(step: Step, made: Dispatch, data: Values) -> DocumentRevision:
    """Save the slip as a document of the case."""
    case = step.session.get_one(Case, made.case_id)
    content = {"units": [_unit(step.session, case, made, row) for row in data["targets"]]}
    title = TITLE.format(title=case.title).zh
    return drafts.save(step.session, case.id, DocumentKind.HANDOVER_SLIP, title, content, step.actor.person_id)


def _unit(session: Session, case: Case, made: Dispatch, row: Values) -> dict[str, Any]:
    started: datetime = row.get("received_at") or made.sent_at
    answer_on, basis = answer_day(session, case, made, row["unit"], started)
    return {
        "unit": session.get_one(Unit, row["unit"]).name,
        "signing": _day(by_rule(session, case, "unit_sign", started)),
        "plan": _day(by_rule(session, case, "unit_plan", started)),
        "progress": _day(by_rule(session, case, "progress_interval", started)),
        "answer": _day(answer_on),
        "answer_basis": BASES[basis],
        "others_basis": BASES["RULE"],
    }


def answer_day(
    session: Session, case: Case, made: Dispatch, unit_id: int, started: datetime
) -> tuple[date | None, str]:
    """The day of the answer and its basis: instruction, else the latest printed date of the unit's, else the rule."""
    instruction = session.get(LeaderInstruction, made.instruction_id) if made.instruction_id else None
    if instruction is not None and instruction.due_on is not None:
        return instruction.due_on, "INSTRUCTION"
    items = recommendations.of(session, made.document_id)
    printed = [item.due for item in items if unit_id in item.unit_ids and item.due is not None]
    if printed:
        return max(printed), "PRINTED"
    return by_rule(session, case, "unit_report", started), "RULE"


def by_rule(session: Session, case: Case, rule: str, started: datetime) -> date | None:
    found = deadlines.due(session, rule, started, case.clocks_on)
    return clock.day_of(found.due_at) if found else None


def _day(day: date | None) -> str | None:
    return f"{day.year}年{day.month}月{day.day}日" if day else None
