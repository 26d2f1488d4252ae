"""X1 延期申请: which dates of a track can be asked for, who decides on them, and what a grant moves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import calendar, clock, deadlines
from engine.actors import Actor
from engine.deadlines import Cause
from engine.models import Deadline, ItemState, Task, WorkItem
from engine.models.deadline import ChangeKind, DeadlineState
from engine.text import Text
from workflows.cases.models import Case
from workflows.rectification import dates, tracks
from workflows.rectification.derived import workable
from workflows.rectification.models import Extension, ExtensionState, Obligation, Track
from workflows.rectification.states import Basis, ObligationState
from workflows.settings import deadlines as rules
from workflows.settings.in_force import rule, threshold

REQUEST = "request_extension"
OF_TASKS = {"unit_plan": "unit_plan", "plan_resubmit": "unit_plan", "assist_opinion": "assist_opinion"}
"""Rule of a step's date -> what is asked for; a plan that came back is still the plan."""
OF_ITEMS = ("unit_report", "re_rectify")
RULES: Mapping[str, Text] = {
    "unit_plan": Text("整改方案", "Rectification plan"),
    "unit_report": Text("整改反馈", "Rectification report"),
    "re_rectify": Text("重新整改", "Rectify again"),
    "assist_opinion": Text("协办意见", "Assist unit's opinion"),
}


@dataclass(frozen=True)
class Running:
    """A date of a track that can be asked for: its rule, who set it, and what hangs on it (a row, or items)."""

    rule: str
    due_on: date
    basis: Basis
    row: Deadline | None = None
    items: tuple[Obligation, ...] = ()


def running(session: Session, track: Track, rec_nos: Sequence[int] = ()) -> dict[str, Running]:
    """The open dates of a track by rule; of a report only for these recommendations, where any are named.

    Of several dates the latest counts: what is asked for must lie after each of them.
    """
    found = {}
    rows = select(Deadline).where(
        Deadline.instance_id == track.instance_id,
        Deadline.subject_kind == "task",
        Deadline.rule.in_(OF_TASKS),
        Deadline.state == DeadlineState.RUNNING,
    )
    for row in session.scalars(rows):
        asked_as = OF_TASKS[row.rule]
        found[asked_as] = Running(asked_as, clock.day_of(row.due_at), Basis(row.basis), row)
    by_rule: dict[str, list[Obligation]] = {}
    for one in workable(track.obligations):
        if one.reported_on is None and one.due_on is not None and (not rec_nos or one.rec_no in rec_nos):
            name = "re_rectify" if one.state is ObligationState.REOPENED else "unit_report"
            by_rule.setdefault(name, []).append(one)
    for name, items in by_rule.items():
        last = max(items, key=lambda one: one.due_on or date.min)
        assert last.due_on is not None
        found[name] = Running(name, last.due_on, last.date_basis, items=tuple(items))
    return found


def pending(session: Session, track_id: int, rule_key: str | None = None) -> Extension | None:
    """The request that is not decided yet."""
    found = select(Extension).where(Extension.track_id == track_id, Extension.state == ExtensionState.ASKED)
    found = found if rule_key is None else found.where(Extension.rule == rule_key)
    return session.scalar(found.order_by(Extension.id.desc()).limit(1))


def asking(session: Session, track_ids: Collection[int]) -> set[int]:
    """Those of these tracks that wait for our answer to a request; one statement."""
    return set(asked(session, track_ids))


def asked(session: Session, track_ids: Collection[int]) -> dict[int, list[Extension]]:
    """By track, the requests that wait for our answer, not those that went back to the unit; one statement."""
    is_back = (
        select(WorkItem.id)
        .join(Task, Task.id == WorkItem.task_id)
        .where(
            WorkItem.instance_id == Extension.instance_id,
            WorkItem.state == ItemState.OPEN,
            Task.element == REQUEST,
        )
    )
    found: dict[int, list[Extension]] = {}
    waits = (Extension.state == ExtensionState.ASKED) & ~is_back.exists()
    rows = select(Extension).where(Extension.track_id.in_(track_ids), waits).order_by(Extension.id)
    for one in session.scalars(rows):
        found.setdefault(one.track_id, []).append(one)
    return found


def concerns(asked: Extension, rule_key: str, rec_no: int | None) -> bool:
    """Whether a request is about a date of its track: that of a step, or of a recommendation."""
    if rec_no is None:
        return asked.rule == OF_TASKS.get(rule_key, rule_key)
    name = "re_rectify" if rule_key == "re_rectify" else "unit_report"
    return asked.rule == name and (not asked.rec_nos or rec_no in asked.rec_nos)


def granted(session: Session, track_id: int, rule_key: str) -> int:
    """How often this date of the track has been extended already."""
    found = select(func.count(Extension.id)).where(
        Extension.track_id == track_id, Extension.rule == rule_key, Extension.state == ExtensionState.GRANTED
    )
    return session.scalar(found) or 0


def last_day_to_ask(session: Session, track: Track, due_on: date) -> date:
    """`extension_request_before` its due day."""
    as_of = session.get_one(Case, track.case_id).clocks_on
    return calendar.load(session).add_workdays(due_on, rule(session, dates.ASKING, as_of).count)


def latest_day(session: Session, track: Track, due_on: date) -> date:
    """The last day that one extension may give."""
    as_of = session.get_one(Case, track.case_id).clocks_on
    return calendar.load(session).add_workdays(due_on, int(threshold(session, "extension_max_each", as_of)))


def route(session: Session, track: Track, asked: Running, on: date) -> str:
    """Who decides on what is asked that day: of a printed date the director and who signed the letter; else the
    director, and the vice-chair too for a second one or one asked late (reference §10.3)."""
    if asked.basis is Basis.PRINTED:
        return "EXTENSION_PRINTED"
    is_late = on > last_day_to_ask(session, track, asked.due_on)
    again = granted(session, track.id, asked.rule) > 0
    return "EXTENSION_SECOND" if again or is_late else "EXTENSION_FIRST"


def grant(session: Session, asked: Extension, day: date, actor: Actor, by: str) -> bool:
    """Move what was asked for to the day granted; False where it is not open any more."""
    track = session.get_one(Track, asked.track_id)
    found = running(session, track, asked.rec_nos).get(asked.rule)
    asked.decided_at = clock.now()
    if found is None:
        asked.state = ExtensionState.LAPSED
        return False
    cause = Cause(ChangeKind.EXTENDED, actor, asked.reason, asked.instance_id, by)
    if found.row is not None:
        as_of = session.get_one(Case, track.case_id).clocks_on
        started = datetime.combine(found.row.started_on, datetime.min.time(), clock.CITY)
        deadlines.move(
            session, found.row, rules.due_on(session, day, started, as_of, found.basis, track.unit_id), cause
        )
    for one in found.items:
        dates.shift(session, one, max(day, one.due_on or day), actor, asked.reason)
    if found.items:
        dates.settle_dates(session, track, actor, cause)
    asked.state, asked.granted_due = ExtensionState.GRANTED, day
    track.extension_count += 1
    tracks.refresh(session, track, actor)
    return True


def refuse(session: Session, asked: Extension) -> None:
    """The old date stands."""
    asked.state, asked.decided_at = ExtensionState.REFUSED, clock.now()
