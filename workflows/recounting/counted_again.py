"""What a running date would be by the calendar of today, of many rows at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Deadline, Instance
from engine.process import Due
from workflows.cases.models import Case
from workflows.rectification.models import Track
from workflows.settings import deadlines, in_force


class Owner(NamedTuple):
    """What the rows of an instance belong to: their case, the day whose rules hold for it, and the unit of a track."""

    instance: Instance
    case: Case
    unit_id: int | None

    @property
    def clocks_on(self) -> date:
        return self.case.clocks_on


def owners(session: Session, rows: Sequence[Deadline]) -> Mapping[int, Owner]:
    """By instance; one statement."""
    found = session.execute(
        select(Instance, Case, Track.unit_id)
        .join(Case, Case.id == Instance.matter_id)
        .outerjoin(Track, (Track.id == Instance.subject_id) & (Instance.subject_kind == "track"))
        .where(Instance.id.in_({row.instance_id for row in rows}))
    )
    return {instance.id: Owner(instance, case, unit_id) for instance, case, unit_id in found}


def counted_again(session: Session, row: Deadline, owner: Owner) -> Due:
    """An internal clock goes by the city's days, a unit's own by the unit's too."""
    unit_id = in_force.calendar_unit(session, row.rule, owner.clocks_on, owner.unit_id)
    return deadlines.recounted(session, row, owner.clocks_on, unit_id)
