"""Looking at open cases, many at once: a fixed number of statements, whatever their number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from engine import clock, definitions, moves
from engine.actors import person_group
from engine.deadlines import OPEN
from engine.interpreter import Run
from engine.models import (
    Deadline,
    Incident,
    Instance,
    InstanceState,
    ItemState,
    Job,
    JobState,
    Task,
    TaskState,
    WorkItem,
)
from engine.process import Host
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.entering.rights import is_entered_for, keepers
from workflows.guarding import words
from workflows.people import candidates
from workflows.people.presence import Presence, presence
from workflows.people.roles import Role, ScopeKind
from workflows.supervision.beside.ended import OVER
from workflows.supervision.models import InitiationSheet

BATCH = 500
NOBODY, IDLE, UNDATED = "nobody", "idle", "undated"
CODES = (NOBODY, IDLE, UNDATED)
"""Of incidents that come and go with what they tell of; NOBODY is written too when a step opens for nobody."""


class Key(NamedTuple):
    """What tells one finding from another: while an incident with this key is open, there is no second one."""

    code: str
    instance_id: int
    item_id: int | None


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a case from going on."""

    key: Key
    case_id: int
    words: Text


@dataclass(frozen=True)
class Looked:
    """What was found in a batch; `reached` is the last case of it."""

    case_ids: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def reached(self) -> int:
        return self.case_ids[-1] if self.case_ids else 0


def find(session: Session, host: Host, after: int = 0, limit: int = BATCH) -> Looked:
    """The next open cases after an id."""
    return _looked(session, host, _cases().where(Case.id > after).limit(limit))


def these(session: Session, host: Host, case_ids: Sequence[int]) -> Looked:
    """Some cases, as far as they are open."""
    return _looked(session, host, _cases().where(Case.id.in_(case_ids)))


def with_incidents(session: Session, after: int, upto: int | None) -> set[int]:
    """Cases of a span of ids of which an incident of these codes is open, whether they are open themselves or not."""
    found = (
        select(Instance.matter_id)
        .join(Incident, Incident.instance_id == Instance.id)
        .where(Incident.resolved_at.is_(None), Incident.code.in_(CODES), Instance.matter_id > after)
    )
    return set(session.scalars(found if upto is None else found.where(Instance.matter_id <= upto)))


def _cases() -> Select[*tuple[Any, ...]]:
    """A merged lead waits for its main case, a draft is nobody's matter but its author's; whatever else has not ended,
    or still runs, is open."""
    is_open = Case.state.not_in(OVER) | (Instance.status == InstanceState.ACTIVE)
    return (
        select(Case.id, Case.case_no, Case.state, Case.committee_id, Case.cppcc_id, Case.instance_id)
        .join(Instance, Instance.id == Case.instance_id)
        .where(Case.state.not_in((CaseState.MERGED, CaseState.DRAFT)), is_open)
        .order_by(Case.id)
    )


def _looked(session: Session, host: Host, wanted: Select[*tuple[Any, ...]]) -> Looked:
    cases = {case.id: case for case in session.execute(wanted)}
    found = [*_unattended(session, host, cases), *_at_rest(session, cases)] if cases else []
    return Looked(tuple(cases), tuple(sorted(found, key=lambda one: (one.case_id, one.key.code, one.key.item_id or 0))))


def _of(cases: Mapping[int, Any]) -> tuple[ColumnElement[bool], ...]:
    return Instance.matter_id.in_(list(cases)), Instance.status == InstanceState.ACTIVE


def _case_words(case: Any) -> Text:
    return words.NUMBERED.format(number=case.case_no or f"#{case.id}")


def _unattended(session: Session, host: Host, cases: Mapping[int, Any]) -> Iterator[Finding]:
    """Open items for which nobody is there. One that ends unanswered when it is due needs nobody."""
    there = presence(session)
    rows = session.execute(
        select(WorkItem, Task.element, Instance.process, Instance.matter_id)
        .join(Task, Task.id == WorkItem.task_id)
        .join(Instance, Instance.id == WorkItem.instance_id)
        .where(*_of(cases), WorkItem.state == ItemState.OPEN, WorkItem.expires.is_(False))
    )
    for item, element, process, case_id in rows:
        case = cases[case_id]
        why = _why_nobody(there, item, keepers(case.committee_id, case.cppcc_id))
        if why is not None:
            step = Text(*item.label) if item.label else _label(host, process, element)
            role = _seats(session, item.groups)
            said = why.format(case=_case_words(case), step=step, role=role)
            yield Finding(Key(NOBODY, item.instance_id, item.id), case_id, said)
    yield from _without_items(session, host, cases)


