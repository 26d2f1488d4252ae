"""X2: clocks that stand still, and go on with the working days that were left of each (reference §10.4).

Whatever is left counts from the day on which it goes on, whoever set the date; the suspended days stay on record.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine import calendar, clock, deadlines
from engine.actors import Actor
from engine.deadlines import Cause
from engine.models import Deadline, Instance
from engine.models.deadline import ChangeKind, DeadlineState
from engine.process import Due, ServiceStep
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import dates, tracks
from workflows.rectification.derived import unfinished
from workflows.rectification.models import Obligation, Track
from workflows.rectification.telling import notify_units
from workflows.settings import deadlines as rules
from workflows.settings import holidays
from workflows.settings.in_force import calendar_unit
from workflows.settings.models import ClockUnit
from workflows.supervision.beside.models import Suspension, SuspensionScope

PROCESS = "suspend_act"
REVIEW, LONGEST = "suspend_review", "suspend_max"
STANDS = Text(
    "{title}自{on}起挂起，预计{until}恢复：{reason}", "{title} is suspended from {on} to about {until}: {reason}"
)
GOES_ON = Text("{title}自{on}起恢复计时，剩余工作日不变。", "{title} goes on from {on} with the working days left.")
BY_ITSELF = Text("预计恢复日已到，自动恢复。", "The day expected has come; it goes on by itself.")


def suspend_clocks(step: ServiceStep) -> dict[str, Any]:
    """Let the clocks of the scope stand still from today on, and tell those concerned."""
    session, row = step.session, step.session.get_one(Suspension, step.values["suspension_id"])
    row.suspended_on = clock.today()
    _mark(session, row, stands=True)
    cause = Cause(ChangeKind.SUSPENDED, step.actor, row.reason, row.instance_id)
    stand_still(session, _rows(session, row, DeadlineState.RUNNING), cause)
    _refresh(session, row, step.actor)
    case = session.get_one(Case, row.case_id)
    note = STANDS.format(
        title=case.title, on=day_in_words(row.suspended_on), until=day_in_words(row.expected_resume), reason=row.reason
    )
    _tell(step, row, case, note)
    return {}


def resume_clocks(step: ServiceStep) -> dict[str, Any]:
    """Let them go on: by decision on its day, else by itself on the day expected."""
    session, row = step.session, step.session.get_one(Suspension, step.values["suspension_id"])
    if row.resumed_on is None:
        row.resumed_on, row.resume_reason = max(row.expected_resume, clock.today()), BY_ITSELF.zh
    _mark(session, row, stands=False)
    cause = Cause(ChangeKind.RESUMED, step.actor, row.resume_reason, row.instance_id)
    go_on(session, _rows(session, row, DeadlineState.SUSPENDED), row.resumed_on, cause)
    _refresh(session, row, step.actor)
    case = session.get_one(Case, row.case_id)
    _tell(step, row, case, GOES_ON.format(title=case.title, on=day_in_words(row.resumed_on)))
    return {}


def stand_still(session: Session, rows: Iterable[Deadline], cause: Cause) -> None:
    """The day of the suspension is used up, that on which it goes on is not: on the same day nothing changes."""
    held = list(rows)
    left = [
        holidays.of_unit(session, _calendar_unit(session, row)).workdays_between(
            clock.today(), clock.day_of(row.due_at)
        )
        for row in held
    ]
    deadlines.suspend(session, held, clock.today(), left, cause)


def go_on(session: Session, rows: Iterable[Deadline], on: date, cause: Cause) -> None:
    """`due = add_workdays(on, left)`, also of what a document has set; a day stays a day of its basis."""
    for row in rows:
        instance = session.get_one(Instance, row.instance_id)
        as_of = session.get_one(Case, instance.matter_id).clocks_on
        unit_id = _calendar_unit(session, row)
        new = rules.counted(session, row.started_on, on, ClockUnit.WORKDAY, row.left or 0, row.basis, as_of, unit_id)
        deadlines.resume(session, row, new, cause)
        if row.subject_kind == "obligation":
            one = session.get_one(Obligation, row.subject_id)
            one.due_on, one.warn_at = clock.day_of(new.due_at), new.warn_at
            dates.shift(session, one, one.due_on, cause.actor, cause.reason)


def _calendar_unit(session: Session, row: Deadline) -> int | None:
    """The unit by whose special days a row's clock runs."""
    instance = session.get_one(Instance, row.instance_id)
    if instance.subject_kind != "track":
        return None
    as_of = session.get_one(Case, instance.matter_id).clocks_on
    return calendar_unit(session, row.rule, as_of, session.get_one(Track, instance.subject_id).unit_id)


