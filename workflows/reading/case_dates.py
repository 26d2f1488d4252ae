"""时限一览: every date of a case that a reader may see, running, standing still and ended, and who owes it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, deadlines
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Deadline, Instance, ItemState, WorkItem
from engine.models.deadline import DeadlineState
from engine.text import Text
from workflows import access
from workflows.access import View
from workflows.cases.light import PAUSED, Colour, Light, done_light, light
from workflows.cases.models import Case
from workflows.people.candidates import describe_groups
from workflows.people.models import Unit
from workflows.reading import bases, page_units, why
from workflows.reading.page_course import behind, may_see_since
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import Basis
from workflows.settings.models import DeadlineRule
from workflows.supervision.summary_feedback import look_backs

STEPS = ("task", "item")
NUMBERED = Text("第{n}条 {label}", "Recommendation {n}: {label}")
FELL_AWAY = Text("不再计时", "No longer counted")


@dataclass(frozen=True)
class Dated:
    """`due_at` and `warn_at`: None while the clock stands still. `opens`: what opens into the sum, for `why.seen`."""

    rule: str
    what: Text
    who: Text
    track_id: int | None
    basis: Basis
    basis_words: Text  # or that it was extended, and by whom
    starts_on: date | None  # None: how long a leader has it is not for this reader
    due_at: datetime | None
    warn_at: datetime | None
    state: DeadlineState
    left: int | None
    light: Light
    opens: tuple[str, int] | None


@dataclass(frozen=True)
class _Case:
    """What is read at once of the case, as far as the reader may see it."""

    actor: Actor
    view: View | None
    tracks: dict[int, Track]
    units: dict[int, str]
    obligations: dict[int, Obligation]
    items: dict[tuple[str, int], list[WorkItem]]  # by what a date belongs to: a task or an item

    def is_seen(self, row: Deadline) -> bool:
        """A unit sees what it owes and its own steps; the team, as on the case's page, steps that are open."""
        key = (row.subject_kind, row.subject_id)
        if row.subject_kind in STEPS:
            is_open = self.view is View.MEMBER and row.state in deadlines.OPEN
            return is_open or self.view is View.INTERNAL or self._own(key) is not None
        if row.subject_kind in ("obligation", "track"):
            return row.subject_id in (self.obligations if row.subject_kind == "obligation" else self.tracks)
        return self.view is View.INTERNAL or (self.view is View.MEMBER and row.rule in look_backs.RULES)

    def opens(self, row: Deadline) -> tuple[str, int] | None:
        """What a reader opens to see how this date was counted."""
        if row.subject_kind == "obligation":
            return (row.subject_kind, row.subject_id)
        key = (row.subject_kind, row.subject_id)
        found = self._own(key) if not why.opens(self.view, "item") else next(iter(self.items.get(key, [])), None)
        return ("item", found.id) if found is not None else None

    def _own(self, key: tuple[str, int]) -> WorkItem | None:
        return next((item for item in self.items.get(key, []) if access.is_own(self.actor, item)), None)


