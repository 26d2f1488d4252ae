"""Moving the dates that were agreed to, in batches, and telling those concerned."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, deadlines, jobs, journal
from engine.actors import Actor
from engine.deadlines import Cause
from engine.errors import NotPermitted
from engine.models import Deadline, Job
from engine.models.deadline import ChangeKind, DeadlineState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind
from workflows.recounting.counted_again import Owner, counted_again, owners
from workflows.recounting.models import NewDate, Recount, RecountState
from workflows.rectification import dates
from workflows.rectification.models import Obligation, Track
from workflows.supervision.summary_feedback import look_backs

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
    recount = _proposed(session, recount_id)
    recount.state, recount.agreed_at = RecountState.APPLYING, clock.now()
    recount.agreed_by, recount.agreed_by_name = actor.person_id, actor.name
    jobs.add(session, KEY, {"recount_id": recount.id})
    return recount


def drop(session: Session, recount_id: int) -> None:
    """Leave every date as it is, though the calendar has changed. Raises NotPermitted as `agree` does."""
    recount = _proposed(session, recount_id)
    recount.state, recount.ended_at = RecountState.DROPPED, clock.now()


def _proposed(session: Session, recount_id: int) -> Recount:
    recount = session.get_one(Recount, recount_id, with_for_update=True, populate_existing=True)
    if recount.state is not RecountState.PROPOSED:
        raise NotPermitted(reason=NOT_PROPOSED)
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
    moved = [one for one in batch if one.deadline_id in rows and rows[one.deadline_id].due_at == one.old_due_at]
    with session.no_autoflush:  # a batch is written once, at its end
        _move(session, recount, moved, rows)
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


def _move(session: Session, recount: Recount, moved: Sequence[NewDate], rows: Mapping[int, Deadline]) -> None:
    cause, own = _cause(recount), [rows[one.deadline_id] for one in moved]
    owned = owners(session, own)
    journal.lock(session, {f"instance:{row.instance_id}" for row in own})
    tracks: set[int] = set()
    for row in own:
        deadlines.move(session, row, counted_again(session, row, owned[row.instance_id]), cause, shown=False)
        if row.subject_kind == "obligation":
            one = session.get_one(Obligation, row.subject_id)
            dates.follow(session, one, row, cause)
            tracks.add(one.track_id)
        elif row.rule in look_backs.RULES:
            look_backs.count_again(session, owned[row.instance_id].case)
    deadlines.show(session, own)
    for track in session.scalars(select(Track).where(Track.id.in_(tracks))):
        dates.settle_dates(session, track, cause.actor, cause)
    for new in moved:
        new.moved_at = clock.now()
    recount.moved += len(moved)
    _tell(session, [rows[one.deadline_id] for one in moved if one.old_due_at != one.new_due_at], owned, cause.actor)


def _tell(session: Session, rows: Sequence[Deadline], owned: Mapping[int, Owner], actor: Actor) -> None:
    """One note per case to its officers, and per track to the liaisons of the unit whose own dates move."""
    people: dict[str, list[int]] = {}
    notes: dict[tuple[str, int], list[Owner]] = {}
    for row in rows:
        owner = owned[row.instance_id]
        if owner.case.committee_id is not None:
            officers = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{owner.case.committee_id}"
            notes.setdefault((officers, owner.case.id), []).append(owner)
        if owner.unit_id is not None:
            liaisons = f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{owner.unit_id}"
            notes.setdefault((liaisons, owner.case.id), []).append(owner)
    for (group, _case), dates_of in notes.items():
        if group not in people:
            people[group] = [one.id for one in candidates.holders(session, group)]
        first = dates_of[0]
        why = TOLD.format(title=first.case.title, n=len(dates_of))
        telling.tell(session, first.instance, people[group], NoticeKind.DATE_MOVED, why, actor)


APPLYING = JobKind(key=KEY, label=Text("期限随日历调整", "Move dates with the calendar"), work=None, finish=move)
