"""Whose dates are near or over today, and what they are told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import SYSTEM, person_group
from engine.models import Deadline, Instance, ItemState, Task, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Host
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people import candidates
from workflows.people.models import Unit
from workflows.people.roles import Role, ScopeKind
from workflows.rectification import extension, owing
from workflows.rectification.models import Obligation, Track
from workflows.settings.holidays import of_unit
from workflows.supervision.chasing import Level, proposing

BATCH = 500
BEFORE = frozenset({3, 1})  # working days
WEEK = 5
LADDERS = frozenset({"REMIND", "OFFICE_LADDER", "UNIT_LADDER", "SIGN_CALL"})
TOLD_WITH_ITEMS = "unit_report"  # to report is due with the recommendations, each of which is told
NEAR = Text("{what}：{day}到期，还有{n}个工作日。", "{what}: due on {day}, {n} working day{s} left.")
TODAY = Text("{what}：今天（{day}）到期。", "{what}: due today, {day}.")
OVER = Text("{what}：{day}已到期，逾期{n}个工作日。", "{what}: was due on {day}, {n} working day{s} ago.")
PROPOSED = Text(
    "{unit}已逾期{n}个工作日，建议下一步：{level}。是否采取由您决定。",
    "{unit} is {n} working days late; the next step would be: {level}. It is for you to decide.",
)
ITEM = Text("建议第{n}条", "Recommendation {n}")


def is_day(left: int) -> bool:
    """Whether one is reminded with so many working days left: 3 and 1 before, 1 after, then each week."""
    return left in BEFORE or (left < 0 and (-left - 1) % WEEK == 0)


def remind(session: Session, host: Host, since: date, after: int) -> int | None:
    """One batch of running dates after a row; the last row's id, None where there are no more. `since`: the day of the
    round before; whatever has come near from then on is told once."""
    horizon = calendar.load(session).add_workdays(clock.today(), max(BEFORE))
    rows = session.execute(
        select(Deadline, Instance)
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(
            ~Deadline.fires,
            Deadline.state == DeadlineState.RUNNING,
            Deadline.due_at < clock.start_of(horizon + timedelta(days=WEEK)),  # a unit may have more days off
            Deadline.subject_kind.in_(("task", "item", "obligation")),
            Deadline.id > after,
        )
        .order_by(Deadline.id)
        .limit(BATCH)
    ).all()
    asked = extension.asked(session, {one.subject_id for _row, one in rows if one.subject_kind == "track"})
    chased: dict[int, Instance] = {}
    for row, instance in rows:
        track = session.get_one(Track, instance.subject_id) if instance.subject_kind == "track" else None
        one = session.get_one(Obligation, row.subject_id) if row.subject_kind == "obligation" else None
        is_theirs = track is not None and row.owed_to is not None
        requests = asked.get(track.id, []) if track is not None and is_theirs else []
        if any(extension.concerns(request, row.rule, one.rec_no if one else None) for request in requests):
            continue  # the unit waits for us
        days = of_unit(session, track.unit_id if track is not None and is_theirs else None)
        due_on = clock.day_of(row.due_at)
        then, left = (days.workdays_between(day, due_on) for day in (since, clock.today()))
        if any(is_day(n) for n in range(left, then)):
            _tell(session, host, row, instance, one, (due_on, left))
        if track is not None and is_theirs and any(-n in _steps(session, track) for n in range(left, then)):
            chased.setdefault(track.id, instance)
    _propose(session, chased)
    return rows[-1][0].id if len(rows) == BATCH else None


def _steps(session: Session, track: Track) -> set[int]:
    """Working days over on which a step of the order comes up."""
    as_of = session.get_one(Case, track.case_id).clocks_on
    return {proposing.after(session, level, as_of) for level in Level}


def _propose(session: Session, chased: Mapping[int, Instance]) -> None:
    """Tell those who may take it which step of the order comes next; it is theirs to decide, and nothing is sent."""
    found = proposing.proposed(session, chased)
    for track_id, level in found.items():
        track = session.get_one(Track, track_id)
        place = f"{ScopeKind.COMMITTEE}:{session.get_one(Case, track.case_id).committee_id}"
        roles = [Role.CASE_OFFICER]
        roles += [Role.COMMITTEE_DIRECTOR, Role.VICE_CHAIR] if level is Level.TALK else []
        late = max((one.late for one in owing.pressing(session, track)), default=0)
        unit = session.get_one(Unit, track.unit_id)
        why = PROPOSED.format(unit=unit.short or unit.name, n=late, level=level.label)
        groups = [f"{role}@{place}" for role in roles]
        telling.tell_groups(session, chased[track_id], groups, NoticeKind.PROPOSED, why, SYSTEM)


def _tell(
    session: Session, host: Host, row: Deadline, instance: Instance, one: Obligation | None, when: tuple[date, int]
) -> None:
    if one is not None:
        group = f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{one.unit_id}"
        _remind(session, instance, [group], ITEM.format(n=one.rec_no), when)
        return
    for item, element in _items(session, row):
        task = host.process(instance.process).by_element.get(element)
        if task is not None and LADDERS.intersection(task.on_expiry) and row.rule != TOLD_WITH_ITEMS:
            groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
            _remind(session, instance, groups, Text(*item.label) if item.label else task.label, when, item)


def _items(session: Session, row: Deadline) -> Sequence[tuple[WorkItem, str]]:
    """The open items that a date is of; of a task those without a clock of their own."""
    found = select(WorkItem, Task.element).join(Task, Task.id == WorkItem.task_id)
    if row.subject_kind == "item":
        found = found.where(WorkItem.id == row.subject_id)
    else:
        found = found.where(WorkItem.task_id == row.subject_id, WorkItem.rule.is_(None))
    return [(item, element) for item, element in session.execute(found.where(WorkItem.state == ItemState.OPEN))]


def _remind(
    session: Session,
    instance: Instance,
    groups: Iterable[str],
    what: Text,
    when: tuple[date, int],
    item: WorkItem | None = None,
) -> None:
    day, left = when
    words = NEAR if left > 0 else OVER if left < 0 else TODAY
    why = words.format(what=what, day=day_in_words(day), n=abs(left), s="" if abs(left) == 1 else "s")
    people = [person for group in groups for person in _holders(session, group)]
    telling.remind(session, instance, people, why, item.id if item else None)


def _holders(session: Session, group: str) -> Sequence[int]:
    """Who holds a post today, asked once in a batch: hundreds of dates are owed by the same few."""
    held: dict[str, list[int]] = session.info.setdefault("holders", {})
    if group not in held:
        held[group] = [person.id for person in candidates.holders(session, group)]
    return held[group]
