"""Decisions 2.2 (5): two districts each say that it is the other's. The CPPCC does not settle who is responsible."""

import pytest

from engine import clock
from engine.errors import BadAnswer
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.people.models import Unit


def refers(scenario: Scenario, case: int, unit: Unit) -> None:
    """The director has the government's office asked."""
    reason = "两地职责界限不清，商请市政府办公室明确。"
    scenario.as_(scenario.cast.director).fills("decide_objection", case, unit, decision="COORDINATE", reason=reason)


def settled(scenario: Scenario, case: int, unit: Unit, responsible: Unit) -> None:
    """Its answer is registered."""
    scenario.as_(scenario.cast.officer).fills(
        "coordination",
        case,
        unit,
        asked_body=scenario.cast.government.id,
        asked_on=clock.today(),
        answer="经研究，明确由所列单位负责。",
        answered_on=clock.today(),
        responsible_unit=responsible.id,
    )


def test_the_disputed_part_waits_for_the_governments_office_and_the_common_part_goes_on(on_both: Scenario) -> None:
    cast = on_both.cast
    here, there = cast.unit_a, cast.unit_e
    case = going.dispatched(on_both, [here, there], asked=[here, here, there])
    answering.objects(on_both, case, here, there, [1])
    assert on_both.held(case)["decide_objection"] == ["周敬文"]
    refers(on_both, case, here)
    answering.signs(on_both, case, here)
    answering.plans(on_both, case, here)
    answering.plan_passes(on_both, case, here)
    answering.reports(on_both, case, here)
    assert answering.promised(on_both, case, here)[2] == "REPORTED_DONE"
    assert on_both.held(case)["coordination"] == ["沈一诺", "陈晓岚"]

    settled(on_both, case, here, there)
    assert answering.promised(on_both, case, here)[1] == "WITHDRAWN"
    assert answering.promised(on_both, case, there) == {3: "ASKED", 1: "ASKED"}
    answering.inspected(on_both, case, here)
    answering.voted(on_both, case, here, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(on_both, case, here)
    assert "summary" not in on_both.open_steps(case)
    answering.whole_way(on_both, case, there)
    assert answering.tracks(on_both, case) == [("甲区", "CLOSED_A"), ("乙县", "CLOSED_A")]
    assert on_both.open_steps(case) == ["summary"]
    going.replied(on_both, going.summed_up(on_both, case))
    assert on_both.case(case).closed_on == clock.today()
    assert letters(on_both, case) == 1


def test_a_second_refusal_goes_to_the_governments_office_at_once(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    answering.objects(scenario, case, cast.unit_a, cast.unit_e)
    director = scenario.as_(cast.director)
    reason = "乙县已书面同意承办该事项。"
    consent = {"new_unit": cast.unit_e.id, "reason": reason, "decision": "REASSIGN"}
    with pytest.raises(BadAnswer):
        director.fills("decide_objection", case, **consent)
    consent |= {"consent_file": going.keeps(scenario, cast.director, "同意承办函.pdf")}
    director.fills("decide_objection", case, **consent)
    words = {"letter_basis": "SUPPLEMENT_LETTER", "notice_text": "请贵单位承办有关建议事项。"}
    scenario.as_(cast.officer).fills("unit_change", case, **words)
    director.fills("unit_change", case, decision="APPROVE")
    going.supplemented(scenario, case)
    answering.objects(scenario, case, cast.unit_e, cast.unit_a)
    with pytest.raises(BadAnswer):
        director.fills("decide_objection", case, decision="UPHOLD", reason=reason)
    refers(scenario, case, cast.unit_e)
    assert answering.tracks(scenario, case) == [("甲区", "REASSIGNED"), ("乙县", "COORDINATING")]
    scenario.days(8)
    assert scenario.as_(cast.liaison_e).items() == []
    settled(scenario, case, cast.unit_e, cast.unit_e)
    answering.whole_way(scenario, case, cast.unit_e)
    assert scenario.open_steps(case) == ["summary"]
