"""The notice of an activity: a paper of the case, and the activity as planned."""

from typing import Any

from sqlalchemy.orm import Session

from engine import clock
from engine.process import Step, Values
from workflows.documents.models import DocumentKind
from workflows.people.models import Person
from workflows.supervision.dispatch_response import planning
from workflows.supervision.models import Activity, ActivityState
from workflows.supervision.preparation import papers

TITLE = "关于开展民主监督活动的通知"
VISIT = "SITE_INSPECTION"


def from_plan(session: Session, case_id: int) -> dict[str, Any]:
    """Day and places as the plan has them."""
    schedule = planning.last_entry(session, case_id).get("schedule") or []
    first = min(schedule, key=lambda row: row["date"], default=None)
    if first is None:
        return {}
    places = [{"text": row["place"]} for row in schedule if row["date"] == first["date"]]
    return {"activity_on": first["date"], "places": places, "content": first["content"]}


def contact(step: Step) -> dict[str, str] | None:
    """Whom the units ask: who drafts the notice."""
    person = step.session.get(Person, step.actor.person_id)
    return {"name": person.name, "phone": person.phone} if person else None


def send(step: Step, data: Values) -> None:
    """Keep the notice, and plan the activity that it announces; one planned already moves to its day."""
    session, case_id = step.session, step.subject_id
    papers.submit(session, case_id, DocumentKind.NOTICE, TITLE, data, step.actor.person_id)
    planned = session.query(Activity).filter_by(case_id=case_id, state=ActivityState.PLANNED).first()
    if planned is None:
        methods = planning.last_entry(session, case_id).get("methods") or [VISIT]
        planned = Activity(case_id=case_id, type=methods[0], is_special_supervision=True)
        planned.recorded_by, planned.state = step.actor.person_id, ActivityState.PLANNED
        session.add(planned)
    planned.recorded_at = clock.now()
    planned.planned_on = data["activity_on"]
    planned.places = [row["text"] for row in data["places"]]
    session.flush()
