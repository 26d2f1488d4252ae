"""authorize(actor, action, object): the one permission function of pages, API and files.

Deny first: what is not allowed here does not exist for the asker (NotFound, not "forbidden"), so that
nobody learns of a case by its number.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, literal, or_, select, union_all
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import asked_once
from engine.errors import NotFound, NotPermitted
from engine.models import Instance, Task, WorkItem
from workflows.cases.models import Case, CaseState, Confidentiality
from workflows.documents.models import Attachment, Document, DocumentKind, DocumentStatus, Visibility
from workflows.people import rights
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role
from workflows.rectification.models import Track
from workflows.supervision.dispatch_response import undercover
from workflows.supervision.models import TeamMember, TeamState


class View(StrEnum):
    """How much of a case an actor sees."""

    INTERNAL = "INTERNAL"  # the office: everything but a complainant's person
    MEMBER = "MEMBER"  # the team: without internal notes
    LEADER = "LEADER"  # issued documents, ledger, figures
    SOURCE = "SOURCE"  # who brought the lead: its outcome


ISSUED = frozenset({CaseState.ISSUED, CaseState.IN_RECTIFICATION, CaseState.SUMMARISING, CaseState.CLOSING})
ENDED = frozenset({CaseState.CLOSED, CaseState.LOOKING_BACK, CaseState.ARCHIVED, CaseState.REOPENED})


def scene_of(session: Session, case: Case) -> Scene:
    """What rights on a case depend on; whom an undercover plan names is read while it is one."""
    return asked_once(session, ("scene", case.id), lambda: _scenes(session, [case])[case.id])


_AROUND = union_all(
    select(Track.case_id, literal(True), Track.unit_id).where(Track.case_id.in_(bindparam("cases", expanding=True))),
    select(TeamMember.case_id, literal(False), TeamMember.person_id).where(
        TeamMember.case_id.in_(bindparam("cases", expanding=True)),
        TeamMember.state.in_((TeamState.ACCEPTED, TeamState.INVITED)),
    ),
)
"""The case, whether it is a unit (else one of the team), and its id."""


def _scenes(session: Session, cases: Sequence[Case]) -> dict[int, Scene]:
    """Of many cases at once: one statement, and one more where some are undercover."""
    around = session.execute(_AROUND, {"cases": [case.id for case in cases]}).all()
    hidden = [case.id for case in cases if case.is_undercover]
    told = undercover.told(session, hidden) if hidden else {}
    return {
        case.id: Scene(
            cppcc_id=case.cppcc_id,
            committee_id=case.committee_id,
            unit_ids=frozenset(found for case_id, is_unit, found in around if is_unit and case_id == case.id),
            team_ids=frozenset(found for case_id, is_unit, found in around if not is_unit and case_id == case.id),
            person_id=case.created_by,
            is_undercover=case.is_undercover,
            told_ids=told.get(case.id, frozenset()),
            is_open_to_members=case.confidentiality is Confidentiality.PUBLIC and case.state in ISSUED | ENDED,
            is_open_to_leaders=case.state in ISSUED | ENDED,
        )
        for case in cases
    }


def view_of(session: Session, actor: Actor, case: Case) -> View:
    """How much of the case this actor sees; NotFound if nothing."""
    view = _view(actor, case, scene_of(session, case))
    if view is None:
        raise NotFound
    return view


def views_of(session: Session, actor: Actor, cases: Sequence[Case]) -> dict[int, View]:
    """The same of the cases of a list, by id, without those of which he sees nothing."""
    scenes = _scenes(session, cases)
    views = {case.id: _view(actor, case, scenes[case.id]) for case in cases}
    return {case_id: view for case_id, view in views.items() if view is not None}


def _view(actor: Actor, case: Case, scene: Scene) -> View | None:
    is_anothers_draft = case.state is CaseState.DRAFT and case.created_by != actor.person_id
    if is_anothers_draft or not rights.may(Action.SEE_CASE, actor, scene):
        return None
    if rights.may(Action.SEE_INTERNAL_NOTES, actor, scene):
        return View.INTERNAL
    if actor.person_id in scene.team_ids:
        return View.MEMBER
    if case.cppcc_id in rights.bodies(actor, Role.LEADER_VIEWER, *rights.OFFICE):
        return View.LEADER  # also the office, of an undercover case that it is not told of
    return View.MEMBER if scene.is_open_to_members else View.SOURCE


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Which cases `view_of` shows the actor, as a condition of a query."""
    team = select(TeamMember.case_id).where(
        TeamMember.person_id == actor.person_id, TeamMember.state.in_((TeamState.ACCEPTED, TeamState.INVITED))
    )
    is_out = Case.state.in_(ISSUED | ENDED)
    seen = [Case.created_by == actor.person_id, Case.id.in_(team)]
    if inside := rights.bodies(actor, *rights.OFFICE):
        seen.append(Case.cppcc_id.in_(inside))
    if member := rights.bodies(actor, Role.MEMBER):
        seen.append(Case.cppcc_id.in_(member) & (Case.confidentiality == Confidentiality.PUBLIC) & is_out)
    if leader := rights.bodies(actor, Role.LEADER_VIEWER):
        seen.append(Case.cppcc_id.in_(leader) & is_out)
    return or_(*seen) & ((Case.state != CaseState.DRAFT) | (Case.created_by == actor.person_id))


