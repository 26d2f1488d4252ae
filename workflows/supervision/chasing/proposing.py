"""Which step of the order comes next for a unit's track (reference §10.5): proposed, never taken, by the system."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Deadline, Instance, InstanceState
from engine.models.deadline import DeadlineState
from workflows.cases.models import Case
from workflows.rectification import extension
from workflows.rectification.models import Extension, Obligation, Track
from workflows.rectification.states import SETTLED
from workflows.settings.holidays import of_unit
from workflows.settings.in_force import threshold
from workflows.supervision.chasing.models import Escalation, Level

AFTER = {Level.LETTER: "urge_letter_after", Level.TALK: "talk_after", Level.INSPECTION: "inspection_after"}
"""Thresholds: so many working days over."""


def after(session: Session, level: Level, as_of: date) -> int:
    """The working days over from which a level is proposed in a case whose clocks are of that day."""
    return int(threshold(session, AFTER[level], as_of))


def proposed(
    session: Session, track_ids: Collection[int], asked: Mapping[int, Sequence[Extension]] | None = None
) -> dict[int, Level]:
    """By track, the first level that is reached and not taken yet: none is skipped. What the unit asks more time for
    does not count, nor what was done about a date that has been met since. `asked`: `extension.asked`, if known."""
    tracks = session.execute(
        select(Track.id, Track.unit_id, Track.proposes_meeting, Track.refers_inspection, Case.clocks_on)
        .join(Case, Case.id == Track.case_id)
        .where(Track.id.in_(track_ids), Track.state.not_in(SETTLED))
    ).all()
    since = _late_since(session, [track.id for track in tracks], asked)
    steps = _steps(session, [track.id for track in tracks])
    found = {}
    for track in tracks:
        begun_or_taken = steps.get(track.id, ())
        done = {level for level, at in begun_or_taken if at is None or at >= since.get(track.id, at)}
        reached = _reached(session, track, since.get(track.id))
        level = next((one for one in Level if one in reached and one not in done), None)
        if level is not None:
            found[track.id] = level
    return found


def _reached(session: Session, track: Any, since: datetime | None) -> set[Level]:
    """By the most late date; a talk too where an item failed twice or has relapsed, an inspection where the vice-chair
    refers to it."""
    reached = set()
    if since is not None:
        late = of_unit(session, track.unit_id).workdays_between(clock.day_of(since), clock.today())
        reached = {level for level in Level if late >= after(session, level, track.clocks_on)}
    if track.proposes_meeting:
        reached.add(Level.TALK)
    if track.refers_inspection:
        reached.add(Level.INSPECTION)
    return reached


def _late_since(
    session: Session, track_ids: Collection[int], known: Mapping[int, Sequence[Extension]] | None
) -> dict[int, datetime]:
    """By track, the earliest date that is over and runs."""
    is_item = (Deadline.subject_kind == "obligation") & (Obligation.id == Deadline.subject_id)
    rows = session.execute(
        select(Instance.subject_id, Deadline.rule, Deadline.due_at, Obligation.rec_no)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(Obligation, is_item)
        .where(
            Instance.subject_kind == "track",
            Instance.subject_id.in_(track_ids),
            Deadline.state == DeadlineState.RUNNING,
            Deadline.owed_to.is_not(None),
            Deadline.due_at < clock.now(),
        )
        .order_by(Deadline.due_at.desc())
    ).all()
    asked = extension.asked(session, {row.subject_id for row in rows}) if known is None else known
    return {
        row.subject_id: row.due_at
        for row in rows
        if not any(extension.concerns(one, row.rule, row.rec_no) for one in asked.get(row.subject_id, ()))
    }


def _steps(session: Session, track_ids: Collection[int]) -> dict[int, list[tuple[Level, datetime | None]]]:
    """By track, the levels that somebody has taken, and when; None: it is begun and has not gone out yet."""
    levels = {level.process: level for level in Level}
    made = (Escalation.track_id == Instance.subject_id) & (Escalation.instance_id == Instance.id)
    rows = session.execute(
        select(Instance.subject_id, Instance.process, Escalation.made_at)
        .outerjoin(Escalation, made)
        .where(
            Instance.subject_kind == "track",
            Instance.subject_id.in_(track_ids),
            Instance.process.in_(levels),
            (Instance.status == InstanceState.ACTIVE) | Escalation.id.is_not(None),
        )
    )
    found: dict[int, list[tuple[Level, datetime | None]]] = {}
    for track_id, process, made_at in rows:
        found.setdefault(track_id, []).append((levels[process], made_at))
    return found
