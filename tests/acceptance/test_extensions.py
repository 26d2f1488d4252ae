"""A unit asks for more time: who set the date decides, and until then the old one stands (S4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.calendar import load as load_calendar
from engine.errors import BadAnswer
from engine.models import Deadline, DeadlineChange
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.people.models import Unit
from workflows.rectification.models import Extension, ExtensionState

WHY = "雨季施工受阻，混接点改造须待水位回落后方可进场，请准予延期。"


@pytest.fixture
def unit(scenario: Scenario) -> Unit:
    return scenario.cast.unit_a


@pytest.fixture
def case(scenario: Scenario, unit: Unit) -> int:
    """The unit has signed, and its plan is due."""
    made = going.dispatched(scenario, [unit])
    answering.signs(scenario, made, unit)
    return made


def asks(scenario: Scenario, case: int, unit: Unit, rule: str, new_due: date, **more: Any) -> None:
    found = answering.track(scenario, case, unit)
    answer = {
        "deadline_rule": rule,
        "date_basis": "RULE",
        "reason": WHY,
        "progress_percent": 40,
        "new_due": new_due,
        **more,
    }
    answering.at(scenario, unit).starts("request_extension_act", ("track", found.id), case, **answer)


def plan_due(scenario: Scenario, case: int, unit: Unit) -> date:
    """The day that stands in the unit's list."""
    with scenario.reading() as session:
        instance = answering.track(scenario, case, unit).instance_id
        row = session.scalars(
            select(Deadline).where(
                Deadline.instance_id == instance,
                Deadline.rule == "unit_plan",
                Deadline.state == DeadlineState.RUNNING,
            )
        ).one()
        return clock.day_of(row.due_at)


def after(scenario: Scenario, day: date, count: int) -> date:
    with scenario.reading() as session:
        return load_calendar(session).add_workdays(day, count)


def grants(scenario: Scenario, case: int, unit: Unit, person: Any, **more: Any) -> None:
    scenario.as_(person).fills("decide_extension", case, unit, decision="APPROVE", **more)


def state(scenario: Scenario, case: int) -> list[str]:
    with scenario.reading() as session:
        return [str(one) for one in session.scalars(select(Extension.state).where(Extension.case_id == case))]


def test_the_first_is_the_directors_the_second_the_vice_chairs_too_and_the_third_is_refused_at_once(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    cast, due = scenario.cast, plan_due(scenario, case, unit)
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 5))
    assert plan_due(scenario, case, unit) == due  # undecided, the old date stands
    grants(scenario, case, unit, cast.director)
    assert plan_due(scenario, case, unit) == after(scenario, due, 5)
    assert answering.track(scenario, case, unit).extension_count == 1

    asks(scenario, case, unit, "unit_plan", after(scenario, due, 9))
    grants(scenario, case, unit, cast.director)
    assert plan_due(scenario, case, unit) == after(scenario, due, 5)
    grants(scenario, case, unit, cast.vice_chair, granted_due=after(scenario, due, 8))
    assert plan_due(scenario, case, unit) == after(scenario, due, 8)  # less than was asked for

    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, unit, "unit_plan", after(scenario, due, 12))
    assert "已延期2次" in refused.value.errors["deadline_rule"][0].zh
    assert answering.track(scenario, case, unit).extension_count == 2


def test_refused_the_old_date_stands_and_the_unit_reads_it(scenario: Scenario, case: int, unit: Unit) -> None:
    due = plan_due(scenario, case, unit)
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 5))
    scenario.as_(scenario.cast.director).fills(
        "decide_extension", case, unit, decision="REFUSE", opinion="时间充裕，请按期办理"
    )
    assert (plan_due(scenario, case, unit), state(scenario, case)) == (due, [ExtensionState.REFUSED])