def case_for(session: Session, actor: Actor, case_id: int) -> tuple[Case, View]:
    """A case and how much of it the actor sees; NotFound for the unseen."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    return case, view_of(session, actor, case)


NOWHERE = Scene()


SETTLED = frozenset({DocumentStatus.APPROVED, DocumentStatus.SIGNED, DocumentStatus.NUMBERED, DocumentStatus.SEALED})
GONE_OUT = frozenset({DocumentStatus.ISSUED, DocumentStatus.RECALLED})


def paper_for(session: Session, actor: Actor, document_id: int) -> tuple[Document, Case]:
    """A document of a case: the office reads drafts, the team what is approved, others what has gone out."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotFound
    case, view = case_for(session, actor, document.case_id)
    readable = {View.MEMBER: SETTLED | GONE_OUT, View.LEADER: GONE_OUT}.get(view, frozenset())
    if view is not View.INTERNAL and document.status not in readable:
        raise NotFound
    return document, case


def letter_to_unit(session: Session, track: Track, document_id: int) -> Document:
    """A letter beside the first one that went out to the unit of a track that the reader sees; NotFound for others."""
    document = session.get(Document, document_id)
    to_unit = (DocumentKind.SUPPLEMENT, DocumentKind.URGING_LETTER, DocumentKind.CORRECTION)
    if document is None or document.case_id != track.case_id or document.kind not in to_unit:
        raise NotFound
    if track.unit_id not in document.unit_ids or document.status not in GONE_OUT:
        raise NotFound
    return document


def authorize(session: Session, actor: Actor, action: Action, scene: Scene = NOWHERE) -> None:
    """NotPermitted with a sentence for the actor, unless one of his posts gives him this."""
    reason = rights.why_not(action, actor, scene)
    if reason is not None:
        raise NotPermitted(reason=reason)


def track_for(session: Session, actor: Actor, track_id: int) -> Track:
    """A unit's track; a unit sees its own alone."""
    track = session.get(Track, track_id)
    if track is None:
        raise NotFound
    case = session.get_one(Case, track.case_id)
    own = Scene(
        cppcc_id=case.cppcc_id,
        committee_id=case.committee_id,
        unit_ids=frozenset({track.unit_id}),
        team_ids=scene_of(session, case).team_ids,
    )
    if not rights.may(Action.SEE_TRACK, actor, own):
        raise NotFound
    return track


_ITEM = (
    select(WorkItem, Task, Instance)
    .join(Task, Task.id == WorkItem.task_id)
    .join(Instance, Instance.id == WorkItem.instance_id)
    .where(WorkItem.id == bindparam("item"))
)
"""With what every page of an item goes on to ask for."""


def item_for(session: Session, actor: Actor, item_id: int) -> WorkItem:
    """A work item that the actor may look at: his own, his group's, one he did, or one of a case he sees."""
    row = session.execute(_ITEM, {"item": item_id}).one_or_none()
    if row is None:
        raise NotFound
    item, _task, instance = row
    if is_own(actor, item):
        return item
    view = case_for(session, actor, instance.matter_id)[1]
    if view is not View.INTERNAL:
        raise NotFound
    return item


def is_own(actor: Actor, item: WorkItem) -> bool:
    """Whether an item is the actor's, or his group's, or was done or entered by him."""
    mine = actor.person_id in (item.assignee_id, item.acted_by, item.entered_by)
    return mine or (item.assignee_id is None and actor.standing_for(item.groups) is not None)


def attachment_for(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    """A file: one's own upload, or one of something that the actor may see; else NotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise NotFound
    if found.uploaded_by == actor.person_id:
        return found
    if found.case_id is None or not visible_files(session, actor, session.get_one(Case, found.case_id), [found]):
        raise NotFound
    return found


def visible_files(session: Session, actor: Actor, case: Case, files: Sequence[Attachment]) -> list[Attachment]:
    """Those of a case's files that the actor may open; the same question for a page, a download, a thumbnail."""
    scene = scene_of(session, case)
    return [found for found in files if _may_see_file(actor, scene, found)]


def _may_see_file(actor: Actor, scene: Scene, found: Attachment) -> bool:
    if found.uploaded_by == actor.person_id or rights.may(Action.SEE_INTERNAL_NOTES, actor, scene):
        return True
    in_team = actor.person_id in scene.team_ids
    if found.unit_id is not None:
        own = replace(scene, unit_ids=frozenset({found.unit_id}))
        return rights.may(Action.SEE_TRACK, actor, own)
    if found.visibility is Visibility.UNITS:
        return in_team or rights.in_unit(actor, scene)
    if found.visibility is Visibility.PUBLIC:
        return rights.may(Action.SEE_CASE, actor, scene) or rights.in_unit(actor, scene)
    return found.visibility is Visibility.TEAM and in_team
