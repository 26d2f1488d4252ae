"""Who is responsible: objections at once and after signing, written consent, and two districts in dispute."""

import pytest

from engine import projection
from engine.errors import BadAnswer
from engine.models import Instance, Task, WorkItem
from tests.workflows.rectification.units_story import UnitsStory
from workflows.rectification.assist_opinion import opinions
from workflows.rectification.states import TrackRole
from workflows.supervision.beside.unit_change import UnitChange

SOLE, LEAD, ASSIST, SEPARATE = TrackRole.SOLE, TrackRole.LEAD, TrackRole.ASSIST, TrackRole.SEPARATE
REASON = "经核实，该路段确由另一单位管理。"


def decides(story: UnitsStory, case: int, decision: str, **more: object) -> None:
    story.as_(story.cast.director).does("decide_objection", case, decision=decision, reason=REASON, **more)


def answers(story: UnitsStory, case: int, responsible: str) -> None:
    today = story.workday(0)
    story.as_(story.cast.officer).does(
        "coordination",
        case,
        asked_body=story.cast.government.id,
        asked_on=today,
        answer="经研究，明确由所列单位负责。",
        answered_on=today,
        responsible_unit=story.unit(responsible).id,
    )


def takes_over(story: UnitsStory, case: int, role: str = "SOLE") -> None:
    """The officer confirms the change of unit that was proposed; director (and vice-chair for a lead) agree."""
    officer = story.as_(story.cast.officer)
    item = next(item for item, element in officer.items() if element == "unit_change")
    with story.reading() as session:
        found = session.get_one(WorkItem, item)
        task = session.get_one(Task, found.task_id)
        instance = session.get_one(Instance, found.instance_id)
        given = UnitChange().initial(projection.step_of(session, instance, task, officer.actor(session)))
    answer = {
        **given,
        "track_role": role,
        "letter_basis": "SUPPLEMENT_LETTER",
        "notice_text": "请贵单位承办有关建议事项。",
    }
    officer.does("unit_change", item=item, **answer)
    story.approves(story.cast.director, "unit_change", case)


def test_an_objection_that_is_turned_down_comes_back_for_signature(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    assert story.state(case, "unit_a") == "OBJECTION"
    decides(story, case, "UPHOLD")
    assert story.open_steps(case) == ["sign_receipt"]
    assert story.state(case, "unit_a") == "PENDING_SIGN"


def test_a_unit_may_object_after_signing_until_its_plan_is_in(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    words = {"rec_nos": [1], "objection_reason": "签收后发现该路段不在本区范围内，请另行明确。"}
    track = ("track", story.track(case, "unit_a").id)
    unit = story.as_(story.cast.liaison_a)
    unit.starts("object_after_signing_act", track, case, **words)
    assert story.open_steps(case) == ["decide_objection"]
    decides(story, case, "UPHOLD")
    assert story.open_steps(case) == ["rectification_plan"]
    story.plans(case, "unit_a", [story.plan_row(1)])
    with pytest.raises(BadAnswer):
        unit.starts("object_after_signing_act", track, case, **words)


def test_another_unit_gets_it_only_with_its_written_consent(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a", suggested="unit_b")
    with pytest.raises(BadAnswer):
        decides(story, case, "REASSIGN", new_unit=story.cast.unit_b.id)
    decides(story, case, "REASSIGN", new_unit=story.cast.unit_b.id, consent_file=[904])
    assert story.state(case, "unit_a") == "REASSIGNED"
    assert story.times_woken(case) == 0, "a unit is just being replaced"
    takes_over(story, case)
    assert story.state(case, "unit_b") == "PENDING_SIGN"
    story.happy(case, "unit_b", 1)
    assert story.times_woken(case) == 1


def test_a_second_refusal_goes_to_the_governments_office_at_once(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    decides(story, case, "REASSIGN", new_unit=story.cast.unit_b.id, consent_file=[904])
    takes_over(story, case)
    story.objects(case, "unit_b")
    for decision in ("UPHOLD", "REASSIGN"):
        with pytest.raises(BadAnswer):
            decides(story, case, decision, new_unit=story.cast.unit_c.id, consent_file=[905])
    decides(story, case, "COORDINATE")
    assert story.state(case, "unit_b") == "COORDINATING"
    answers(story, case, "unit_b")
    assert story.open_steps(case) == ["draft_supplement", "sign_receipt"]


def test_two_districts_dispute_one_item_and_the_common_part_goes_on(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SEPARATE, [1, 2]), "unit_e": (SEPARATE, [2, 3])})
    story.objects(case, "unit_a", [1], suggested="unit_e")
    decides(story, case, "COORDINATE")
    assert "coordination" in story.open_steps(case)
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(2)])
    story.passes_plan(case)
    assert story.obligation(case, "unit_a", 1).is_disputed
    answers(story, case, "unit_e")
    assert story.obligation(case, "unit_a", 1).state == "WITHDRAWN"
    assert story.obligation(case, "unit_e", 1).state == "ASKED"
    story.reports(case, "unit_a", [story.report_row(2)])
    story.inspects(case, {2: "CONFIRMED"})
    story.votes(case, "SATISFIED", "SATISFIED", "SATISFIED")
    story.closes(case, {2: "A"}, "A")
    assert story.state(case, "unit_a") == "CLOSED_A"
    assert story.times_woken(case) == 0
    story.happy(case, "unit_e", 1, 2, 3)
    assert story.times_woken(case) == 1


def test_nothing_is_closed_while_an_item_is_in_dispute(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SEPARATE, [1, 2]), "unit_e": (SEPARATE, [3])})
    story.objects(case, "unit_a", [1])
    decides(story, case, "COORDINATE")
    story.to_closing(case, "unit_a", [story.report_row(2)])
    with pytest.raises(BadAnswer):
        story.closes(case, {2: "A"}, "A")
    answers(story, case, "unit_a")
    story.closes(case, {2: "A"}, "A")
    assert story.state(case, "unit_a") == "PLAN_DUE"
    assert "rectification_plan" in story.open_steps(case)


def test_the_last_unit_cannot_be_let_go(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    with pytest.raises(BadAnswer):
        decides(story, case, "CANCEL_TARGET")


def test_taking_the_lead_unit_off_needs_the_vice_chair(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (LEAD, [1]), "unit_b": (ASSIST, [])})
    story.objects(case, "unit_a")
    decides(story, case, "REASSIGN", new_unit=story.cast.unit_c.id, consent_file=[904])
    assert story.state(case, "unit_a") == "OBJECTION"
    story.approves(story.cast.vice_chair, "decide_objection", case)
    assert story.state(case, "unit_a") == "REASSIGNED"


def test_an_assist_unit_without_recommendations_only_gives_its_opinion(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (LEAD, [1]), "unit_b": (ASSIST, [])})
    story.signs(case, "unit_b")
    story.as_(story.cast.liaison_b).does("assist_opinion", case, assist_opinion="建议同步完善环卫设施布局并加强执法。")
    assert story.state(case, "unit_b") == "OPINION_GIVEN"
    with story.reading() as session:
        assert [opinion.text for opinion in opinions(session, case)] == ["建议同步完善环卫设施布局并加强执法。"]
    story.happy(case, "unit_a", 1)
    assert story.times_woken(case) == 1


def test_an_assist_unit_that_never_answers_does_not_hold_the_case_up(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (LEAD, [1]), "unit_b": (ASSIST, [])})
    story.happy(case, "unit_a", 1)
    assert story.times_woken(case) == 1
