"""Decisions 2.2 (11): the term ends in the middle of cases. Work follows the post, and nobody's task is left alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer
from tests.acceptance import answering, going
from tests.acceptance.test_reorganisations import lies_still
from tests.scenario import Scenario
from workflows.keeping import terms
from workflows.people import accounts, appointing, passwords
from workflows.people.models import Account, Committee, Person, Post, Unit
from workflows.people.posts import Appointment
from workflows.people.roles import Role, ScopeKind
from workflows.supervision.models import TeamMember, TeamState

CHAIR, MEMBER = "新主席", "新委员"


def newcomer(scenario: Scenario, name: str, *, is_member: bool = False) -> Person:
    """Somebody who comes with the new term, with an account and no post."""
    with transaction(scenario.database) as session:
        person = Person(name=name, cppcc_id=scenario.cast.cppcc.id, is_member=is_member)
        session.add(person)
        session.flush()
        hashed = passwords.hash_password(person, "new", passwords.initial_password())
        accounts.create_account(
            session, person, person.pinyin, hashed, scenario.cast.act(session, scenario.cast.sys_admin)
        )
        return person


def committee(scenario: Scenario) -> Committee:
    """The committee that follows 城建委."""
    with transaction(scenario.database) as session:
        made = Committee(cppcc_id=scenario.cast.cppcc.id, code="CX", name="城乡建设委员会", short="城乡委")
        session.add(made)
        session.flush()
        return made


def entered(
    scenario: Scenario,
    people: list[tuple[Person, Person | None]],
    committees: list[tuple[Committee, Committee]] | None = None,
    closing: date | None = None,
) -> int:
    data: dict[str, Any] = {
        "closing_date": closing or clock.today(),
        "post_map": [{"old_holder": old.id, "new_holder": new.id if new else None} for old, new in people],
        "committee_map": [{"old": old.id, "new": new.id} for old, new in committees or []],
    }
    with transaction(scenario.database) as session:
        admin = scenario.cast.act(session, scenario.cast.business_admin)
        return terms.propose(session, scenario.cast.cppcc.id, data, admin).id


def begins(scenario: Scenario, proposal: int) -> None:
    """The secretary-general confirms, and the new term begins."""
    with transaction(scenario.database) as session:
        terms.confirm(session, proposal, scenario.cast.act(session, scenario.cast.sg))
    scenario.drain()
    scenario.days(1)


def test_a_letter_that_waits_for_the_old_chair_is_signed_by_the_new_one(scenario: Scenario) -> None:
    cast = scenario.cast
    units: list[Unit] = [cast.unit_a]
    case = going.drafted(scenario, going.to_letter(scenario, units), units)
    going.signed(scenario, case, until=cast.chair)
    assert scenario.held(case)["approve"] == ["郑明远"]
    new = newcomer(scenario, CHAIR)
    begins(scenario, entered(scenario, [(cast.chair, new)]))
    assert scenario.held(case)["approve"] == [CHAIR]
    assert lies_still(scenario) == []
    assert going.signed(scenario, case) == [CHAIR]
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), units)


def test_the_old_chair_signs_until_the_last_day(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.drafted(scenario, going.to_letter(scenario, [cast.unit_a]), [cast.unit_a])
    going.signed(scenario, case, until=cast.chair)
    last = scenario.workday(5)
    proposal = entered(scenario, [(cast.chair, newcomer(scenario, CHAIR))], closing=last)
    with transaction(scenario.database) as session:
        terms.confirm(session, proposal, cast.act(session, cast.sg))
    scenario.days(1)
    assert scenario.held(case)["approve"] == ["郑明远"]
    scenario.until(clock.start_of(last + timedelta(days=1)) + timedelta(hours=9))
    assert scenario.held(case)["approve"] == [CHAIR]


def test_cases_go_to_the_committee_that_follows_and_its_staff_stays(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    answering.signs(scenario, case, cast.unit_a)
    answering.plans(scenario, case, cast.unit_a)
    before = scenario.held(case)
    director, new = newcomer(scenario, "新主任"), committee(scenario)
    begins(scenario, entered(scenario, [(cast.director, director)], [(cast.urban, new)]))
    assert scenario.case(case).committee_id == new.id
    after = scenario.held(case)
    assert set(after) == set(before)
    assert not any(cast.director.name in names for names in after.values())
    with scenario.reading() as session:
        held = session.scalars(select(Post).where(Post.person_id == director.id)).one()
        assert (held.role, held.scope_id, held.title) == (Role.COMMITTEE_DIRECTOR, new.id, "城乡委主任")
        assert f"case_officer@committee:{new.id}" in cast.act(session, cast.officer).standings
    assert lies_still(scenario) == []


def test_a_members_place_in_the_team_and_what_is_his_by_name_pass_to_his_successor(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.planned(scenario, going.initiated(scenario, going.accepted(scenario, [cast.unit_a])))
    named = {name for names in scenario.held(case).values() for name in names}
    assert cast.member1.name in named
    new = newcomer(scenario, MEMBER, is_member=True)
    begins(scenario, entered(scenario, [(cast.member1, new)]))
    named = {name for names in scenario.held(case).values() for name in names}
    assert MEMBER in named
    assert cast.member1.name not in named
    with scenario.reading() as session:
        team = {m.person_id: m.state for m in session.scalars(select(TeamMember).where(TeamMember.case_id == case))}
    assert team[cast.member1.id] is TeamState.LEFT
    assert team[new.id] is TeamState.INVITED
    assert lies_still(scenario) == []


def appointed(scenario: Scenario, person: Person) -> None:
    """The security administrator proposes a chair, the system administrator confirms."""
    cast = scenario.cast
    with transaction(scenario.database) as session:
        wish = Appointment(Role.CHAIRPERSON, (ScopeKind.CPPCC, cast.cppcc.id), "市政协主席", clock.today())
        asked = appointing.propose(session, person.id, wish, cast.act(session, cast.sec_admin))
        appointing.confirm(session, asked.id, cast.act(session, cast.sys_admin))


def test_who_leaves_without_a_successor_signs_in_no_more_and_the_vacancy_is_found(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.drafted(scenario, going.to_letter(scenario, [cast.unit_a]), [cast.unit_a])
    going.signed(scenario, case, until=cast.chair)
    begins(scenario, entered(scenario, [(cast.chair, None)]))
    with scenario.reading() as session:
        account = session.scalars(select(Account).where(Account.person_id == cast.chair.id)).one()
        assert account.disabled_at is not None
    [found] = lies_still(scenario)
    assert "主席" in found
    assert "无人在任" in found
    appointed(scenario, newcomer(scenario, CHAIR))
    assert lies_still(scenario) == []
    assert scenario.held(case)["approve"] == [CHAIR]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("outsider", "member1", "post_map.0.old_holder"),
        ("chair", "chair", "post_map.0.new_holder"),
        ("chair", "sys_admin", "post_map.0.new_holder"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(scenario: Scenario, old: str, new: str, field: str) -> None:
    people = [(getattr(scenario.cast, old), getattr(scenario.cast, new))]
    with pytest.raises(BadAnswer) as refused:
        entered(scenario, people)
    assert list(refused.value.errors) == [field]


def test_a_term_does_not_end_in_the_past_nor_twice_nor_for_nobody(scenario: Scenario) -> None:
    cast = scenario.cast
    for people, closing in (([(cast.chair, None)], clock.today() - timedelta(days=1)), ([], clock.today())):
        with pytest.raises(BadAnswer):
            entered(scenario, people, closing=closing)
    entered(scenario, [(cast.chair, None)])
    with pytest.raises(BadAnswer):
        entered(scenario, [(cast.sg, None)])
