"""时限由来: why a date is what it is. Its basis and start, what was counted, and every change with who decided it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, deadlines
from engine.actors import Actor
from engine.calendar import Calendar
from engine.errors import NotFound
from engine.models import Deadline, DeadlineChange, Instance, WorkItem
from engine.models.deadline import ChangeKind, DeadlineState
from engine.text import Text, day_in_words
from workflows import access
from workflows.access import View
from workflows.cases.models import Case
from workflows.documents.models import Document
from workflows.reading.bases import INSIDE
from workflows.rectification.models import Obligation, PromisedDate, Track
from workflows.rectification.states import Basis
from workflows.settings import holidays, in_force
from workflows.settings.derivation import derive, sentences
from workflows.settings.models import ClockUnit, DeadlineRule
from workflows.settings.rules import UNITS

READERS = (View.INTERNAL, View.MEMBER, View.LEADER)
BOUND = Text(
    "依规则“{label}”：活动日{day}{side}{length}", "By the rule “{label}”: {length} {side} the activity on {day}"
)
RULE = Text("依规则“{label}”：{length}", "By the rule “{label}”: {length}")
GIVEN = Text("{basis}：{day}", "{basis}: {day}")
PRINTED_IN = Text("建议书{number}所载：{day}", "Printed in the letter {number}: {day}")
INSTRUCTED = Text("{leader}批示：{day}", "Instructed by {leader}: {day}")
PROMISED = Text("整改方案承诺、已审核通过：{day}", "Promised in the accepted plan: {day}")
MOVED = Text("{old} → {new}", "{old} → {new}")
STANDS = Text("自{on}起停止计时，剩余{n}个工作日", "Stands still from {on}, with {n} working days left")
WENT_ON = Text(
    "自{on}起恢复计时，剩余{n}个工作日，至{new}", "Goes on from {on} with {n} working days left, until {new}"
)
TITLES = {
    ChangeKind.EXTENDED: Text("延期", "Extended"),
    ChangeKind.SUSPENDED: Text("挂起", "Suspended"),
    ChangeKind.RESUMED: Text("恢复", "Resumed"),
    ChangeKind.RECOUNTED: Text("按新日历核算", "Counted again by the new calendar"),
    ChangeKind.REBASED: Text("时限依据改变", "Another basis"),
}
BASIS = Text("起算与依据", "Start and basis")
RESULT = Text("现时限", "The date now")
UNTIL = Text("{day}，当日24时前不算逾期", "{day}; it is not overdue before the end of that day")
STILL = Text("已停止计时，恢复后按剩余工作日计算", "It stands still; the days left count once it goes on")


@dataclass(frozen=True)
class Part:
    """One step of the sum: what, in sentences, and of a change when, by whom and why."""

    title: Text
    lines: tuple[Text, ...]
    at: datetime | None = None
    who: Text | str = ""
    reason: str = ""


@dataclass(frozen=True)
class Why:
    """`due_on` None: the clock stands still."""

    what: Text
    due_on: date | None
    case_id: int
    track_id: int | None
    parts: tuple[Part, ...]
    sees_case: bool = True  # whether the reader sees the case, or no more of it than a unit's track


def seen(session: Session, actor: Actor, kind: str, subject_id: int) -> Why:
    """The date of an "obligation", of an "item", or of a row of "date"s, as the actor may read it: with names for the
    office alone.

    Raises NotFound for what he may not see, and for what has no date.
    """
    found: Why | None
    if kind == "date":
        return _of_row(session, actor, subject_id)
    if kind == "obligation":
        one = session.get(Obligation, subject_id)
        if one is None:
            raise NotFound
        view = _view(session, actor, one.case_id)
        if not opens(view, kind):
            access.track_for(session, actor, one.track_id)
        found = of_obligation(session, one, sees_names=view is View.INTERNAL)
    else:
        item = access.item_for(session, actor, subject_id)
        view = _view(session, actor, session.get_one(Instance, item.instance_id).matter_id)
        found = of_item(session, item, sees_names=view is View.INTERNAL)
    if found is None:
        raise NotFound
    return replace(found, sees_case=view in READERS)


def _of_row(session: Session, actor: Actor, row_id: int) -> Why:
    """A row of the board; a unit reads those that it owes itself."""
    row = session.get(Deadline, row_id)
    if row is None or row.owed_by is None:
        raise NotFound
    instance = session.get_one(Instance, row.instance_id)
    view = _view(session, actor, instance.matter_id)
    if view not in READERS:
        if row.owed_to is None:
            raise NotFound
        access.track_for(session, actor, instance.subject_id)
    one = session.get(Obligation, row.subject_id) if row.subject_kind == "obligation" else None
    return replace(_why(session, row, view is View.INTERNAL, one), sees_case=view in READERS)


def opens(view: View | None, kind: str) -> bool:
    """Whether the view of a case is enough to open its dates: what a unit owes, or, for the office alone, a step.

    Whose track or step it is opens them besides.
    """
    return view in READERS if kind == "obligation" else view is View.INTERNAL


def _view(session: Session, actor: Actor, case_id: int) -> View | None:
    try:
        return access.case_for(session, actor, case_id)[1]
    except NotFound:
        return None


def of_obligation(session: Session, one: Obligation, sees_names: bool) -> Why | None:
    """Of what a unit owes; None where no clock runs for it."""
    row = _last(session, [("obligation", one.id)])
    return _why(session, row, sees_names, one) if row is not None else None


def of_item(session: Session, item: WorkItem, sees_names: bool) -> Why | None:
    """Of an open step: its own clock, else its task's."""
    row = _last(session, [("item", item.id), ("task", item.task_id)])
    return _why(session, row, sees_names, None) if row is not None else None