def standing(session: Session, instance: Instance, due: Due | None) -> Due | None:
    """The date of a clock that starts while its case or track stands still: it stands still too."""
    if due is None or instance.process == PROCESS or not _is_suspended(session, instance):
        return due
    span = calendar.load(session).workdays_between(due.counts_from, clock.day_of(due.due_at))
    return due._replace(left=span)


def own_date(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    """The day on which a suspension ends by itself, for its drawn timer: the one expected, not the longest."""
    if rule != LONGEST or instance.process != PROCESS:
        return None
    row = session.scalars(select(Suspension).where(Suspension.instance_id == instance.id)).one()
    as_of = session.get_one(Case, row.case_id).clocks_on
    found = rules.due_on(session, row.expected_resume, started, as_of, "DECISION")
    morning = datetime.combine(row.expected_resume, time(0), clock.CITY).astimezone(found.due_at.tzinfo)
    return found._replace(due_at=morning, warn_at=min(found.warn_at, morning))


def in_force(session: Session, case_id: int) -> list[Suspension]:
    """The suspensions of a case that are not over."""
    found = select(Suspension).where(
        Suspension.case_id == case_id, Suspension.suspended_on.is_not(None), Suspension.resumed_on.is_(None)
    )
    return list(session.scalars(found.order_by(Suspension.id)))


def _is_suspended(session: Session, instance: Instance) -> bool:
    if session.get_one(Case, instance.matter_id).is_suspended:
        return True
    return instance.subject_kind == "track" and session.get_one(Track, instance.subject_id).is_suspended


def _mark(session: Session, row: Suspension, *, stands: bool) -> None:
    match row.scope:
        case SuspensionScope.CASE:
            session.get_one(Case, row.case_id).is_suspended = stands
            for track in tracks.of_case(session, row.case_id):
                track.is_suspended = stands
        case SuspensionScope.TRACK:
            session.get_one(Track, row.track_id).is_suspended = stands
        case SuspensionScope.ITEM:
            for one in _items(session, row):
                one.is_paused = stands


def _refresh(session: Session, row: Suspension, actor: Actor) -> None:
    for track in tracks.of_case(session, row.case_id):
        if row.track_id in (None, track.id):
            if row.scope is SuspensionScope.ITEM:  # the unit's report is due with what goes on
                dates.settle_dates(session, track, actor)
            tracks.refresh(session, track, actor, row.reason)


def _items(session: Session, row: Suspension) -> list[Obligation]:
    track = session.get_one(Track, row.track_id)
    return [one for one in unfinished(track.obligations) if one.rec_no in row.rec_nos]


def _rows(session: Session, row: Suspension, state: DeadlineState) -> list[Deadline]:
    """The clocks of the scope; never those of the suspension itself."""
    found = select(Deadline).where(Deadline.state == state, _of(session, row)).order_by(Deadline.id)
    return list(session.scalars(found))


def _of(session: Session, row: Suspension) -> ColumnElement[bool]:
    if row.scope is SuspensionScope.ITEM:
        ids = [one.id for one in _items(session, row)]
        return (Deadline.subject_kind == "obligation") & Deadline.subject_id.in_(ids)
    own = select(Instance.id).where(Instance.matter_id == row.case_id, Instance.process != PROCESS)
    if row.scope is SuspensionScope.TRACK:
        own = own.where(Instance.subject_kind == "track", Instance.subject_id == row.track_id)
    return Deadline.instance_id.in_(own)


def _tell(step: ServiceStep, row: Suspension, case: Case, note: Text) -> None:
    concerned = [one for one in tracks.of_case(step.session, case.id) if row.track_id in (None, one.id)]
    units = [one.unit_id for one in concerned]
    notify_units(step.session, step.instance, units, NoticeKind.DATE_MOVED, note, step.actor)
    officers = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"
    telling.tell_groups(step.session, step.instance, [officers], NoticeKind.DATE_MOVED, note, step.actor)
