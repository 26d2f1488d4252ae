"""The units of a case taken together: one track per unit, exactly one lead unless all answer separately."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.forms import Option
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.rectification.models import Track
from workflows.rectification.states import TrackRole, TrackState

GONE = (TrackState.REASSIGNED, TrackState.WITHDRAWN)
NONE_AT_WORK = Text("本案没有正在办理的责任单位。", "No unit is at work on this case.")
NO_TARGET = Text("至少须有一个承办单位。", "At least one unit must be answerable.")
ONE_LEAD = Text(
    "除全部分办外，须有且仅有一个主办单位。", "There must be exactly one lead unit, unless all are separate."
)


def targets(session: Session, case_id: int) -> list[Track]:
    """Tracks of units that are answerable still or have answered."""
    found = select(Track).where(Track.case_id == case_id, Track.state.not_in(GONE)).order_by(Track.id)
    return list(session.scalars(found))


def open_of(session: Session, case_id: int, unit_id: int) -> Track | None:
    """The track that a unit has in a case, unless it was reassigned or withdrawn."""
    return next((track for track in targets(session, case_id) if track.unit_id == unit_id), None)


def none_at_work(session: Session, case_id: int) -> Text | None:
    """Why nobody can call, or hear from, the units of a case."""
    found = select(Track.id).where(Track.case_id == case_id, Track.ended_as.is_(None)).limit(1)
    return NONE_AT_WORK if session.scalar(found) is None else None


def choices(session: Session, first_case: int, among: ColumnElement[bool]) -> list[Option]:
    """Tracks at work to choose from, as case and unit; those of `first_case` stand first. `among`: which cases."""
    found = session.execute(
        select(Track.id, Case.case_no, Case.title, Unit.short, Unit.name)
        .join(Case, Case.id == Track.case_id)
        .join(Unit, Unit.id == Track.unit_id)
        .where(Track.ended_as.is_(None), among)
        .order_by(Case.id != first_case, Case.id.desc(), Track.id)
    )
    whose = Text("{no} {unit}：{title}", "{no} {unit}: {title}")
    return [
        Option(str(row.id), whose.format(no=row.case_no or "", unit=row.short or row.name, title=row.title))
        for row in found
    ]


def missing(roles: list[TrackRole]) -> Text | None:
    """What is wrong with these roles taken together; None where they are sound."""
    if not roles:
        return NO_TARGET
    if set(roles) <= {TrackRole.SEPARATE} or roles == [TrackRole.SOLE]:
        return None
    leads = sum(role in (TrackRole.LEAD, TrackRole.SOLE) for role in roles)
    return None if leads == 1 else ONE_LEAD


def what_would_be_missing(
    session: Session, case_id: int, without: Track | None = None, plus: TrackRole | None = None
) -> Text | None:
    """The same for the case's targets without one of them, or with one more."""
    roles = [track.track_role for track in targets(session, case_id) if without is None or track.id != without.id]
    return missing([*roles, plus] if plus else roles)
