"""Moving the dates that were agreed to, in batches, and telling those concerned."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, deadlines, jobs
from engine.actors import Actor
from engine.deadlines import Cause
from engine.errors import NotPermitted
from engine.models import Deadline, Instance, Job
from engine.models.deadline import ChangeKind, DeadlineState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases.models import Case
from workflows.recounting.counted_again import counted_again, owners
from workflows.recounting.models import NewDate, Recount, RecountState
from workflows.rectification import dates
from workflows.rectification.models import Obligation, Track
from workflows.supervision.beside.telling import tell_officers, tell_units

KEY = "move_dates"
BATCH = 500
WHY = Text("{first}至{last}放假安排调整", "The calendar has changed between {first} and {last}")
TOLD = Text(
    "因放假安排调整，《{title}》有{n}个时限随之变动，请核对。",
    "The calendar has changed, and with it {n} date(s) of {title}; please look.",
)
NOT_PROPOSED = Text(
    "该次核算已经处理，或日历又有变化。", "This recount is dealt with, or the calendar has changed again."
)


def agree(session: Session, recount_id: int, actor: Actor) -> Recount:
    """Let the dates move. Raises NotPermitted where it is not proposed any more."""
    recount = session.get_one(Recount, recount_id, with_for_update=True)
    if recount.state is not RecountState.PROPOSED:
        raise NotPermitted(reason=NOT_PROPOSED)
    recount.state, recount.agreed_at = RecountState.APPLYING, clock.now()
    recount.agreed_by, recount.agreed_by_name = actor.person_id, actor.name
    jobs.add(session, KEY, {"recount_id": recount.id})
    return recount


def move(session: Session, job: Job, _result: Any, _host: Host) -> dict[str, Any]:
    """One batch; the next one is the next job. A date that has moved or ended meanwhile is left as it is."""
    recount = session.get_one(Recount, int(job.payload["recount_id"]), with_for_update=True)
    if recount.state is not RecountState.APPLYING:
        return {}
    batch = session.scalars(
        select(NewDate)
        .where(NewDate.recount_id == recount.id, NewDate.moved_at.is_(None), NewDate.id > recount.reached)
        .order_by(NewDate.id)
        .limit(BATCH)
    ).all()
    rows = {row.id: row for row in _running(session, [one.deadline_id for one in batch])}
    cause = _cause(recount)
    moved = [one for one in batch if one.deadline_id in rows and rows[one.deadline_id].due_at == one.old_due_at]
    _move(session, [rows[one.deadline_id] for one in moved], cause)
    for one in moved:
        one.moved_at = clock.now()
    recount.moved += len(moved)
    _tell(session, [one for one in moved if one.old_due_at != one.new_due_at], rows, cause.actor)
    if len(batch) == BATCH:
        recount.reached = batch[-1].id
        jobs.add(session, KEY, {"recount_id": recount.id})
    else:
        recount.state, recount.ended_at = RecountState.DONE, clock.now()
    return {}


def _running(session: Session, ids: Iterable[int]) -> Iterable[Deadline]:
    wanted = select(Deadline).where(Deadline.id.in_(list(ids)), Deadline.state == DeadlineState.RUNNING)
    return session.scalars(wanted.with_for_update(of=Deadline))


def _cause(recount: Recount) -> Cause:
    reason = WHY.format(first=recount.first, last=recount.last).zh
    actor = Actor(recount.agreed_by or recount.begun_by, recount.agreed_by_name)
    return Cause(ChangeKind.RECOUNTED, actor, reason)


def _move(session: Session, rows: list[Deadline], cause: Cause) -> None:
    owned = owners(session, rows)
    tracks: set[int] = set()
    for row in rows:
        deadlines.move(session, row, counted_again(session, row, owned[row.instance_id]), cause, shown=False)
        if row.subject_kind == "obligation":
            one = session.get_one(Obligation, row.subject_id)
            dates.follow(session, one, clock.day_of(row.due_at), cause)
            tracks.add(one.track_id)
    deadlines.show(session, rows)
    for track in session.scalars(select(Track).where(Track.id.in_(tracks))):
        dates.settle_dates(session, track, cause.actor, cause)


def _tell(session: Session, moved: list[NewDate], rows: dict[int, Deadline], actor: Actor) -> None:
    """One note per case to its officers, and to the liaison of a unit whose own dates move."""
    by_case: dict[int, list[Deadline]] = {}
    for one in moved:
        by_case.setdefault(one.case_id, []).append(rows[one.deadline_id])
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(by_case)))}
    for case_id, of_case in by_case.items():
        case = cases[case_id]
        instances = {
            one.id: one
            for one in session.scalars(select(Instance).where(Instance.id.in_({row.instance_id for row in of_case})))
        }
        note = TOLD.format(title=case.title, n=len(of_case)).zh
        tell_officers(session, instances[of_case[0].instance_id], case, note, actor)
        for instance in instances.values():
            if instance.subject_kind == "track":
                unit_id = session.get_one(Track, instance.subject_id).unit_id
                own = sum(row.instance_id == instance.id for row in of_case)
                tell_units(session, instance, [unit_id], TOLD.format(title=case.title, n=own).zh, actor)


APPLYING = JobKind(key=KEY, label=Text("期限随日历调整", "Move dates with the calendar"), work=None, finish=move)