def _without_items(session: Session, host: Host, cases: Mapping[int, Any]) -> Iterator[Finding]:
    has_open = select(WorkItem.id).where(WorkItem.task_id == Task.id, WorkItem.state == ItemState.OPEN).exists()
    rows = session.execute(
        select(func.min(Task.element), Task.instance_id, Instance.process, Instance.matter_id)
        .join(Instance, Instance.id == Task.instance_id)
        .where(*_of(cases), Task.state == TaskState.READY, ~has_open)
        .group_by(Task.instance_id, Instance.process, Instance.matter_id)
    )
    for element, instance_id, process, case_id in rows:
        said = words.UNNAMED.format(case=_case_words(cases[case_id]), step=_label(host, process, element))
        yield Finding(Key(NOBODY, instance_id, None), case_id, said)


def _label(host: Host, process: str, element: str) -> Text:
    known = host.process(process).by_element.get(element)
    return known.label if known else Text(element, element)


def _seats(session: Session, groups: Sequence[str]) -> Text:
    named = [candidates.seat_in_words(session, group) for group in groups if "@" in group]
    return Text("、".join(one.zh for one in named), " or ".join(one.en for one in named))


def _why_nobody(there: Presence, item: WorkItem, kept_by: Sequence[str]) -> Text | None:
    """None if somebody can do it, or enter it for one who has no account (form C0)."""
    groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
    if not groups:
        return words.UNNAMED
    if there.can_act(groups):
        return None
    people = [person_id for group in groups for person_id in there.people(group)]
    may_be_entered = any(is_entered_for(group) for group in item.groups)
    secretaries = [f"{Role.LEADER_SECRETARY}@{ScopeKind.PERSON}:{person_id}" for person_id in people]
    if people and may_be_entered and there.can_act([*kept_by, *secretaries]):
        return None
    if all(group.startswith("person:") for group in groups):
        return words.GONE
    if not people:
        return words.EMPTY_OUTSIDE if may_be_entered and there.can_act(kept_by) else words.EMPTY
    return words.NOT_ENTERED if may_be_entered else words.SHUT_OUT


def _at_rest(session: Session, cases: Mapping[int, Any]) -> Iterator[Finding]:
    """Cases in which nothing goes on, and those without a date."""
    dated = session.execute(
        select(Instance.matter_id, func.max(Deadline.timer))
        .join(Deadline, Deadline.instance_id == Instance.id)
        .where(*_of(cases), Deadline.state.in_(OPEN))
        .group_by(Instance.matter_id)
    )
    clocks = {row.matter_id: row[1] for row in dated}
    busy = _busy(session, cases) | {case_id for case_id, timer in clocks.items() if timer is not None}
    within = _within_period(session, [case_id for case_id in cases if case_id not in clocks])
    idle = _awaiting_nothing(session, {id_: case for id_, case in cases.items() if id_ not in busy})
    for case_id, case in cases.items():
        if case_id in idle:
            said = words.IDLE.format(case=_case_words(case))
            yield Finding(Key(IDLE, case.instance_id, None), case_id, said)
        elif case_id not in clocks and case_id not in within:
            said = words.UNDATED.format(case=_case_words(case))
            yield Finding(Key(UNDATED, case.instance_id, None), case_id, said)


def _busy(session: Session, cases: Mapping[int, Any]) -> set[int]:
    """Cases with an open item, a task that waits, or a job that is to be done or for which an incident stands."""
    works = select(Instance.matter_id).join(Task).where(*_of(cases), Task.state == TaskState.READY)
    stands = (JobState.TODO, JobState.LEASED, JobState.FAILED)
    jobs = select(Instance.matter_id).join(Job).where(*_of(cases), Job.state.in_(stands))
    return set(session.scalars(works.distinct())) | set(session.scalars(jobs.distinct()))


def _within_period(session: Session, case_ids: Sequence[int]) -> set[int]:
    """Of cases without a deadline, those whose step has none of its own: their date is the end of the period of
    supervision (reference, P1.6)."""
    if not case_ids:
        return set()
    runs = InitiationSheet.approved_on.is_not(None) & (InitiationSheet.period_end >= clock.today())
    found = select(InitiationSheet.case_id).where(InitiationSheet.case_id.in_(case_ids), runs)
    return set(session.scalars(found))


def _awaiting_nothing(session: Session, cases: Mapping[int, Any]) -> set[int]:
    """Of the few cases that show nothing in rows: those whose state waits for no message, and for which no job is to be
    done that carries their id."""
    if not cases:
        return set()
    unbound = select(Job).where(Job.instance_id.is_(None), Job.state.in_((JobState.TODO, JobState.LEASED)))
    awaited = {job.payload.get("case_id") for job in session.scalars(unbound)}
    for instance in session.scalars(select(Instance).where(*_of(cases))):
        state = moves.look(session, instance.id).state
        waits = Run.load(definitions.spec(session, instance.definition_id), state).open().values()
        if any(one.kind == "message" for one in waits):
            awaited.add(instance.matter_id)
    return set(cases) - awaited
