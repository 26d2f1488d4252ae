"""What stands beside the course of a case on its page: papers, files, sources, related cases, incidents."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from engine import clock
from engine.actors import Actor
from engine.models import Incident
from engine.text import Text
from workflows.access import seen_by
from workflows.cases.models import Case, CaseLink
from workflows.cases.state_words import STATES
from workflows.documents import words
from workflows.documents.models import Attachment, Document, DocumentKind, DocumentStatus, Visibility
from workflows.people import rights
from workflows.people.models import Dispensation, Person, Unit
from workflows.people.rights import Action, Scene
from workflows.reading import labels
from workflows.reading.page_parts import (
    AttachmentPart,
    DispensationPart,
    DocumentPart,
    IncidentPart,
    LookBackPart,
    RelatedPart,
    SourcePart,
    SuspendedPart,
    TrackPart,
    UndercoverPart,
)
from workflows.rectification.models import Track
from workflows.supervision.beside import suspending
from workflows.supervision.dispatch_response import undercover as plan
from workflows.supervision.models import Complainant, Source
from workflows.supervision.summary_feedback.models import LookBackVisit

OUT = (DocumentStatus.SEALED, DocumentStatus.ISSUED, DocumentStatus.RECALLED)
SETTLED = (DocumentStatus.APPROVED, DocumentStatus.SIGNED, DocumentStatus.NUMBERED, *OUT)
TO_UNITS = (
    DocumentKind.LETTER,
    DocumentKind.CORRECTION,
    DocumentKind.SUPPLEMENT,
    DocumentKind.URGING_LETTER,
    DocumentKind.HANDOVER_SLIP,
)
ERASED = Text("有反映人（信息已清除）", "A complainant (data erased)")
MASKED = Text("有反映人（信息不公开）", "A complainant (not shown)")


def unit_names(tracks: Sequence[Track], parts: Sequence[TrackPart]) -> dict[int, str]:
    """The unit's name by the instance of its track."""
    names = {part.id: part.unit for part in parts}
    return {track.instance_id: names.get(track.id, "") for track in tracks if track.instance_id}


def documents(session: Session, case_id: int, scope: str, unit_ids: Collection[int] | None) -> tuple[DocumentPart, ...]:
    """Papers of the case. `scope`: ALL; SETTLED: approved; ISSUED: gone out; OWN: gone out to these units; NONE."""
    if scope == "NONE":
        return ()
    found = select(Document).where(Document.case_id == case_id)
    if scope != "ALL":
        found = found.where(Document.status.in_(SETTLED if scope == "SETTLED" else OUT))
    if scope == "OWN":
        found = found.where(Document.kind.in_(TO_UNITS))
    rows = session.scalars(found.order_by(Document.id)).all()
    return tuple(
        DocumentPart(
            id=one.id,
            kind=words.DOCUMENT_KIND[one.kind],
            title=one.title,
            doc_no=one.doc_no,
            status=words.status(one),
            issued_on=one.issued_on,
            created_at=one.created_at,
            signed_by=one.signatory_name,
        )
        for one in rows
        if unit_ids is None or set(one.unit_ids) & set(unit_ids)
    )


def attachments(
    session: Session, case_id: int, scope: str, unit_ids: Collection[int] | None
) -> tuple[AttachmentPart, ...]:
    """Files of the case. `scope`: ALL; TEAM: those open to the team; OWN: open to units or a unit's own; NONE."""
    if scope == "NONE":
        return ()
    found = select(Attachment, Person.name).outerjoin(Person, Person.id == Attachment.uploaded_by)
    found = found.where(Attachment.case_id == case_id)
    if scope == "TEAM":
        found = found.where(Attachment.visibility != Visibility.OFFICE)
    elif scope == "OWN":
        open_to_units = Attachment.visibility.in_((Visibility.UNITS, Visibility.PUBLIC)) & Attachment.unit_id.is_(None)
        found = found.where(open_to_units | Attachment.unit_id.in_(list(unit_ids or ())))
    return tuple(
        AttachmentPart(one.id, one.name, one.kind, one.size, name or "" if scope == "ALL" else "", one.uploaded_at)
        for one, name in session.execute(found.order_by(Attachment.id)).all()
    )


