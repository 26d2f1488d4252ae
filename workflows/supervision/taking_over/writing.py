"""An old case as rows of the product: the case, its letter as it was issued, and its units with new clocks."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, commands, journal
from engine.actors import Actor
from engine.process import Host
from workflows.cases import numbers
from workflows.cases.models import Case, CaseKind, CaseState, Stage
from workflows.documents import drafts
from workflows.documents.models import (
    Document,
    DocumentKind,
    DocumentNumber,
    DocumentStatus,
    NumberRegister,
    NumberState,
    RecommendationItem,
    RecommendationKind,
)
from workflows.documents.numbers import parts
from workflows.finding import search
from workflows.people.models import Unit
from workflows.rectification import tracks
from workflows.rectification.models import DeliveryMode
from workflows.rectification.states import TrackMode
from workflows.settings.models import Direction, IssuerKind
from workflows.supervision.models import Source, TeamMember, TeamState
from workflows.supervision.preparation import units
from workflows.supervision.preparation.registering import PREFIX, SUMMARY
from workflows.supervision.symposium import letters
from workflows.supervision.taking_over.models import TakenOver
from workflows.supervision.taking_over.plan import Asked, Entry, OldCase
from workflows.supervision.taking_over.process import PROCESS


def write(session: Session, host: Host, cppcc_id: int, old: OldCase, live_on: date, actor: Actor) -> Case:
    """Make the case and let it go on where it stood. The clocks start on `live_on`."""
    case = _case(session, cppcc_id, old, live_on)
    _people(session, case, old)
    if old.broadcast_on is not None:
        session.add(_source(case, old.broadcast_on))
    letter = _letter(session, case, old, actor) if old.entry is Entry.AT_UNITS else _draft(session, case, old)
    mark = TakenOver(case_id=case.id, cppcc_id=cppcc_id, old_no=old.old_no, origin=old.origin(live_on))
    mark.live_on, mark.note, mark.taken_at = live_on, old.note, clock.now()
    session.add(mark)
    event, stream = journal.Event.RECORD_CHANGED, f"matter:{case.id}"
    journal.write(session, stream, event, actor, record="taken_over", old_no=old.old_no, live_on=live_on.isoformat())
    if letter is not None and old.entry is Entry.AT_UNITS:
        _tracks(session, host, case, old, letter, live_on, actor)
    values = {"entry": old.entry.value}
    instance = commands.start(session, host, PROCESS.key, ("case", case.id), case.id, values, actor=actor)
    case.instance_id = instance.id
    search.index(session, case)
    return case


def _case(session: Session, cppcc_id: int, old: OldCase, live_on: date) -> Case:
    is_out = old.entry is Entry.AT_UNITS
    case = Case(
        kind=CaseKind.SUPERVISION,
        cppcc_id=cppcc_id,
        case_no=numbers.case_no(session, PREFIX, live_on.year),
        title=old.title,
        problem=old.problem,
        summary=f"{old.origin(live_on).label.zh}，原编号{old.old_no}。{old.problem}".replace("\n", "")[:SUMMARY],
        location=old.location,
        category=old.category,
        stage=Stage.SUMMARY_FEEDBACK if is_out else Stage.SYMPOSIUM,
        state=CaseState.ISSUED if is_out else CaseState.IN_SUPERVISION,
        committee_id=old.committee_id,
        clocks_on=live_on,
        created_by=old.officer_id,
        created_at=clock.now(),
        submitted_at=clock.now(),
    )
    session.add(case)
    session.flush()
    return case


def _people(session: Session, case: Case, old: OldCase) -> None:
    rows = [{"unit": unit_id, "track_role": role.value} for unit_id, role in old.units.items()]
    units.replace(session, case.id, rows, old.officer_id)
    session.add_all(
        TeamMember(
            case_id=case.id,
            person_id=person_id,
            is_leader=person_id == old.team[0],
            state=TeamState.ACCEPTED,
            invited_at=clock.now(),
            answered_at=clock.now(),
        )
        for person_id in old.team
    )
    session.flush()


def _source(case: Case, shown: date) -> Source:
    """The broadcast, to be answered when the case is closed."""
    return Source(
        case_id=case.id,
        kind="PROGRAMME",
        registered_by=case.created_by,
        received_at=clock.now(),
        noticed_on=shown,
        broadcast_on=shown,
    )


def _content(session: Session, case: Case, old: OldCase) -> dict[str, Any]:
    """What the form of a letter would say of it; of a recommendation for several units its text names them."""
    names = {unit_id: session.get_one(Unit, unit_id).name for unit_id in old.units}
    return {
        **letters.first_draft(session, case, old.officer_id),
        "main_send": list(old.units),
        "problems": [{"no": 1, "text": old.problem}],
        "recommendations": [_recommendation(one, names) for one in old.asked],
    }


def _recommendation(one: Asked, names: dict[int, str]) -> dict[str, Any]:
    alone = len(one.unit_ids) == 1
    for_all = "" if alone else f"（承办单位：{'、'.join(names[unit_id] for unit_id in one.unit_ids)}）"
    return {
        "no": one.no,
        "text": f"{one.text}{for_all}",
        "target_unit": one.unit_ids[0] if alone else None,
        "kind": RecommendationKind.NEAR_TERM.value,
        "due": one.due,
    }


def _save(session: Session, case: Case, old: OldCase) -> Document:
    content = _content(session, case, old)
    revision = drafts.save(session, case.id, DocumentKind.LETTER, content["title"], content, old.officer_id)
    document = drafts.concern(session, revision.document_id, list(old.units))
    document.issuer, document.direction = IssuerKind.CPPCC, Direction.PARALLEL
    return document


def _draft(session: Session, case: Case, old: OldCase) -> Document | None:
    """Recommendations that are thought of already stand in the draft of the letter."""
    return _save(session, case, old) if old.asked else None


def _letter(session: Session, case: Case, old: OldCase, actor: Actor) -> Document:
    """The letter that is out, under its old number. A printed date that has come is not asked for any more."""
    document = _save(session, case, old)
    drafts.freeze(session, document.id)
    document.status, document.doc_no = DocumentStatus.ISSUED, old.doc_no
    document.issued_on = document.signed_on = old.issued_on
    _number(session, case, document, actor)
    session.add_all(
        RecommendationItem(
            case_id=case.id,
            document_id=document.id,
            no=one.no,
            text=one.text,
            unit_ids=list(one.unit_ids),
            kind=RecommendationKind.NEAR_TERM,
            due=one.due if one.due is not None and one.due > case.clocks_on else None,
        )
        for one in old.asked
    )
    session.flush()
    return document


def _number(session: Session, case: Case, document: Document, actor: Actor) -> None:
    """The register knows the old number, and gives neither it nor one before it again."""
    prefix, year, seq = parts(document.doc_no or "")
    key = (case.cppcc_id, prefix, year)
    register = session.get(NumberRegister, key, with_for_update=True)
    if register is None:
        register = NumberRegister(cppcc_id=case.cppcc_id, prefix=prefix, year=year, next_seq=1)
        session.add(register)
    register.next_seq = max(register.next_seq, seq + 1)
    made = DocumentNumber(cppcc_id=case.cppcc_id, prefix=prefix, year=year, seq=seq, state=NumberState.USED)
    made.document_id, made.by_person_id, made.at = document.id, actor.person_id, clock.now()
    session.add(made)
    session.flush()


def _tracks(
    session: Session, host: Host, case: Case, old: OldCase, letter: Document, live_on: date, actor: Actor
) -> None:
    """Each unit as if the letter had reached it on the day of going live."""
    delivery = tracks.Delivery(DeliveryMode.ELECTRONIC, live_on)
    for unit_id, role in old.units.items():
        tracks.open_track(session, host, case.id, unit_id, role, TrackMode.OWN, letter.id, delivery, actor)
