"""The list of cases with its filters, and the next date of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.models import Deadline, Instance
from engine.models.deadline import DeadlineState
from workflows import access
from workflows.cases.light import Light, light
from workflows.cases.models import Case, CaseState
from workflows.finding import search
from workflows.people import rights
from workflows.people.models import Committee
from workflows.people.roles import Role, ScopeKind
from workflows.supervision.summary_feedback import look_backs

MOST = 500


@dataclass(frozen=True)
class Filter:
    """What a list of cases is narrowed to; empty values narrow nothing. `mine`: begun by me, or in my committee."""

    state: str = ""
    committee_id: int | None = None
    district_id: int | None = None
    mine: bool = False
    text: str = ""


EVERYTHING = Filter()


def cases(
    session: Session,
    actor: Actor,
    wanted: Filter = EVERYTHING,
    limit: int = 50,
    after: int | None = None,
) -> list[Case]:
    """Cases that the actor may see, newest first; `after`: id of the last one of the page before."""
    seen = access.seen_by(actor)
    found = select(Case).where(seen)
    if wanted.state == CaseState.SUSPENDED:
        found = found.where(Case.is_suspended)
    elif wanted.state in set(CaseState):
        found = found.where(Case.state == CaseState(wanted.state))
    if wanted.committee_id is not None:
        found = found.where(Case.committee_id == wanted.committee_id)
    if wanted.district_id is not None:
        found = found.where(Case.district_id == wanted.district_id)
    if wanted.mine:
        found = found.where(_mine(actor))
    if wanted.text:
        found = found.where(Case.id.in_([case.id for case in search.search(session, wanted.text, MOST, seen)]))
    if after is not None:
        found = found.where(Case.id < after)
    return list(session.scalars(found.order_by(Case.id.desc()).limit(limit)))


def next_dates(session: Session, actor: Actor, listed: Sequence[Case]) -> dict[int, Light]:
    """By case, the light of the earliest date of its open steps, or of a look-back to come; for whoever reads the open
    steps on its page. Two statements for all rights and dates (three where a case is undercover)."""
    views = access.views_of(session, actor, listed)
    seen = [case_id for case_id, view in views.items() if view in (access.View.INTERNAL, access.View.MEMBER)]
    is_open_step = Deadline.subject_kind.in_(("task", "item")) & ~Deadline.fires
    rows = session.execute(
        select(Instance.matter_id, Deadline.due_at, Deadline.warn_at)
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(Instance.matter_id.in_(seen), Deadline.state == DeadlineState.RUNNING)
        .where(is_open_step | Deadline.rule.in_(look_backs.RULES))
        .order_by(Deadline.due_at.desc())
    )
    earliest = {case_id: (due_at, warn_at) for case_id, due_at, warn_at in rows}
    days, now = calendar.load(session), clock.now()
    return {case_id: light(due_at, warn_at, now, days) for case_id, (due_at, warn_at) in earliest.items()}


def committees(session: Session, actor: Actor) -> list[Committee]:
    """The committees that a list can be narrowed to: those of the CPPCCs to which the actor belongs."""
    own = rights.bodies(actor, *Role)
    return list(session.scalars(select(Committee).where(Committee.cppcc_id.in_(own)).order_by(Committee.id)))


def _mine(actor: Actor) -> ColumnElement[bool]:
    own = rights.places(actor, ScopeKind.COMMITTEE, *Role)
    return (Case.created_by == actor.person_id) | Case.committee_id.in_(own)
