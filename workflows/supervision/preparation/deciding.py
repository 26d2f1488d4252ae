"""What each of the eight decisions on a lead does to the case; the diagram takes it on from there."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.process import Step, Values
from workflows.cases.models import Case, CaseLink, CaseState, Confidentiality, LinkKind, Priority
from workflows.supervision.models import SimilarDecision, SourceResult, Weighing
from workflows.supervision.preparation import assigning, sources, units

REASONS = ("reject_text", "hand_back_reason", "supplement_request")
TARGETS = ("merge_into", "attach_to", "transfer_org")


def reason_of(data: Values) -> str:
    """The words that the decision gives, as they stand on the timeline and in the reply."""
    return next((str(data[name]) for name in REASONS if data.get(name)), "")


def decide(step: Step, case: Case, data: Values) -> dict[str, Any]:
    """Write the decision and its effects; the routing values that follow."""
    session = step.session
    filled_by = next((item.acted_by for item in step.task.items if item.acted_by), None) if step.task else None
    session.add(
        Weighing(
            case_id=case.id,
            committee_id=case.committee_id,
            decision=data["decision"],
            reason=data.get("reject_reason") or "",
            text=reason_of(data),
            target_id=next((data[name] for name in TARGETS if data.get(name)), None),
            decided_by=filled_by or step.actor.person_id,
            decided_at=clock.now(),
        )
    )
    _remember_similar(session, case, data)
    more = EFFECTS[data["decision"]](step, case, data)
    session.flush()
    return {"outcome": data["decision"], **more}


def last_weighing(session: Session, case_id: int) -> Weighing | None:
    """The latest decision on a lead."""
    found = select(Weighing).where(Weighing.case_id == case_id).order_by(Weighing.id.desc()).limit(1)
    return session.scalars(found).first()


def _accept(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.ACCEPTED
    case.priority = Priority(data["priority"])
    case.category, case.district_id = data["category"], data["district"]
    case.is_common_problem = data["is_common_problem"]
    case.confidentiality = Confidentiality(data["confidentiality"])
    units.replace(step.session, case.id, data["responsible_units"], step.actor.person_id)
    return {}


def _reject(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.REJECTED
    sources.expect_answers(step.session, case.id, SourceResult.REJECTED)
    return {}


def _hand_back(step: Step, case: Case, data: Values) -> dict[str, Any]:
    return {"hand_backs": assigning.hand_back(step.session, case, data["hand_back_reason"])}


def _merge(step: Step, case: Case, data: Values) -> dict[str, Any]:
    """The case waits in the main one, whose sources are answered together; what waited in it waits there too."""
    main_id = data["merge_into"]
    case.state, case.merged_into_id = CaseState.MERGED, main_id
    for child in step.session.scalars(select(Case).where(Case.merged_into_id == case.id)):
        child.merged_into_id = main_id
    link(step.session, case.id, main_id, LinkKind.MERGED)
    return {}


def _attach(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.MERGED
    link(step.session, case.id, data["attach_to"], LinkKind.ATTACHED)
    sources.expect_answers(step.session, case.id, SourceResult.ATTACHED)
    return {}


def _convert(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.CONVERTED
    sources.expect_answers(step.session, case.id, SourceResult.CONVERTED)
    return {}


def _transfer(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.CONVERTED
    sources.expect_answers(step.session, case.id, SourceResult.TRANSFERRED)
    return {}


def _ask_for_more(step: Step, case: Case, data: Values) -> dict[str, Any]:
    case.state = CaseState.SUBMITTED
    return {}


EFFECTS: Mapping[str, Callable[[Step, Case, Values], dict[str, Any]]] = {
    "ACCEPT": _accept,
    "REJECT": _reject,
    "HAND_BACK": _hand_back,
    "MERGE": _merge,
    "ATTACH": _attach,
    "CONVERT_OPINION": _convert,
    "TRANSFER": _transfer,
    "RETURN_SUPPLEMENT": _ask_for_more,
}


def _remember_similar(session: Session, case: Case, data: Values) -> None:
    for row in data.get("similar_decisions") or ():
        other_id, reason = row["case"], row.get("reason") or ""
        found = select(SimilarDecision).where(SimilarDecision.case_id == case.id, SimilarDecision.other_id == other_id)
        kept = session.scalars(found).first()
        if kept is None:
            kept = SimilarDecision(case_id=case.id, other_id=other_id)
            session.add(kept)
        kept.decision, kept.reason, kept.decided_at = row["decision"], reason, clock.now()
        if row["decision"] == "LINK":
            link(session, case.id, other_id, LinkKind.RELATED, reason)


def link(session: Session, case_id: int, other_id: int, kind: LinkKind, reason: str = "") -> None:
    """Tie two cases, once."""
    found = select(CaseLink).where(CaseLink.case_id == case_id, CaseLink.other_id == other_id, CaseLink.kind == kind)
    if session.scalars(found).first() is None:
        made = CaseLink(case_id=case_id, other_id=other_id, kind=kind, reason=reason, created_at=clock.now())
        session.add(made)
