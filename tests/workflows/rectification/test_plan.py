"""The plan: per recommendation, returned twice at most; and whose date rules."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.errors import BadAnswer
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from tests.workflows.rectification.units_story import LONG, UnitsStory
from workflows.reading import why
from workflows.rectification import extension
from workflows.rectification.models import PromisedDate
from workflows.rectification.states import Basis, TrackRole

SOLE = TrackRole.SOLE


def planned(story: UnitsStory, *numbers: int, due: date | None = None) -> int:
    case = story.letter({"unit_a": (SOLE, numbers)}, due=due)
    story.signs(case, "unit_a")
    story.plans(case, "unit_a", [story.plan_row(no) for no in numbers])
    return case


def returns(story: UnitsStory, case: int, no: int) -> None:
    comments = [{"rec_no": no, "comment": "措施不具体"}]
    story.as_(story.cast.officer).does("review_plan", case, verdict="RETURN", item_comments=comments)
    story.approves(story.cast.director, "review_plan", case)


def test_a_returned_plan_asks_again_only_for_what_was_returned(story: UnitsStory) -> None:
    case = planned(story, 1, 2)
    returns(story, case, 2)
    assert story.state(case, "unit_a") == "PLAN_RETURNED"
    with pytest.raises(BadAnswer):
        story.plans(case, "unit_a", [story.plan_row(1), story.plan_row(2)])
    story.plans(case, "unit_a", [story.plan_row(2)])
    story.passes_plan(case)
    assert story.state(case, "unit_a") == "RECTIFYING"


def test_the_date_of_a_returned_plan_goes_by_the_rule_that_gave_it(story: UnitsStory) -> None:
    case = planned(story, 1)
    returns(story, case, 1)
    track = story.track(case, "unit_a")
    with story.reading() as session:
        running = Deadline.state == DeadlineState.RUNNING
        asked = select(Deadline).where(
            Deadline.instance_id == track.instance_id, Deadline.subject_kind == "task", running
        )
        [plan] = session.scalars(asked)
        told = why.seen(session, story.as_(story.cast.officer).actor(session), "date", plan.id)
        again = extension.running(session, track)["unit_plan"]
    assert (plan.rule, plan.span) == ("plan_resubmit", 5)
    assert told.what.zh == "重报方案"
    assert told.parts[0].lines[0].zh == "依规则“重报方案”：5个工作日"
    assert again.due_on == clock.day_of(plan.due_at)  # more time for it is asked for as for the plan


def test_the_third_return_brings_the_vice_chair_and_the_unit_together(story: UnitsStory) -> None:
    case = planned(story, 1)
    for _ in range(2):
        returns(story, case, 1)
        story.plans(case, "unit_a", [story.plan_row(1)])
    returns(story, case, 1)
    assert story.open_steps(case) == ["unit_meeting"]
    story.as_(story.cast.vice_chair).does(
        "unit_meeting",
        case,
        held_on=clock.today(),
        chair=story.cast.vice_chair.id,
        unit_attendees=[{"name": "喻区长"}],
        points=[{"text": "明确时限"}],
        conclusion="PLAN_AGREED",
        agreed_plan="六月底前清运完毕，建立日常巡查制度。",
    )
    assert story.open_steps(case) == ["rectification_report"]


def test_what_is_not_adopted_needs_a_reason_and_the_vice_chair(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    with pytest.raises(BadAnswer):
        story.plans(case, "unit_a", [{"rec_no": 1, "adoption_status": "NOT_ADOPTED", "reason": "做不到"}])
    story.plans(case, "unit_a", [{"rec_no": 1, "adoption_status": "NOT_ADOPTED", "reason": LONG[:40]}])
    story.passes_plan(case)
    assert story.as_(story.cast.vice_chair).has("review_plan")
    story.approves(story.cast.vice_chair, "review_plan", case)
    assert story.open_steps(case) == ["rectification_report"]


def test_a_measure_may_not_end_after_the_promise(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1])})
    story.signs(case, "unit_a")
    row = story.plan_row(1)
    row["measures"][0]["due"] = row["promised_due"] + timedelta(days=1)
    with pytest.raises(BadAnswer) as refused:
        story.plans(case, "unit_a", [row])
    assert "items.0.measures.0.due" in refused.value.errors


def test_the_plans_date_rules_where_the_letter_prints_none(story: UnitsStory) -> None:
    case = planned(story, 1)
    assert story.obligation(case, "unit_a", 1).date_basis is Basis.RULE
    story.passes_plan(case)
    one = story.obligation(case, "unit_a", 1)
    assert (one.date_basis, one.due_on) == (Basis.PLAN, one.promised_due)
    with story.reading() as session:
        assert session.scalars(select(PromisedDate)).one().due_on == one.promised_due
        running = select(Deadline).where(Deadline.subject_kind == "obligation", Deadline.state == DeadlineState.RUNNING)
        assert session.scalars(running).one().basis == "PLAN"


def test_the_printed_date_rules_over_the_plans(story: UnitsStory) -> None:
    printed = date(2026, 4, 30)
    case = planned(story, 1, due=printed)
    story.passes_plan(case)
    one = story.obligation(case, "unit_a", 1)
    assert (one.date_basis, one.due_on) == (Basis.PRINTED, printed)
    with story.reading() as session:
        report = session.scalars(
            select(Deadline).where(Deadline.subject_kind == "task", Deadline.rule == "unit_report")
        )
        assert clock.day_of(report.one().due_at) == printed


def test_progress_is_told_beside_the_flow_and_a_setback_is_explained(story: UnitsStory) -> None:
    case = planned(story, 1)
    story.passes_plan(case)
    track = story.track(case, "unit_a").id
    unit = story.as_(story.cast.liaison_a)
    unit.starts("progress_act", ("track", track), case, progress_percent=60, text=LONG)
    with pytest.raises(BadAnswer):
        unit.starts("progress_act", ("track", track), case, progress_percent=40, text=LONG)
    assert story.open_steps(case) == ["rectification_report"]
