"""Looking at open cases, many at once: whether something goes on in each, and until when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine import clock, definitions, moves
from engine.deadlines import OPEN
from engine.interpreter import Run
from engine.models import Deadline, Incident, Instance, InstanceState, Job, JobState, Task, TaskState
from engine.process import Host
from workflows.cases.models import Case, CaseState
from workflows.guarding import words
from workflows.guarding.attending import unattended
from workflows.guarding.finding import CODES, IDLE, UNDATED, Finding, Key, called, running
from workflows.supervision.beside.ended import OVER
from workflows.supervision.models import InitiationSheet

BATCH = 500


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
    found = [*unattended(session, host, cases), *_at_rest(session, cases)] if cases else []
    return Looked(tuple(cases), tuple(sorted(found, key=lambda one: (one.case_id, one.key.code, one.key.item_id or 0))))


def _at_rest(session: Session, cases: Mapping[int, Any]) -> Iterator[Finding]:
    """Cases in which nothing goes on, and those without a date."""
    dated = session.execute(
        select(Instance.matter_id, func.max(Deadline.timer))
        .join(Deadline, Deadline.instance_id == Instance.id)
        .where(*running(cases), Deadline.state.in_(OPEN))
        .group_by(Instance.matter_id)
    )
    clocks = {row.matter_id: row[1] for row in dated}
    busy = _busy(session, cases) | {case_id for case_id, timer in clocks.items() if timer is not None}
    within = _within_period(session, [case_id for case_id in cases if case_id not in clocks])
    idle = _awaiting_nothing(session, {id_: case for id_, case in cases.items() if id_ not in busy})
    for case_id, case in cases.items():
        if case_id in idle:
            said = words.IDLE.format(case=called(case))
            yield Finding(Key(IDLE, case.instance_id, None), case_id, said)
        elif case_id not in clocks and case_id not in within:
            said = words.UNDATED.format(case=called(case))
            yield Finding(Key(UNDATED, case.instance_id, None), case_id, said)


def _busy(session: Session, cases: Mapping[int, Any]) -> set[int]:
    """Cases with an open item, a task that waits, or a job that is to be done or for which an incident stands."""
    works = select(Instance.matter_id).join(Task).where(*running(cases), Task.state == TaskState.READY)
    stands = (JobState.TODO, JobState.LEASED, JobState.FAILED)
    jobs = select(Instance.matter_id).join(Job).where(*running(cases), Job.state.in_(stands))
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
    for instance in session.scalars(select(Instance).where(*running(cases))):
        state = moves.look(session, instance.id).state
        waits = Run.load(definitions.spec(session, instance.definition_id), state).open().values()
        if any(one.kind == "message" for one in waits):
            awaited.add(instance.matter_id)
    return set(cases) - awaited
