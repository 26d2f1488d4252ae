"""Decisions 2.2 (3, 15): a leader is on leave; half of a team has left when the work is to be inspected."""

from engine import clock
from engine.db import transaction
from engine.models import WorkItem
from tests.acceptance import answering, going
from tests.acceptance.test_new_term import begins, entered
from tests.acceptance.test_reorganisations import lies_still
from tests.scenario import Scenario
from workflows.people import absences, delegations
from workflows.people.models import Person, Post
from workflows.people.standing_in import Wish


def lends(scenario: Scenario, person: Person, to: Person, days: int = 5) -> None:
    """The person is away for some days and lends what he holds."""
    with transaction(scenario.database) as session:
        actor = scenario.cast.act(session, person)
        posts = [post.id for post in session.query(Post).filter_by(person_id=person.id)]
        last = scenario.workday(days)
        delegations.enter_with_absence(session, person.id, Wish(posts, to.id, clock.today(), last, "会议决定"), actor)


def test_while_the_secretary_general_is_away_his_delegate_signs_as_such(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.drafted(scenario, going.to_letter(scenario, [cast.unit_a]), [cast.unit_a])
    going.signed(scenario, case, until=cast.sg)
    lends(scenario, cast.sg, cast.clerk)
    _, item = going.signer(scenario, case)
    scenario.as_(cast.clerk).fills(
        "approve", case, decision="APPROVE", opinion=None, return_to=None, resubmit_mode=None
    )
    with scenario.reading() as session:
        signed = session.get_one(WorkItem, item)
    assert (signed.acted_name, signed.on_behalf_of) == (cast.clerk.name, cast.sg.id)
    assert lies_still(scenario) == []


def test_a_leader_away_without_a_delegate_keeps_what_waits_and_nothing_passes_by_itself(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.drafted(scenario, going.to_letter(scenario, [cast.unit_a]), [cast.unit_a])
    going.signed(scenario, case, until=cast.sg)
    with transaction(scenario.database) as session:
        absences.enter(session, cast.sg.id, clock.today(), scenario.workday(5), cast.act(session, cast.sg))
    scenario.days(2)
    assert scenario.held(case)["approve"] == [cast.sg.name]
    assert lies_still(scenario) == []  # what he says by telephone can be entered for him


def test_when_half_the_team_has_left_committee_staff_is_second_inspector_with_a_reason(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    answering.to_inspection(scenario, case, cast.unit_a)
    begins(scenario, entered(scenario, [(cast.member2, None), (cast.member3, None)]))
    assert lies_still(scenario) == []
    answering.inspected(
        scenario, case, cast.unit_a, by=[cast.member1, cast.officer2], second_inspector_reason="届满，两名委员已离任"
    )
    assert answering.tracks(scenario, case)[0][1] == "EVALUATING"