def sources(session: Session, case: Case, actor: Actor) -> tuple[SourcePart, ...]:
    """Where the problem came from; the complainant by name only for the case's officer and director."""
    scene = Scene(cppcc_id=case.cppcc_id, committee_id=case.committee_id)
    sees = rights.may(Action.SEE_COMPLAINANT, actor, scene)
    rows = session.execute(
        select(Source, Complainant)
        .outerjoin(Complainant, Complainant.source_id == Source.id)
        .where(Source.case_id == case.id)
        .order_by(Source.id)
    ).all()
    return tuple(
        SourcePart(
            id=source.id,
            kind=source.kind,
            noticed_on=source.noticed_on,
            programme=source.programme_title,
            episode_no=source.episode_no,
            broadcast_on=source.broadcast_on,
            url=source.broadcast_url,
            complainant=_complainant(person, sees) if person is not None else None,
            is_withdrawn=source.withdrawn_on is not None,
            result=source.result,
            replied_on=source.replied_on,
        )
        for source, person in rows
    )


def _complainant(person: Complainant, sees: bool) -> Text:
    if person.erased_at is not None:
        return ERASED
    if not sees:
        return MASKED
    words = " ".join(part for part in (person.name, person.phone) if part)
    return Text(words, words)


def related(session: Session, case_id: int, actor: Actor) -> tuple[RelatedPart, ...]:
    """Cases tied to this one, from either side, as far as the actor sees them."""
    rows = session.execute(
        select(CaseLink, Case)
        .join(Case, or_(Case.id == CaseLink.case_id, Case.id == CaseLink.other_id))
        .where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id), Case.id != case_id, seen_by(actor))
        .order_by(CaseLink.id)
    ).all()
    return tuple(
        RelatedPart(one.id, one.case_no, one.title, STATES[one.state], labels.LINK[link.kind], link.reason)
        for link, one in rows
    )


def incidents(session: Session, instance_ids: Sequence[int]) -> tuple[IncidentPart, ...]:
    """What cannot go on by itself."""
    found = select(Incident).where(Incident.instance_id.in_(instance_ids), Incident.resolved_at.is_(None))
    return tuple(
        IncidentPart(one.id, Text(*one.message), one.opened_at) for one in session.scalars(found.order_by(Incident.id))
    )


def dispensations(session: Session, case_id: int) -> tuple[DispensationPart, ...]:
    """Who acts despite a tie, and why."""
    person, by = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Dispensation, person.name, by.name, Unit.name)
        .join(person, person.id == Dispensation.person_id)
        .join(by, by.id == Dispensation.by_person_id)
        .join(Unit, Unit.id == Dispensation.unit_id)
        .where(Dispensation.matter_id == case_id)
        .order_by(Dispensation.id)
    ).all()
    return tuple(
        DispensationPart(name, unit, one.reason, giver, clock.day_of(one.at)) for one, name, giver, unit in rows
    )


def undercover(session: Session, case: Case) -> UndercoverPart | None:
    """The access list of an undercover plan, while it is one (decisions §2.2, 16)."""
    if not case.is_undercover:
        return None
    names = select(Person.name).where(Person.id.in_(plan.told(session, [case.id]).get(case.id, ()))).order_by(Person.id)
    return UndercoverPart(tuple(session.scalars(names)), tuple(plan.opened(session, case)))


def look_backs(session: Session, case_id: int) -> tuple[LookBackPart, ...]:
    """The case's look-backs in the order of their days."""
    found = select(LookBackVisit).where(LookBackVisit.case_id == case_id)
    return tuple(
        LookBackPart(one.due_on, one.state, one.checked_on, one.has_relapsed, one.note)
        for one in session.scalars(found.order_by(LookBackVisit.due_on, LookBackVisit.id))
    )


def suspended(session: Session, case_id: int) -> tuple[SuspendedPart, ...]:
    """What of the case stands still now."""
    names = {
        track_id: short or name
        for track_id, short, name in session.execute(
            select(Track.id, Unit.short, Unit.name).join(Unit, Unit.id == Track.unit_id).where(Track.case_id == case_id)
        )
    }
    return tuple(
        SuspendedPart(
            unit=names.get(one.track_id, "") if one.track_id else "",
            rec_nos=tuple(one.rec_nos),
            since=one.suspended_on or clock.today(),
            until=one.expected_resume,
            reason=one.reason,
        )
        for one in suspending.in_force(session, case_id)
    )
