"""A case as one reader sees it: pure reading, a fixed number of statements, whatever is stored besides.

How much a reader sees is decided by the caller (`workflows.access`) and said as a `View`; here it only
decides which parts are read at all.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Instance
from engine.process import Host
from workflows.cases.models import Case, CaseState
from workflows.cases.state_words import STATES
from workflows.people.models import Committee
from workflows.people.roles import Role, ScopeKind
from workflows.reading import clock_ledger, in_name, page_beside, page_course, page_story, page_units
from workflows.reading.page_course import Reader
from workflows.reading.page_parts import ActPart, CasePage, LookBackPart, OpenPart, TrackPart
from workflows.rectification.models import Track
from workflows.supervision.beside.models import Exposure


class View(StrEnum):
    """INTERNAL: the office. MEMBER: the team, without internal notes. UNIT: a unit's own part. LEADER: what is
    issued and how it stands. SOURCE: who brought the lead, its outcome alone."""

    INTERNAL = "INTERNAL"
    MEMBER = "MEMBER"
    UNIT = "UNIT"
    LEADER = "LEADER"
    SOURCE = "SOURCE"


def case_page(session: Session, host: Host, case_id: int, actor: Actor, view: View) -> CasePage:
    """The page of a case. Raises NoResultFound for an unknown one."""
    case = session.get_one(Case, case_id)
    reader = _reader(actor, view)
    tracks = _tracks(session, case_id, reader)
    instances = _instances(session, case, tracks, view)
    main = next((instance for instance in instances if instance.id == case.instance_id), None)
    track_parts = _track_parts(session, tracks, view)
    units = page_beside.unit_names(tracks, track_parts)
    open_parts = page_course.waiting(session, host, instances, units, reader)
    looked = page_beside.look_backs(session, case_id) if view is not View.UNIT else ()
    stands = page_beside.suspended(session, case_id) if view in (View.INTERNAL, View.MEMBER, View.LEADER) else ()
    acts = page_course.acts(session, host, instances, units, reader) if view is not View.SOURCE else ()
    return CasePage(
        case_id=case.id,
        title=case.title,
        number=case.case_no,
        problem=case.problem,
        location=case.location,
        state=case.state,
        state_words=STATES[CaseState.SUSPENDED if case.is_suspended else case.state],
        stage=case.stage,
        priority=case.priority,
        confidentiality=case.confidentiality,
        committee=_committee(session, case),
        has_follow_up=case.has_follow_up,
        exposures=session.scalar(select(func.count()).where(Exposure.case_id == case_id)) or 0,
        sentence=page_story.standing(
            stands, page_story.sentence(session, case, main, open_parts, track_parts, _next(looked), _passed(acts))
        ),
        stages=page_story.stages(session, case, main if view is not View.UNIT else None),
        tracks=track_parts,
        documents=page_beside.documents(session, case_id, _document_scope(view), reader.unit_ids),
        attachments=page_beside.attachments(session, case_id, _file_scope(view), reader.unit_ids),
        course=in_name.with_objections(session, host, instances, units, acts) if view is View.INTERNAL else acts,
        open=open_parts if view in (View.INTERNAL, View.MEMBER, View.UNIT) else (),
        sources=page_beside.sources(session, case, actor) if view in (View.INTERNAL, View.SOURCE) else (),
        undercover=page_beside.undercover(session, case) if view in (View.INTERNAL, View.MEMBER) else None,
        suspended=stands,
        look_backs=looked if view in (View.INTERNAL, View.MEMBER) else (),
        **(_for_the_office(session, case, actor, instances, acts, open_parts) if view is View.INTERNAL else {}),
    )


def _for_the_office(
    session: Session,
    case: Case,
    actor: Actor,
    instances: Sequence[Instance],
    acts: Sequence[ActPart],
    open_parts: Sequence[OpenPart],
) -> dict[str, Any]:
    """Parts of the page that nobody else reads."""
    return {
        "related": page_beside.related(session, case.id, actor),
        "incidents": page_beside.incidents(session, [one.id for one in instances]),
        "dispensations": page_beside.dispensations(session, case.id),
        "clock_ledger": clock_ledger.of_case(session, case, actor),
        "done": frozenset(act.element for act in acts),
        "here": frozenset(part.element for part in open_parts),
    }


def _next(looked: Sequence[LookBackPart]) -> date | None:
    """The day of the next look-back."""
    return next((one.due_on for one in looked if one.state == "PLANNED"), None)


def _passed(acts: Sequence[ActPart]) -> list[str]:
    """Elements done, the latest first."""
    return [act.element for act in reversed(acts)]


def _track_parts(session: Session, tracks: Sequence[Track], view: View) -> tuple[TrackPart, ...]:
    if view is View.SOURCE:
        return ()
    internal, seen = view is View.INTERNAL, view is not View.LEADER
    return page_units.parts(session, tracks, with_contacts=internal, with_evidence=seen, sees_names=internal)


def _tracks(session: Session, case_id: int, reader: Reader) -> Sequence[Track]:
    tracks = page_units.tracks_of(session, case_id)
    return tracks if reader.unit_ids is None else page_units.seen_by_units(tracks, reader.unit_ids)


def _reader(actor: Actor, view: View) -> Reader:
    if view is View.UNIT:
        return Reader(actor, sees_opinions=False, sees_names=False, unit_ids=frozenset(units_of(actor)))
    return Reader(actor, sees_opinions=view is View.INTERNAL, sees_names=view in (View.INTERNAL, View.MEMBER))


def units_of(actor: Actor) -> list[int]:
    """The units for which an actor stands."""
    heads = tuple(f"{role}@{ScopeKind.UNIT}:" for role in (Role.UNIT_LIAISON, Role.UNIT_HEAD))
    return [int(group.rpartition(":")[2]) for group in actor.standings if group.startswith(heads)]


def _instances(session: Session, case: Case, tracks: Sequence[Track], view: View) -> list[Instance]:
    """What runs or ran on the case; for a unit only its own tracks."""
    found = select(Instance).where(Instance.matter_id == case.id)
    if view is View.UNIT:
        found = found.where(Instance.id.in_([track.instance_id for track in tracks if track.instance_id]))
    return list(session.scalars(found.order_by(Instance.id)))


def _committee(session: Session, case: Case) -> str:
    committee = session.get(Committee, case.committee_id) if case.committee_id else None
    return committee.short if committee else ""


def _document_scope(view: View) -> str:
    return {View.INTERNAL: "ALL", View.MEMBER: "SETTLED", View.LEADER: "ISSUED", View.UNIT: "OWN"}.get(view, "NONE")


def _file_scope(view: View) -> str:
    return {View.INTERNAL: "ALL", View.MEMBER: "TEAM", View.UNIT: "OWN"}.get(view, "NONE")
