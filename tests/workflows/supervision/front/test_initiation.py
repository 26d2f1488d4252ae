"""The initiation sheet: who approves it, what it must say, what a refusal means."""

from datetime import timedelta

import pytest

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer, NeedsConfirmation
from tests.workflows.supervision.front.story import OTHER_LEAD, Story, items_of
from workflows.cases.models import CaseState
from workflows.supervision.models import InitiationSheet, PlanItem, SourceResult

PLANNED = {"planned": True, "unplanned_reason": None}


def _plan_item(story: Story) -> int:
    with transaction(story.database) as session:
        item = PlanItem(cppcc_id=story.cast.cppcc.id, year=2026, no=3, title="《看见》监督12场")
        session.add(item)
        session.flush()
        return item.id


def _approvers(story: Story, case_id: int) -> list[str]:
    with story.reading() as session:
        return [item.groups[0].partition("@")[0] for item in items_of(session, case_id, "approve")]


def _submitted(story: Story, case_id: int, **changes: object) -> int:
    story.as_(story.cast.officer).does("initiation", case=case_id, **story.sheet(**changes))
    return case_id


def test_a_planned_topic_needs_the_secretary_general_and_the_vice_chair(story: Story) -> None:
    case_id = _submitted(story, story.accepted_lead(), plan_item=_plan_item(story), **PLANNED)
    assert _approvers(story, case_id) == ["secretary_general", "vice_chair"]


def test_an_unplanned_a_sensitive_a_key_and_a_wide_topic_go_to_the_chairperson_too(story: Story) -> None:
    item, cast = _plan_item(story), story.cast
    four = [{"unit": u.id, "track_role": "SEPARATE"} for u in (cast.unit_a, cast.unit_b, cast.unit_c, cast.unit_d)]
    ways = [
        ({}, {}),
        ({}, {"plan_item": item, "is_sensitive": True, **PLANNED}),
        ({"priority": "KEY"}, {"plan_item": item, **PLANNED}),
        ({"responsible_units": four}, {"plan_item": item, **PLANNED}),
    ]
    for number, (weighed, sheet) in enumerate(ways):
        title = "第一二三四"[number] * 6
        case_id = story.assigned(story.registers(**OTHER_LEAD | {"title": title, "problem": title * 6}))
        similar = story.initial(cast.officer, "weigh_lead")["similar_decisions"]
        rows = [row | {"decision": "UNRELATED"} for row in similar]
        story.accepted(case_id, similar_decisions=rows, **weighed)
        assert _approvers(story, _submitted(story, case_id, **sheet))[-1] == "chairperson"


def test_a_returned_sheet_comes_back_filled_in_and_goes_the_same_way(story: Story) -> None:
    case_id = _submitted(story, story.accepted_lead())
    drafter = story.initial(story.cast.sg, "approve")["return_to"]
    returned = {
        "decision": "RETURN",
        "opinion": "请写明立项依据的出处",
        "return_to": drafter,
        "resubmit_mode": "STEP_BY_STEP",
    }
    story.as_(story.cast.sg).does("approve", case=case_id, item_kind="REVIEW", **returned)
    assert story.open_steps(case_id) == ["initiation"]
    assert story.initial(story.cast.officer, "initiation")["topic_title"] == "柳岸片区雨污混接整治"
    story.initiated(case_id)
    assert story.case(case_id).state is CaseState.INITIATED


def test_a_refused_initiation_tells_the_source(story: Story) -> None:
    case_id = _submitted(story, story.accepted_lead())
    story.as_(story.cast.sg).does("approve", case=case_id, item_kind="REVIEW", decision="APPROVE")
    refusal = {"decision": "REFUSE", "opinion": "今年同类议题已安排两次"}
    story.as_(story.cast.vice_chair).does("approve", case=case_id, item_kind="REVIEW", **refusal)
    assert story.open_steps(case_id) == ["answer_source"]
    assert story.case(case_id).state is CaseState.REJECTED
    assert story.sources(case_id)[0].result is SourceResult.REJECTED
    story.replied(case_id, "REJECTED")
    assert story.open_steps(case_id) == []


def test_the_period_and_the_leader_are_examined(story: Story) -> None:
    case_id, today = story.accepted_lead(), clock.today()
    for field, changes in (
        ("period_end", {"period_end": today - timedelta(days=1)}),
        ("period_end", {"period_end": today + timedelta(days=400)}),
        ("lead_leader", {"lead_leader": story.cast.member1.id}),
        ("plan_item", {"planned": True, "unplanned_reason": None, "plan_item": 999}),
    ):
        with pytest.raises(BadAnswer) as refused:
            _submitted(story, case_id, **changes)
        assert list(refused.value.errors) == [field]


def test_a_period_that_has_begun_is_marked_as_entered_late(story: Story) -> None:
    case_id = story.accepted_lead()
    sheet = story.sheet(period_start=clock.today() - timedelta(days=5))
    with pytest.raises(NeedsConfirmation):
        story.as_(story.cast.officer).does("initiation", case=case_id, confirmed=False, **sheet)
    story.as_(story.cast.officer).does("initiation", case=case_id, **sheet)
    with story.reading() as session:
        assert session.get_one(InitiationSheet, case_id).is_late
