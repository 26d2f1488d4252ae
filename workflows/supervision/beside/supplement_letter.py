"""补送函: a unit that came in after the letter answers a document addressed to it. It is approved, numbered and
sealed like the letter, is linked to it, and counts in no figure of letters (reference §6.5, §10.4 X5)."""

from typing import Any

from sqlalchemy import select

from engine.completion import ONE
from engine.forms import Form, choice, group, line, longtext
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents import drafts, letter
from workflows.documents.models import Document, DocumentStatus, RecommendationItem
from workflows.people.models import Person
from workflows.rectification.derived import live
from workflows.rectification.models import Track
from workflows.rectification.telling import tell_units
from workflows.settings.models import Direction, IssuerKind
from workflows.supervision.symposium.draft_letter import ISSUER, DraftLetterContactPart

SENT = Text("补送函{no}已印发，请查收。", "The supplementary letter {no} is issued.")


class SupplementForm(Form):
    issuer = choice(ISSUER, "发文机关", "Issuer", required=True)
    title = line(80, "标题", "Title", required=True)
    background = longtext(2000, "缘起", "Background", required=True, advise_min=20)
    reply_requirements = longtext(500, "办理要求", "What is asked of the unit", required=True)
    contact = group(DraftLetterContactPart, "联系人", "Contact", required=True)


class DraftSupplement(UserTask):
    """What the unit takes over is printed from its track; the officer writes why, and what is asked."""

    step = "X5"
    element = "draft_supplement"
    label = Text("起草补送函", "Draft the supplementary letter")
    form = SupplementForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "unit_change"
    on_expiry = ("REMIND",)
    outcomes = ("SUBMIT",)  # then the approval's: APPROVED, RETURNED

    def initial(self, step: Step) -> dict[str, Any]:
        last = drafts.latest(step.session, step.values["document_id"])
        if last.content.get("issuer"):
            return {name: last.content[name] for name in SupplementForm().fields}
        person = step.session.get(Person, step.actor.person_id)
        return {
            "issuer": "OFFICE",
            "title": last.title,
            "background": last.content["text"],
            "contact": {"name": person.name, "phone": person.phone} if person else None,
        }

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        session, track = step.session, step.session.get_one(Track, step.subject_id)
        document = session.get_one(Document, step.values["document_id"])
        content = {**data, "main_send": [track.unit_id], "recommendations": _taken_over(step, track)}
        revision = drafts.save(
            session, track.case_id, document.kind, data["title"], content, step.actor.person_id, document.id
        )
        case = session.get_one(Case, track.case_id)
        drafts.concern(session, document.id, [track.unit_id], {"is_sensitive": case.is_sensitive, "unit_count": 1})
        document.issuer, document.direction = IssuerKind(data["issuer"]), Direction.PARALLEL
        revision.text = letter.compose(session, document, revision.content).text
        return {"outcome": "SUBMIT", "document_id": document.id}


def _taken_over(step: Step, track: Track) -> list[dict[str, Any]]:
    """The track's recommendations as the letter has them, with the date that it printed."""
    ids = [one.recommendation_item_id for one in live(track.obligations)]
    found = select(RecommendationItem).where(RecommendationItem.id.in_(ids)).order_by(RecommendationItem.no)
    return [
        {"no": item.no, "text": item.text, "target_unit": track.unit_id, "due": item.due}
        for item in step.session.scalars(found)
    ]


def send_supplement(step: ServiceStep) -> dict[str, Any]:
    """It is out: the unit reads it beside the letter, and is told."""
    document = step.session.get_one(Document, step.values["document_id"])
    track = step.session.get_one(Track, step.instance.subject_id)
    document.status, document.linked_to_id = DocumentStatus.ISSUED, track.document_id
    tell_units(step.session, step.instance, document.unit_ids, SENT.format(no=document.doc_no).zh, step.actor)
    return {}