def of_case(session: Session, actor: Actor, case_id: int) -> list[Dated]:
    """The first due first, in a fixed number of statements. Raises NotFound for who sees neither the case nor a track
    or step of it."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound
    found = _read(session, actor, case)
    wanted = select(Deadline).join(Instance, Instance.id == Deadline.instance_id).where(Instance.matter_id == case_id)
    rows = [row for row in session.scalars(wanted.order_by(Deadline.due_at, Deadline.id)) if found.is_seen(row)]
    if found.view is None and not (rows or found.tracks):
        raise NotFound
    labels = _labels(session)
    words = describe_groups(session, list({group for row in rows for group in _holders(found, row)}))
    days, now, ruling = calendar.load(session), clock.now(), _ruling(rows)
    extended = bases.extended(session, [row.id for row in rows], sees_names=found.view is View.INTERNAL)
    return [
        Dated(
            rule=row.rule,
            what=_what(found, row, labels.get(row.rule, Text(row.rule, row.rule))),
            who=_who(found, row, words),
            track_id=_track_id(found, row),
            basis=Basis(row.basis),
            basis_words=extended.get(row.id, Basis(row.basis).label),
            starts_on=row.started_on if _may_see_start(found, row) else None,
            due_at=row.due_at if row.state is not DeadlineState.SUSPENDED else None,
            warn_at=row.warn_at if row.state is not DeadlineState.SUSPENDED else None,
            state=row.state,
            left=row.left,
            light=_light(row, days, now),
            opens=found.opens(row) if row in ruling else None,
        )
        for row in rows
    ]


def _read(session: Session, actor: Actor, case: Case) -> _Case:
    view = access.views_of(session, actor, [case]).get(case.id)
    tracks = {
        track.id: track
        for track in page_units.tracks_of(session, case.id)
        if why.opens(view, "obligation") or _is_own(session, actor, track)
    }
    units = select(Unit.id, Unit.name).where(Unit.id.in_([track.unit_id for track in tracks.values()]))
    items: dict[tuple[str, int], list[WorkItem]] = {}
    wanted = select(WorkItem).join(Instance, Instance.id == WorkItem.instance_id)
    for item in session.scalars(wanted.where(Instance.matter_id == case.id).order_by(WorkItem.id)):
        items.setdefault(("item", item.id), []).append(item)
        items.setdefault(("task", item.task_id), []).append(item)
    return _Case(
        actor=actor,
        view=view,
        tracks=tracks,
        units=dict(session.execute(units).all()),
        obligations={one.id: one for track in tracks.values() for one in track.obligations},
        items=items,
    )


def _is_own(session: Session, actor: Actor, track: Track) -> bool:
    try:
        access.track_for(session, actor, track.id)
    except NotFound:
        return False
    return True


def _labels(session: Session) -> dict[str, Text]:
    return {row.key: row.label for row in session.scalars(select(DeadlineRule).order_by(DeadlineRule.id))}


def _ruling(rows: list[Deadline]) -> list[Deadline]:
    """Of each subject the row that its sum tells: the open one, else the latest."""
    latest: dict[tuple[str, int], Deadline] = {}
    for row in sorted(rows, key=lambda one: (one.state in deadlines.OPEN, one.id)):
        latest[(row.subject_kind, row.subject_id)] = row
    return list(latest.values())


def _track_id(found: _Case, row: Deadline) -> int | None:
    if row.subject_kind == "obligation":
        return found.obligations[row.subject_id].track_id
    of_instance = (track.id for track in found.tracks.values() if track.instance_id == row.instance_id)
    return row.subject_id if row.subject_kind == "track" else next(of_instance, None)


def _what(found: _Case, row: Deadline, label: Text) -> Text:
    if row.subject_kind == "obligation":
        return NUMBERED.format(n=found.obligations[row.subject_id].rec_no, label=label)
    return label


def _held(found: _Case, row: Deadline) -> list[WorkItem]:
    """The items of a step: those still open, else all."""
    items = found.items.get((row.subject_kind, row.subject_id), []) if row.subject_kind in STEPS else []
    return [item for item in items if item.state is ItemState.OPEN] or items


def _holders(found: _Case, row: Deadline) -> list[str]:
    return [group for item in _held(found, row) for group in behind(item)]


def _who(found: _Case, row: Deadline, words: dict[str, Text]) -> Text:
    """The unit; of a step its people; nobody for what comes by itself."""
    if row.subject_kind in ("obligation", "track"):
        name = found.units[found.tracks[_track_id(found, row) or 0].unit_id]
        return Text(name, name)
    named = list(dict.fromkeys(words[group] for group in _holders(found, row)))
    return Text("、".join(one.zh for one in named), ", ".join(one.en for one in named))


def _may_see_start(found: _Case, row: Deadline) -> bool:
    return all(may_see_since(found.actor, item) for item in _held(found, row))


def _light(row: Deadline, days: calendar.Calendar, now: datetime) -> Light:
    if row.state is DeadlineState.SUSPENDED:
        return PAUSED
    if row.state is DeadlineState.VOID:
        return Light(Colour.GREY, FELL_AWAY)
    if row.state in deadlines.OPEN:
        return light(row.due_at, row.warn_at, now, days)
    return done_light(row.due_at, row.ended_at or row.due_at, days)
