"""S9: members are dissatisfied twice, and the vice-chair decides."""

from tests.acceptance import answering, going
from tests.scenario import Scenario

BAD = ("DISSATISFIED", "DISSATISFIED", "SATISFIED")


def twice_dissatisfied(scenario: Scenario) -> int:
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit], asked=[unit, unit])
    answering.to_inspection(scenario, case, unit)
    answering.inspected(scenario, case, unit)
    answering.voted(scenario, case, unit, *BAD)
    answering.rectifies_again(scenario, case, unit, 2)
    assert answering.promised(scenario, case, unit) == {1: "VERIFIED", 2: "REOPENED"}
    again_reported(scenario, case, 2)
    answering.voted(scenario, case, unit, *BAD)
    return case


def again_reported(scenario: Scenario, case: int, number: int) -> None:
    """The unit reports on what was sent back, and it is as reported."""
    unit, cast = scenario.cast.unit_a, scenario.cast
    person = answering.liaison(scenario, unit)
    proof, sealed = (going.keeps(scenario, person, name, unit) for name in ("再次整改后.png", "再次复函.pdf"))
    answer = answering.report({number: "A"}, proof, sealed)
    answering.at(scenario, unit).fills("rectification_report", case, unit, **answer)
    rows = [{"rec_no": number, "verdict": "CONFIRMED"}]
    people = [cast.member1.id, cast.member2.id]
    today = {"inspected_on": scenario.workday(0), "method": "DOCUMENT_REVIEW"}
    scenario.as_(cast.member1).fills("reinspection", case, unit, inspectors=people, items=rows, **today)


def test_dissatisfied_twice_the_vice_chair_has_the_unit_met_and_the_track_is_closed(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = twice_dissatisfied(scenario)
    assert scenario.held(case) == {"decide_dissatisfaction": ["林书华"]}
    reason = "两次测评均不满意，请分管市领导协调并约请单位沟通。"
    scenario.as_(cast.vice_chair).fills("decide_dissatisfaction", case, decision="MEETING", reason=reason)
    assert scenario.held(case) == {"unit_close": ["沈一诺", "陈晓岚"]}
    answering.closes(scenario, case, unit)
    done = answering.track(scenario, case, unit)
    assert (str(done.state), str(done.grade), done.proposes_meeting) == ("CLOSED_A", "DISSATISFIED", True)
    assert scenario.open_steps(case) == ["summary"]


def test_or_has_it_handled_again_and_then_it_is_found_satisfactory(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = twice_dissatisfied(scenario)
    reason = "第2条仍有异味，请再办一次并邀请居民参加复核。"
    scenario.as_(cast.vice_chair).fills("decide_dissatisfaction", case, decision="REHANDLE", reason=reason)
    answering.rectifies_again(scenario, case, unit, 2)
    again_reported(scenario, case, 2)
    answering.voted(scenario, case, unit, "SATISFIED", "SATISFIED", "BASICALLY_SATISFIED")
    answering.closes(scenario, case, unit)
    assert str(answering.track(scenario, case, unit).grade) == "SATISFIED"
    assert scenario.open_steps(case) == ["summary"]
