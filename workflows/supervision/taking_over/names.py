"""Names as the old ledger writes them: each is found once, or it is a problem."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text
from workflows.cases.choices import CATEGORY
from workflows.people.candidates import holders
from workflows.people.models import Committee, Person, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.states import TrackRole
from workflows.supervision.taking_over.plan import Entry
from workflows.supervision.taking_over.sheet import Problem, Row

T = TypeVar("T")

NOT_FOUND = Text("没有找到唯一的“{name}”。", "“{name}” is not found, or not only once.")
NO_OFFICER = Text("“{name}”没有承办人，请先任命。", "“{name}” has no case officer; appoint one first.")
ONE_OF = Text("应为：{known}。", "It is one of: {known}.")
TEAM_TWICE = Text("“{name}”写了两次。", "“{name}” is named twice.")

CATEGORIES = {option.value: option.value for option in CATEGORY} | {option.text.zh: option.value for option in CATEGORY}
CATEGORIES |= {option.text.zh.partition("（")[0]: option.value for option in CATEGORY}
ROLES = {"独办": TrackRole.SOLE, "主办": TrackRole.LEAD, "协办": TrackRole.ASSIST, "分办": TrackRole.SEPARATE}
ENTRIES = {"起草建议书": Entry.AT_LETTER, "整改中": Entry.AT_UNITS}


class Names:
    """Units, committees and people of a body by any of their names; what is not found goes to `problems`."""

    def __init__(self, session: Session, cppcc_id: int, problems: list[Problem]) -> None:
        self.session, self.cppcc_id, self.problems = session, cppcc_id, problems
        units = session.scalars(select(Unit).where(Unit.cppcc_id == cppcc_id, Unit.valid_on(clock.today()))).all()
        self.units = _by_name((unit.id, (unit.name, unit.short, *(unit.aliases or ()))) for unit in units)
        here = select(Committee).where(Committee.cppcc_id == cppcc_id, Committee.valid_on(clock.today()))
        listed = session.scalars(here).all()
        self.committees = _by_name((one.id, (one.name, one.short, one.code)) for one in listed)
        members = session.scalars(select(Person).where(Person.cppcc_id == cppcc_id, Person.is_member)).all()
        self.members = _by_name((person.id, (person.name,)) for person in members)

    def choice(self, row: Row, key: str, known: Mapping[str, T]) -> T | None:
        """The value of a word of a fixed list."""
        found = known.get(row.values[key].replace("(", "（").replace(")", "）"))
        if found is None:
            self.problems.append(
                row.problem(key, ONE_OF, known="、".join(word for word in known if not word.isascii()))
            )
        return found

    def unit(self, row: Row) -> int | None:
        return self._only(row, "unit", row.values["unit"], self.units)

    def officer(self, row: Row) -> tuple[int, int] | None:
        """The committee and the first of its officers, in whose hands the case will be."""
        committee_id = self._only(row, "committee", row.values["committee"], self.committees)
        if committee_id is None:
            return None
        group = f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{committee_id}"
        officers = holders(self.session, group, with_delegates=False)
        if not officers:
            self.problems.append(row.problem("committee", NO_OFFICER, name=row.values["committee"]))
            return None
        return committee_id, officers[0].id

    def team(self, row: Row) -> tuple[int, ...]:
        """The members of the team in their order; those who are not found are left out, as problems."""
        written = row.values["team"].replace("，", "、").replace(",", "、").split("、")
        names = [name.strip() for name in written if name.strip()]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.problems.append(row.problem("team", TEAM_TWICE, name=name))
        found = [self._only(row, "team", name, self.members) for name in names]
        return tuple(person_id for person_id in found if person_id is not None)

    def _only(self, row: Row, key: str, name: str, known: dict[str, set[int]]) -> int | None:
        found = known.get(name, set())
        if len(found) == 1:
            return next(iter(found))
        self.problems.append(row.problem(key, NOT_FOUND, name=name))
        return None


def _by_name(rows: Iterable[tuple[int, Sequence[str]]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row_id, names in rows:
        for name in filter(None, names):
            found.setdefault(name, set()).add(row_id)
    return found
