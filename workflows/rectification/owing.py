"""Whose date it is on a unit's track: the unit's, or the CPPCC's own; and what of the unit's is near or late."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from engine.process import Owed
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.people.roles import ScopeKind
from workflows.rectification.models import Obligation, Track
from workflows.settings import in_force
from workflows.settings.clocks import CLOCKS
from workflows.settings.holidays import of_unit

LABELS = {made.key: made.label for made in CLOCKS}
ITEM = Text("第{n}条", "Item {n}")
NEAR = Text("{what}（{day}到期）", "{what} (due {day})")
LATE = Text("{what}（{day}到期，逾期{n}个工作日）", "{what} (due {day}, {n} working day{s} late)")
STEPS = frozenset({"unit_sign", "unit_plan", "plan_resubmit", "assist_opinion", "takeover_confirm"})
"""Steps that are due by themselves. To report is due with the recommendations, each of which has a date of its own."""


def by_unit(session: Session, track: Track) -> Owed:
    """What the unit owes to the CPPCC, for the committee that keeps the case."""
    case = session.get_one(Case, track.case_id)
    return Owed(f"{ScopeKind.UNIT}:{track.unit_id}", _body(case), _desk(case))


def of_step(session: Session, track: Track, rule: str) -> Owed | None:
    """Of a step under a rule: the unit's, or by an internal rule the CPPCC's. None: members' or others'."""
    if rule in STEPS:
        return by_unit(session, track)
    case = session.get_one(Case, track.case_id)
    is_ours = in_force.rule(session, rule, case.clocks_on).is_internal
    return Owed(_body(case), None, _desk(case)) if is_ours else None


def _body(case: Case) -> str:
    return f"{ScopeKind.CPPCC}:{case.cppcc_id}"


def _desk(case: Case) -> str | None:
    return f"{ScopeKind.COMMITTEE}:{case.committee_id}" if case.committee_id is not None else None


@dataclass(frozen=True)
class Owes:
    """A date of the unit's; `late`: working days after it by the unit's own calendar, 0 while it is not over."""

    what: Text
    due_on: date
    late: int

    @property
    def words(self) -> Text:
        day = day_in_words(self.due_on)
        if not self.late:
            return NEAR.format(what=self.what, day=day)
        return LATE.format(what=self.what, day=day, n=self.late, s="" if self.late == 1 else "s")


def named(rule: str, rec_no: int | None) -> Text:
    """What a date is of: a step by its rule, or a recommendation."""
    return LABELS[rule] if rec_no is None else ITEM.format(n=rec_no)


def pressing(session: Session, track: Track) -> list[Owes]:
    """What the unit owes on this track that is near or late, the most late first."""
    is_item = (Deadline.subject_kind == "obligation") & (Obligation.id == Deadline.subject_id)
    rows = session.execute(
        select(Deadline.rule, Deadline.due_at, Obligation.rec_no)
        .outerjoin(Obligation, is_item)
        .where(
            Deadline.instance_id == track.instance_id,
            Deadline.state == DeadlineState.RUNNING,
            Deadline.owed_to.is_not(None),
            Deadline.warn_at <= clock.now(),
        )
        .order_by(Deadline.due_at, Deadline.id)
    )
    days, today = of_unit(session, track.unit_id), clock.today()
    found = []
    for rule, due_at, rec_no in rows:
        due_on = clock.day_of(due_at)
        found.append(Owes(named(rule, rec_no), due_on, max(0, days.workdays_between(due_on, today))))
    return found
