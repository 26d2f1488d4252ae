"""A recount as its page shows it: how far it has come, and the dates that would move."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.models import Deadline, Instance
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.recounting.models import NewDate, Recount
from workflows.rectification.models import Track
from workflows.settings.models import DeadlineRule


@dataclass(frozen=True)
class Moving:
    """One date that is to move, or has moved."""

    id: int
    case_id: int
    number: str | None
    title: str
    unit: str
    label: Text
    old: date
    new: date


def dates(session: Session, recount: Recount, after: int = 0, limit: int = 100) -> list[Moving]:
    """Dates whose day changes, in the order in which they were found; two statements."""
    labels = {row.key: row.label for row in session.scalars(select(DeadlineRule))}
    rows = session.execute(
        select(NewDate, Case.case_no, Case.title, Deadline.rule, Unit.short, Unit.name)
        .join(Case, Case.id == NewDate.case_id)
        .join(Deadline, Deadline.id == NewDate.deadline_id)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(Track, (Track.id == Instance.subject_id) & (Instance.subject_kind == "track"))
        .outerjoin(Unit, Unit.id == Track.unit_id)
        .where(NewDate.recount_id == recount.id, NewDate.id > after, NewDate.old_due_at != NewDate.new_due_at)
        .order_by(NewDate.id)
        .limit(limit)
    )
    return [
        Moving(
            id=one.id,
            case_id=one.case_id,
            number=number,
            title=title,
            unit=short or name or "",
            label=labels.get(rule, Text(rule, rule)),
            old=clock.day_of(one.old_due_at),
            new=clock.day_of(one.new_due_at),
        )
        for one, number, title, rule, short, name in rows
    ]


def count_of_days(session: Session, recount: Recount) -> int:
    """How many dates get another day; of the others only the warning or the mark of a provisional year changes."""
    found = select(func.count(NewDate.id)).where(
        NewDate.recount_id == recount.id, NewDate.old_due_at != NewDate.new_due_at
    )
    return session.scalar(found) or 0