def test_sent_back_it_is_written_again_and_is_still_one_request(scenario: Scenario, case: int, unit: Unit) -> None:
    due = plan_due(scenario, case, unit)
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 5))
    scenario.as_(scenario.cast.director).fills(
        "decide_extension", case, unit, decision="RETURN", opinion="请写明施工安排"
    )
    answering.at(scenario, unit).fills("request_extension", case, unit, new_due=after(scenario, due, 4))
    grants(scenario, case, unit, scenario.cast.director)
    assert plan_due(scenario, case, unit) == after(scenario, due, 4)
    assert state(scenario, case) == [ExtensionState.GRANTED]


def test_asked_late_it_needs_a_reason_and_the_vice_chair(scenario: Scenario, case: int, unit: Unit) -> None:
    due = plan_due(scenario, case, unit)
    scenario.days(7)
    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, unit, "unit_plan", after(scenario, due, 5))
    assert "late_reason" in refused.value.errors
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 5), late_reason="上周突降暴雨，现场无法勘查。")
    grants(scenario, case, unit, scenario.cast.director)
    assert plan_due(scenario, case, unit) == due
    grants(scenario, case, unit, scenario.cast.vice_chair)
    assert plan_due(scenario, case, unit) == after(scenario, due, 5)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "须晚于原时限"), (-3, "须晚于原时限"), (31, "最多延长30个工作日")],
)
def test_a_date_in_the_past_or_too_far_ahead_is_refused_in_words(
    scenario: Scenario, case: int, unit: Unit, days: int, words: str
) -> None:
    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, unit, "unit_plan", after(scenario, plan_due(scenario, case, unit), days))
    assert words in refused.value.errors["new_due"][0].zh


def test_a_day_off_is_no_date_and_two_requests_for_one_date_are_one_too_many(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    due = plan_due(scenario, case, unit)
    saturday = due + timedelta(days=(5 - due.weekday()) % 7 or 7)
    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, unit, "unit_plan", saturday)
    assert "不是工作日" in refused.value.errors["new_due"][0].zh
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 5))
    with pytest.raises(BadAnswer) as second:
        asks(scenario, case, unit, "unit_plan", after(scenario, due, 6))
    assert "待批" in second.value.errors["deadline_rule"][0].zh


def test_a_printed_date_is_extended_by_the_director_and_by_who_signed_the_letter(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    [one, *_] = answering.track(scenario, case, unit).obligations
    assert one.due_on is not None
    new_due = after(scenario, one.due_on, 6)
    asks(scenario, case, unit, "unit_report", new_due, rec_nos=[one.rec_no])
    grants(scenario, case, unit, scenario.cast.director)
    unmoved = answering.track(scenario, case, unit).obligations[0]
    assert (unmoved.due_on, str(unmoved.date_basis)) == (one.due_on, "PRINTED")
    grants(scenario, case, unit, scenario.cast.chair)
    moved = answering.track(scenario, case, unit).obligations[0]
    assert (moved.due_on, str(moved.date_basis)) == (new_due, "PRINTED")
    with scenario.reading() as session:
        [change] = session.scalars(
            select(DeadlineChange)
            .join(Deadline, Deadline.id == DeadlineChange.deadline_id)
            .where(Deadline.subject_kind == "obligation", Deadline.subject_id == one.id)
            .where(DeadlineChange.kind == "EXTENDED")
        )
    assert (clock.day_of(change.old_due_at), clock.day_of(change.new_due_at)) == (one.due_on, new_due)
    assert change.reason == WHY and scenario.cast.chair.name in change.by_words


def test_what_was_handed_in_before_the_decision_needs_no_more_time(scenario: Scenario, case: int, unit: Unit) -> None:
    asks(scenario, case, unit, "unit_plan", after(scenario, plan_due(scenario, case, unit), 5))
    answering.plans(scenario, case, unit)
    grants(scenario, case, unit, scenario.cast.director)
    assert state(scenario, case) == [ExtensionState.LAPSED]
    assert answering.track(scenario, case, unit).extension_count == 0