def _last(session: Session, subjects: Sequence[tuple[str, int]]) -> Deadline | None:
    """The open row of the first subject that has one, else its latest."""
    for kind, subject_id in subjects:
        rows = session.scalars(
            select(Deadline)
            .where(Deadline.subject_kind == kind, Deadline.subject_id == subject_id)
            .order_by(Deadline.state.in_(deadlines.OPEN).desc(), Deadline.id.desc())
            .limit(1)
        )
        if (found := rows.first()) is not None:
            return found
    return None


def _why(session: Session, row: Deadline, sees_names: bool, one: Obligation | None) -> Why:
    instance = session.get_one(Instance, row.instance_id)
    track = session.get_one(Track, instance.subject_id) if instance.subject_kind == "track" else None
    days = _calendar(session, row, instance, track)
    changes = session.scalars(
        select(DeadlineChange).where(DeadlineChange.deadline_id == row.id).order_by(DeadlineChange.id)
    ).all()
    first = clock.day_of(changes[0].old_due_at if changes else row.due_at)
    basis = Basis(changes[0].old_basis if changes else row.basis)
    count = row.span if row.unit != ClockUnit.DATE else days.workdays_between(row.started_on, first)
    named = one if sees_names or basis is not Basis.INSTRUCTION else None  # the leader is named to the office alone
    told = _basis(session, row, basis, first, track, named, count)
    parts = [Part(BASIS, (told, *_sum(days, row, basis, first, changes)))]
    parts += [_change(days, change, sees_names) for change in changes]
    stands = row.state is DeadlineState.SUSPENDED
    due_on = None if stands else clock.day_of(row.due_at)
    parts.append(Part(RESULT, (STILL if due_on is None else UNTIL.format(day=day_in_words(due_on)),)))
    return Why(_label(session, row.rule), due_on, instance.matter_id, track.id if track else None, tuple(parts))


def _calendar(session: Session, row: Deadline, instance: Instance, track: Track | None) -> Calendar:
    as_of = session.get_one(Case, instance.matter_id).clocks_on
    unit_id = in_force.calendar_unit(session, row.rule, as_of, track.unit_id if track else None)
    return holidays.of_unit(session, unit_id)


def _label(session: Session, rule: str) -> Text:
    found = session.scalars(select(DeadlineRule).where(DeadlineRule.key == rule).order_by(DeadlineRule.id.desc()))
    row = found.first()
    return row.label if row else Text(rule, rule)


def _basis(
    session: Session,
    row: Deadline,
    basis: Basis,
    first: date,
    track: Track | None,
    one: Obligation | None,
    count: int,
) -> Text:
    """On what the date rested at first, and who had set it; `count`: how long the clock of a rule was."""
    day = day_in_words(first)
    if basis is Basis.RULE:
        unit = ClockUnit.WORKDAY if row.unit == ClockUnit.DATE else ClockUnit(row.unit)
        length = UNITS[unit].format(n=count)
        return RULE.format(label=_label(session, row.rule), length=length)
    if basis is Basis.ACTIVITY and row.unit != ClockUnit.DATE:
        side = Text("前", "before") if row.span < 0 else Text("后", "after")
        length = UNITS[ClockUnit(row.unit)].format(n=abs(row.span))
        on = day_in_words(row.counts_from)
        return BOUND.format(label=_label(session, row.rule), day=on, side=side, length=length)
    if basis is Basis.PRINTED and track is not None and track.document_id is not None:
        return PRINTED_IN.format(number=session.get_one(Document, track.document_id).doc_no or "", day=day)
    if basis is Basis.INSTRUCTION and one is not None:
        told = select(PromisedDate.reason).where(
            PromisedDate.obligation_id == one.id, PromisedDate.basis == Basis.INSTRUCTION
        )
        leader = session.scalars(told.order_by(PromisedDate.id.desc()).limit(1)).first() or ""
        return INSTRUCTED.format(leader=leader, day=day)
    if basis is Basis.PLAN and one is not None:
        return PROMISED.format(day=day)
    return GIVEN.format(basis=basis.label, day=day)


def _sum(days: Calendar, row: Deadline, basis: Basis, first: date, changes: Sequence[DeadlineChange]) -> list[Text]:
    """What was counted to the first date; of a date that was given nothing was."""
    if not changes and row.unit != ClockUnit.DATE:
        found = derive(days, row.counts_from, ClockUnit(row.unit), row.span)
    elif basis is Basis.RULE:
        found = derive(days, row.started_on, ClockUnit.WORKDAY, days.workdays_between(row.started_on, first))
    else:
        return []
    return sentences(found) if found is not None else []


def _change(days: Calendar, change: DeadlineChange, sees_names: bool) -> Part:
    old, new = (day_in_words(clock.day_of(at)) for at in (change.old_due_at, change.new_due_at))
    lines: list[Text] = []
    match change.kind:
        case ChangeKind.SUSPENDED:
            lines.append(STANDS.format(on=day_in_words(change.from_on), n=change.left))
        case ChangeKind.RESUMED:
            lines.append(WENT_ON.format(on=day_in_words(change.from_on), n=change.left, new=new))
            counted = derive(days, change.from_on, ClockUnit.WORKDAY, change.left or 0) if change.from_on else None
            lines += sentences(counted) if counted is not None else []
        case _:
            lines.append(MOVED.format(old=old, new=new))
    if change.old_basis != change.new_basis:
        before, after = Basis(change.old_basis).label, Basis(change.new_basis).label
        lines.append(MOVED.format(old=before, new=after))
    return Part(TITLES[change.kind], tuple(lines), change.at, change.by_words if sees_names else INSIDE, change.reason)
