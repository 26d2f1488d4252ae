"""Decisions 2.2 (7): a member of the team, or the vice-chair who approves, belongs to the unit."""

import pytest
from sqlalchemy import select

from engine.db import transaction
from engine.errors import BadAnswer, NotPermitted
from tests.acceptance import answering, going
from tests.acceptance.seeing import page
from tests.scenario import Scenario
from workflows.people import posts
from workflows.people.models import Person, Unit
from workflows.people.roles import Role, ScopeKind
from workflows.reading.page import View
from workflows.rectification.models import Ballot


def is_appointed(scenario: Scenario, person: Person, unit: Unit) -> None:
    """The person becomes head of the unit, beside what he is."""
    with transaction(scenario.database) as session:
        admin = scenario.as_(scenario.cast.sec_admin).actor(session)
        posts.grant(session, person.id, Role.UNIT_HEAD, (ScopeKind.UNIT, unit.id), f"{unit.short}负责人", admin)


def test_a_member_who_works_at_the_unit_cannot_be_put_on_the_team(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_b
    case = going.initiated(scenario, going.accepted(scenario, [unit]))
    with_him = [person.id for person in (*going.team(scenario), cast.member5)]
    with pytest.raises(BadAnswer) as refused:
        going.planned(scenario, case, team_members=with_him, member_count=5)
    assert "云建设的工作单位是市住房和城乡建设局" in refused.value.errors["team_members"][0].zh
    going.planned(scenario, case)
    assert scenario.held(case) == {"answer_invitation": ["柏委员", "水清", "窦思源", "章远航"]}


def test_a_tie_that_comes_out_later_takes_the_member_from_inspection_and_ballot(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.to_inspection(scenario, case, unit)
    is_appointed(scenario, cast.member2, unit)
    with pytest.raises(BadAnswer) as refused:
        answering.inspected(scenario, case, unit)
    assert "水清" in refused.value.errors["inspectors"][0].zh
    answering.inspected(scenario, case, unit, by=[cast.member1, cast.member3])
    assert scenario.held(case) == {"satisfaction_survey": ["柏委员", "窦思源", "章远航"]}
    for person in (cast.member1, cast.member3, cast.member4):
        scenario.as_(person).fills("satisfaction_survey", case, unit, attitude="SATISFIED", result="SATISFIED")
    answering.closes(scenario, case, unit)
    assert scenario.open_steps(case) == ["summary"]


def test_a_ballot_of_one_whose_tie_comes_out_afterwards_is_void(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.to_inspection(scenario, case, unit)
    answering.inspected(scenario, case, unit, by=[cast.member1, cast.member3])
    answering.voted(scenario, case, unit, "SATISFIED", "DISSATISFIED")
    is_appointed(scenario, cast.member2, unit)
    scenario.as_(cast.member3).fills("satisfaction_survey", case, unit, attitude="SATISFIED", result="SATISFIED")
    assert scenario.held(case) == {"satisfaction_survey": ["章远航"]}
    scenario.as_(cast.member4).fills("satisfaction_survey", case, unit, attitude="SATISFIED", result="SATISFIED")
    with scenario.reading() as session:
        assert session.scalars(select(Ballot.is_void).order_by(Ballot.id)).all() == [False, True, False, False]
    assert str(answering.track(scenario, case, unit).grade) == "SATISFIED"


def test_the_vice_chair_who_heads_the_unit_approves_only_by_leave_of_the_secretary_general(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.drafted(scenario, going.to_letter(scenario, [unit]), [unit])
    is_appointed(scenario, cast.vice_chair, unit)
    assert going.signed(scenario, case, until=cast.vice_chair) == ["周敬文", "褚核稿", "何秉文"]
    with pytest.raises(NotPermitted) as refused:
        going.signed(scenario, case)
    assert "林书华在甲区人民政府兼有职务" in refused.value.text.zh
    assert scenario.held(case) == {"approve": ["林书华"]}

    reason = "分管领导仅此一人，所兼职务与本案无利害关系"
    act = {"subject": ("case", case), "matter": case, "person": cast.vice_chair.id, "unit": unit.id, "reason": reason}
    with pytest.raises(NotPermitted):
        scenario.as_(cast.director).starts("dispensation_act", **act)
    scenario.as_(cast.sg).starts("dispensation_act", **act)
    assert going.signed(scenario, case) == ["林书华", "郑明远"]
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    assert answering.tracks(scenario, case) == [("甲区", "PENDING_SIGN")]
    [shown] = page(scenario, case, cast.officer, View.INTERNAL).dispensations
    assert (shown.person, shown.reason, shown.by) == ("林书华", reason, "何秉文")
