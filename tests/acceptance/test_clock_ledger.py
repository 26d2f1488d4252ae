"""Each working day of a case is booked to who held it, and the days add up."""

from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.cases.models import Case
from workflows.people.models import Person
from workflows.reading import clock_ledger
from workflows.reading.clock_ledger import Holder

SPENT = {Holder.COMMITTEE: 3, Holder.CHAIR: 4, Holder.UNIT: 6, Holder.PAUSE: 5}


def booked(scenario: Scenario, case: int, person: Person) -> dict[Holder, int]:
    """Days by holder as that person sees them; that they add up to the working days since the lead."""
    with scenario.reading() as session:
        found = clock_ledger.of_case(session, session.get_one(Case, case), scenario.as_(person).actor(session))
        assert found is not None
        assert sum(one.days for one in found.entries) == found.days
        assert found.days == clock_ledger.calendar.load(session).workdays_between(found.since, found.until)
        return {holder: sum(one.days for one in found.entries if one.holder is holder) for holder in Holder}


def test_the_days_of_leaders_units_and_pauses_add_up_and_a_leaders_own_are_seen_by_him_alone(
    scenario: Scenario,
) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.to_letter(scenario, [unit])
    scenario.days(SPENT[Holder.COMMITTEE])
    going.drafted(scenario, case, [unit])
    while scenario.held(case).get("approve") != [cast.vice_chair.name]:
        [name] = scenario.held(case)["approve"]
        person = next(one for one in vars(cast).values() if isinstance(one, Person) and one.name == name)
        scenario.as_(person).fills("approve", case, decision="APPROVE")
    scenario.days(SPENT[Holder.CHAIR])
    going.signed(scenario, case)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    answering.signs(scenario, case, unit)
    scenario.days(SPENT[Holder.UNIT])
    answering.plans(scenario, case, unit)
    scenario.as_(cast.director).starts(
        "suspend_act",
        ("case", case),
        case,
        scope="CASE",
        reason_kind="LITIGATION",
        reason="责任单位已进入诉讼程序，判决前暂不能推进整改，拟予挂起。",
        expected_resume=scenario.workday(30),
    )
    scenario.as_(cast.vice_chair).fills("approve", case, decision="APPROVE")
    scenario.days(SPENT[Holder.PAUSE])

    seen = booked(scenario, case, cast.sg)
    assert {holder: seen[holder] for holder in SPENT} == SPENT
    assert booked(scenario, case, cast.vice_chair) == seen
    for other in (cast.officer, cast.director, cast.chair):
        veiled = booked(scenario, case, other)
        assert (veiled[Holder.CHAIR], veiled[Holder.OFFICE]) == (0, seen[Holder.OFFICE] + SPENT[Holder.CHAIR])


def test_while_a_request_for_more_time_waits_the_days_are_the_deciders(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.signs(scenario, case, unit)
    before = booked(scenario, case, cast.officer)
    answering.at(scenario, unit).starts(
        "request_extension_act",
        ("track", answering.track(scenario, case, unit).id),
        case,
        deadline_rule="unit_plan",
        date_basis="RULE",
        reason="雨季施工受阻，混接点改造须待水位回落后方可进场，请准予延期。",
        progress_percent=10,
        new_due=scenario.workday(14),
    )
    scenario.days(2)
    waited = booked(scenario, case, cast.officer)
    assert waited[Holder.COMMITTEE] == before[Holder.COMMITTEE] + 2
    scenario.as_(cast.director).fills("decide_extension", case, unit, decision="APPROVE")
    scenario.days(2)
    after = booked(scenario, case, cast.officer)
    assert after[Holder.UNIT] == waited[Holder.UNIT] + 2
