"""A city's units, committees, people and members from one workbook: all of it or nothing, and again at will.

Rows are known again by name (people by name and phone), so that a second import adds only what is new.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import BadAnswer, NotPermitted
from workflows.people import accounts, passwords
from workflows.people.models import Account, Committee, District, Person, Post, Unit, UnitKind
from workflows.people.posts import grant
from workflows.people.roles import LABELS, Role, ScopeKind
from workflows.people.sheets import Line, Problem, read

UNIT_KINDS = {
    "": UnitKind.DEPARTMENT,
    "部门": UnitKind.DEPARTMENT,
    "区县": UnitKind.DISTRICT,
    "乡镇街道": UnitKind.TOWN,
    "党委": UnitKind.PARTY,
    "政府": UnitKind.GOVERNMENT,
    "企事业单位": UnitKind.PUBLIC_BODY,
}
ROLES = {**{str(role): role for role in Role}, **{label.zh: role for role, label in LABELS.items()}}
COMMITTEE_ROLES = frozenset({Role.COMMITTEE_DIRECTOR, Role.CASE_OFFICER})
UNIT_ROLES = frozenset({Role.UNIT_LIAISON, Role.UNIT_HEAD})
PER_CASE_ROLES = frozenset({Role.TEAM_LEADER, Role.CITIZEN_REP})


@dataclass
class Report:
    """What an import did, or (`is_dry`, or with problems) would have done: nothing was written then.

    `first_passwords`: login -> password, to be told once; empty where nothing was written.
    """

    is_dry: bool
    problems: list[Problem] = field(default_factory=list)
    created: Counter[str] = field(default_factory=Counter)
    first_passwords: dict[str, str] = field(default_factory=dict)


def load(session: Session, path: Path, cppcc_id: int, actor: Actor, *, dry_run: bool = False) -> Report:
    """Import a workbook (see `sheets`). Every problem is told with sheet, row and column; any one stops it all."""
    lines, problems = read(path)
    report = Report(dry_run, problems)
    malformed = {(problem.sheet, problem.row) for problem in problems}
    with session.begin_nested() as savepoint:
        city = _City(session, cppcc_id, actor, report)
        for line in lines:
            if (line.sheet, line.row) not in malformed:
                city.take(line)
        session.flush()
        if dry_run or report.problems:
            savepoint.rollback()
            report.first_passwords.clear()
    return report


class _City:
    """The import under way: what is known by name, and where the problems go."""

    def __init__(self, session: Session, cppcc_id: int, actor: Actor, report: Report) -> None:
        self.session, self.cppcc_id, self.actor, self.report = session, cppcc_id, actor, report
        self.takers = {"单位": self.unit, "专委会": self.committee, "人员": self.post, "委员": self.member}

    def take(self, line: Line) -> None:
        problem = self.takers[line.sheet](line)
        if problem:
            self.report.problems.append(problem)

    def unit(self, line: Line) -> Problem | None:
        values = line.values
        if values["kind"] not in UNIT_KINDS:
            known = "、".join(filter(None, UNIT_KINDS))
            return line.problem("kind", f"类型应为：{known}。", f"The kind is one of: {known}.")
        found = self.session.scalar(select(Unit).where(Unit.cppcc_id == self.cppcc_id, Unit.name == values["name"]))
        if found is None:
            found = self.add(Unit(cppcc_id=self.cppcc_id, name=values["name"]), "unit")
        found.kind = UNIT_KINDS[values["kind"]]
        found.short = values["short"] or found.short or ""
        written = [alias.strip() for alias in values["aliases"].replace(",", "、").split("、") if alias.strip()]
        found.aliases = list(dict.fromkeys([*(found.aliases or []), *written]))
        if values["district"]:
            found.district_id = self.district(values["district"]).id
        return None

    def district(self, name: str) -> District:
        found = self.session.scalar(select(District).where(District.name == name))
        return found or self.add(District(name=name), "district")

    def committee(self, line: Line) -> Problem | None:
        values = line.values
        here = select(Committee).where(Committee.cppcc_id == self.cppcc_id)
        found = self.session.scalar(here.where(Committee.code == values["code"]))
        if found is not None and found.name != values["name"]:
            return line.problem("code", f"代码已属于“{found.name}”。", f"This code already belongs to “{found.name}”.")
        if found is None:
            self.add(Committee(cppcc_id=self.cppcc_id, **values), "committee")
        return None

    def member(self, line: Line) -> Problem | None:
        person = self.person(line)
        if isinstance(person, Problem):
            return person
        person.is_member, person.sector = True, line.values["sector"]
        return self.give(line, person, Role.MEMBER, (ScopeKind.CPPCC, self.cppcc_id), "市政协委员")

    def post(self, line: Line) -> Problem | None:
        role = ROLES.get(line.values["role"])
        if role is None or role in PER_CASE_ROLES:
            return line.problem("role", "没有这个角色。", "There is no such role to be given.")
        scope = self.scope(line, role)
        if isinstance(scope, Problem):
            return scope
        person = self.person(line)
        if isinstance(person, Problem):
            return person
        return self.give(line, person, role, scope, line.values["title"])

    def scope(self, line: Line, role: Role) -> tuple[ScopeKind, int] | Problem:
        """Where a role is held: a committee, a unit, the leader served, else the whole body."""
        name = line.values["scope"]
        if role in COMMITTEE_ROLES or (role is Role.VICE_CHAIR and name):
            kind, row = ScopeKind.COMMITTEE, self.named(Committee, name)
        elif role in UNIT_ROLES:
            kind, row = ScopeKind.UNIT, self.named(Unit, name)
        elif role is Role.LEADER_SECRETARY:
            kind, row = ScopeKind.PERSON, self.named(Person, name)
        elif name:
            return line.problem("scope", "此角色不分所属，请留空。", "This role has no scope; leave it empty.")
        else:
            return ScopeKind.CPPCC, self.cppcc_id
        if row is None:
            return line.problem("scope", f"没有找到唯一的“{name}”。", f"“{name}” is not found, or not only once.")
        return kind, row.id

    def named(self, model: type[Any], name: str) -> Any:
        """The only row of that name or short name, if there is exactly one."""
        condition = model.name == name
        if model is not Person:
            condition = (condition | (model.short == name)) & (model.cppcc_id == self.cppcc_id)
        rows = self.session.scalars(select(model).where(condition)).all()
        return rows[0] if name and len(rows) == 1 else None

    def person(self, line: Line) -> Person | Problem:
        """The person of a row, known by name and phone; a new one where nobody has that name, or the phone
        differs from every namesake's."""
        values = line.values
        employer = self.named(Unit, values["employer"]) if values["employer"] else None
        if values["employer"] and employer is None:
            return line.problem("employer", "没有找到这个单位。", "This unit is not found.")
        namesakes = self.session.scalars(select(Person).where(Person.name == values["name"])).all()
        same = [person for person in namesakes if not values["phone"] or person.phone in ("", values["phone"])]
        if len(same) > 1:
            return line.problem("phone", "有同名人员，请填手机号。", "There are namesakes; give the phone number.")
        found = same[0] if same else self.add(Person(name=values["name"], cppcc_id=self.cppcc_id), "person")
        found.phone = values["phone"] or found.phone or ""
        if employer is not None:
            found.employer_unit_id = employer.id
        return found

    def give(self, line: Line, person: Person, role: Role, scope: tuple[ScopeKind, int], title: str) -> Problem | None:
        start = line.values.get("valid_from") or None
        if isinstance(start, str):
            return line.problem("valid_from", "日期应如 2026-03-05。", "Write the date as 2026-03-05.")
        presides = line.values.get("is_presiding", "")
        if presides not in ("", "是", "否") or (presides == "是" and role is not Role.VICE_CHAIR):
            return line.problem("is_presiding", "只有副主席可填“是”。", "Only a vice-chair may have 是.")
        try:
            self.grant(person, role, scope, title, start, presides == "是")
        except NotPermitted as refused:
            return line.problem("role" if line.sheet == "人员" else "name", refused.text.zh, refused.text.en)
        return self.account(line, person)

    def grant(
        self,
        person: Person,
        role: Role,
        scope: tuple[ScopeKind, int],
        title: str,
        start: date | None,
        presides: bool,
    ) -> None:
        held = self.session.scalar(
            select(Post).where(
                Post.person_id == person.id,
                Post.role == role,
                Post.scope_kind == scope[0],
                Post.scope_id == scope[1],
                Post.valid_until.is_(None) | (Post.valid_until >= clock.today()),
            )
        )
        if held is None:
            held = grant(self.session, person.id, role, scope, title, self.actor, start)
            self.report.created["post"] += 1
        held.title, held.is_presiding = title, presides

    def account(self, line: Line, person: Person) -> Problem | None:
        login = line.values["login"]
        if not login or self.session.scalar(select(Account.id).where(Account.person_id == person.id)):
            return None
        password = passwords.initial_password()
        try:  # a trial run spares itself the slow hash
            hashed = "" if self.report.is_dry else passwords.hash_password(person, login, password)
            made = accounts.create_account(self.session, person, login, hashed, self.actor)
        except BadAnswer as refused:
            text = next(iter(refused.errors.values()))[0]
            return line.problem("login", text.zh, text.en)
        self.report.created["account"] += 1
        self.report.first_passwords[made.login] = password
        return None

    def add(self, row: Any, kind: str) -> Any:
        self.session.add(row)
        self.session.flush()
        self.report.created[kind] += 1
        return row
