"""An entry withdrawn, or a track sent back: the step opens again and can be done again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, commands
from engine.db import transaction
from engine.errors import NotPermitted
from engine.models import Task, WorkItem
from tests.workflows.rectification.units_story import UnitsStory
from workflows.bootstrap import DOMAIN
from workflows.people.models import Person
from workflows.rectification.states import TrackRole

SOLE = TrackRole.SOLE


def later() -> None:
    """The next step is not done in the same instant."""
    clock.move(timedelta(minutes=1))


def withdraws(story: UnitsStory, person: Person, element: str) -> None:
    later()
    with transaction(story.database) as session:
        found = select(WorkItem.id).join(Task, Task.id == WorkItem.task_id).where(Task.element == element)
        item = session.scalars(found.order_by(WorkItem.id.desc())).first()
        commands.withdraw_submit(session, DOMAIN, item or 0, actor=story.as_(person).actor(session))
    later()


def test_a_unit_corrects_its_receipt_its_plan_and_its_report_until_the_next_has_opened_them(story: UnitsStory) -> None:
    case, unit = story.letter({"unit_a": (SOLE, [1, 2])}), story.cast.liaison_a
    story.signs(case, "unit_a")
    withdraws(story, unit, "sign_receipt")
    assert story.state(case, "unit_a") == "PENDING_SIGN"
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(1), story.plan_row(2)])
    withdraws(story, unit, "rectification_plan")
    assert story.state(case, "unit_a") == "PLAN_DUE"
    story.plans(case, "unit_a", [story.plan_row(1), story.plan_row(2)])
    story.passes_plan(case)
    later()
    story.reports(case, "unit_a", [story.report_row(1), story.report_row(2)])
    withdraws(story, unit, "rectification_report")
    assert story.state(case, "unit_a") == "RECTIFYING"
    story.reports(case, "unit_a", [story.report_row(1), story.report_row(2)])
    story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"})
    assert story.state(case, "unit_a") == "EVALUATING"


def test_an_objection_withdrawn_is_no_objection(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.objects(case, "unit_a")
    withdraws(story, story.cast.liaison_a, "sign_receipt")
    track = story.track(case, "unit_a")
    assert (str(track.state), track.objection_rounds) == ("PENDING_SIGN", 0)
    story.happy(case, "unit_a", 1)


@pytest.mark.parametrize("element", ["rectification_plan", "review_plan", "rectification_report"])
def test_the_inspectors_may_send_a_track_back_and_it_is_done_again(story: UnitsStory, element: str) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.to_inspection(case, "unit_a", [story.report_row(1)])
    leader = story.as_(story.cast.member1)
    with transaction(story.database) as session:
        item = leader.items()[0][0]
        commands.return_to(session, DOMAIN, item, element, "材料不齐，请补充", actor=leader.actor(session))
    assert story.open_steps(case) == [element]
    if element == "rectification_plan":
        story.plans(case, "unit_a", [story.plan_row(1)])
    if element != "rectification_report":
        story.passes_plan(case)
    story.reports(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    assert story.state(case, "unit_a") == "EVALUATING"


def test_a_unit_does_not_undo_what_the_office_decided(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(1)])
    story.passes_plan(case)
    liaison = story.as_(story.cast.liaison_a)
    with pytest.raises(NotPermitted), transaction(story.database) as session:
        item = liaison.items()[0][0]
        commands.return_to(session, DOMAIN, item, "review_plan", "请重新审核方案", actor=liaison.actor(session))
    assert story.open_steps(case) == ["rectification_report"]


def test_a_verdict_is_not_taken_back_by_who_gave_it(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.to_inspection(case, "unit_a", [story.report_row(1)])
    story.inspects(case, {1: "CONFIRMED"})
    with pytest.raises(NotPermitted):
        withdraws(story, story.cast.member1, "reinspection")
