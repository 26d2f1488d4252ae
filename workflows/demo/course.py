"""One case on its way: who works on it, on which day it is told, and who has to sign next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.db import transaction
from engine.models import Instance, ItemState, Task, WorkItem
from workflows.cases.models import Case
from workflows.demo.city import IN_CHARGE
from workflows.demo.driver import City, Hand
from workflows.demo.text import CaseText
from workflows.demo.timeline import Story
from workflows.people import candidates
from workflows.supervision.preparation import examining


@dataclass
class Course:
    """`day` is the working day that the case has reached; `team` are members, the leader first."""

    city: City
    text: CaseText
    day: int
    team: Sequence[str] = ("member1", "member3", "member5", "member17", "member10")
    case_id: int = 0
    draft_day: int = 0
    letter_day: int = 0
    photos: list[int] = field(default_factory=list)

    def on(self, wait: int) -> int:
        """So many working days later."""
        self.day += wait
        return self.day

    def date(self, wait: int = 0) -> date:
        """The day on which the case is, or so many working days from it."""
        return self.city.workday(self.day + wait)

    @property
    def officer(self) -> Hand:
        return self.city.as_(f"officer_{self.text.committee.lower()}")

    @property
    def director(self) -> Hand:
        return self.city.as_(f"director_{self.text.committee.lower()}")

    @property
    def vice_chair(self) -> str:
        return IN_CHARGE[self.text.committee][0]

    @property
    def unit_ids(self) -> list[int]:
        return [self.city.unit(key) for key, _ in self.text.units]

    def units(self) -> list[dict[str, Any]]:
        """The responsible units as a form asks for them."""
        return [{"unit": self.city.unit(key), "track_role": role} for key, role in self.text.units]

    def similar(self, **decided: Any) -> list[dict[str, Any]]:
        """A row for each similar case shown: `decided` for the case that it names, not related for the rest."""
        with transaction(self.city.database, read_only=True) as session:
            found = examining.shown(session, session.get_one(Case, self.case_id))
        plain = {"decision": "UNRELATED", "reason": "地点和问题成因不同，不宜合并"}
        return [
            {"case": one.case.id, **plain, **(decided if decided.get("case") == one.case.id else {})} for one in found
        ]

    def holder(self, element: str) -> tuple[WorkItem, Hand] | None:
        """The item that is open now of a step of the case, and who does it; None where there is none."""
        with transaction(self.city.database, read_only=True) as session:
            item = session.scalars(
                select(WorkItem)
                .join(Task, Task.id == WorkItem.task_id)
                .join(Instance, Instance.id == WorkItem.instance_id)
                .where(Instance.matter_id == self.case_id, Task.element == element, WorkItem.state == ItemState.OPEN)
                .order_by(WorkItem.id)
                .limit(1)
            ).first()
            if item is None:
                return None
            return item, Hand(self.city, candidates.holders(session, item.groups[0])[0].id)


def signed(course: Course, returns: Mapping[int, str] | None = None, until: int = 99) -> Story:
    """Every seat of the route signs, a day each, as far as `until` of them. `returns`: number of a signature,
    from 1, -> why the document goes back to its drafter instead; the story ends there."""
    for number in range(1, until + 1):
        if course.holder("approve") is None:
            return
        yield course.on(1)
        found = course.holder("approve")
        if found is None:
            return
        hand = found[1]
        if returns and number in returns:
            back = {"resubmit_mode": "DIRECT_BACK", "opinion": returns[number]}
            hand.does("approve", course.case_id, decision="RETURN", **back)
            return
        hand.does("approve", course.case_id, decision="APPROVE")
