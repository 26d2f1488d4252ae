"""Clocks that stand still, and go on with the working days that were left (S5)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.calendar import load as load_calendar
from engine.errors import BadAnswer
from engine.models import Candidate, Deadline, Instance, WorkItem
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.people.models import Unit
from workflows.rectification.states import TrackState

WHY = "责任单位已就该事项进入诉讼程序，判决前暂不能推进整改，拟予挂起。"


@pytest.fixture
def unit(scenario: Scenario) -> Unit:
    return scenario.cast.unit_a


@pytest.fixture
def case(scenario: Scenario, unit: Unit) -> int:
    """In mid-rectification: the plan has passed, the report is awaited."""
    other = scenario.cast.unit_b
    made = going.dispatched(scenario, [unit, other], asked=[unit, unit, other])
    answering.signs(scenario, made, unit)
    answering.plans(scenario, made, unit)
    answering.plan_passes(scenario, made, unit)
    return made


def asks(scenario: Scenario, case: int, until: date, **more: Any) -> None:
    answer = {"scope": "CASE", "reason_kind": "LITIGATION", "reason": WHY, "expected_resume": until, **more}
    scenario.as_(scenario.cast.director).starts("suspend_act", ("case", case), case, **answer)


def suspended(scenario: Scenario, case: int, until: int = 40, **more: Any) -> None:
    asks(scenario, case, scenario.workday(until), **more)
    scenario.as_(scenario.cast.vice_chair).fills("approve", case, decision="APPROVE")


def resumes(scenario: Scenario, case: int, on: date) -> None:
    hand = scenario.as_(scenario.cast.director)
    hand.fills("review_suspension", case, decision="RESUME", resume_on=on, reason="判决已经生效，恢复办理。")


def left(scenario: Scenario, case: int, state: DeadlineState) -> dict[tuple[str, str, int], int]:
    """Working days left of every clock of the case in a state, by rule and subject."""
    with scenario.reading() as session:
        days = load_calendar(session)
        rows = session.scalars(
            select(Deadline)
            .join(Instance, Instance.id == Deadline.instance_id)
            .where(Instance.matter_id == case, Instance.process != "suspend_act", Deadline.state == state)
        )
        return {
            (row.rule, row.subject_kind, row.subject_id): days.workdays_between(clock.today(), clock.day_of(row.due_at))
            for row in rows
        }


def test_suspended_for_ten_working_days_as_many_remain_as_before(scenario: Scenario, case: int) -> None:
    before = left(scenario, case, DeadlineState.RUNNING)
    assert len(before) > 3
    suspended(scenario, case)
    assert left(scenario, case, DeadlineState.RUNNING) == {}
    assert set(left(scenario, case, DeadlineState.SUSPENDED)) == set(before)
    scenario.days(10)
    resumes(scenario, case, clock.today())
    assert left(scenario, case, DeadlineState.RUNNING) == before
    assert not scenario.case(case).is_suspended


def test_what_stands_still_has_no_date_in_the_list_and_the_units_date_moves_with_its_basis(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    due = {one.rec_no: one.due_on for one in answering.track(scenario, case, unit).obligations}
    item = answering.item(scenario, case, unit, "rectification_report")
    suspended(scenario, case)
    with scenario.reading() as session:
        held = session.get_one(WorkItem, item)
        queued = session.scalars(select(Candidate).where(Candidate.work_item_id == item)).all()
        assert (held.due_at, held.is_suspended, {one.due_at.year for one in queued}) == (None, True, {9999})
    assert answering.track(scenario, case, unit).state is TrackState.SUSPENDED
    scenario.days(10)
    resumes(scenario, case, clock.today())
    track = answering.track(scenario, case, unit)
    with scenario.reading() as session:
        days = load_calendar(session)
        moved = {no: days.workdays_between(day, track_due(track, no)) for no, day in due.items() if day}
        assert set(moved.values()) == {10}
        shown = session.get_one(WorkItem, item)
        assert shown.due_at is not None and not shown.is_suspended
    assert {str(one.date_basis) for one in track.obligations} == {"PRINTED"}


def track_due(track: Any, no: int) -> date:
    found: date = next(one.due_on for one in track.obligations if one.rec_no == no)
    return found


def test_on_the_day_expected_it_goes_on_by_itself(scenario: Scenario, case: int) -> None:
    before = left(scenario, case, DeadlineState.RUNNING)
    suspended(scenario, case, until=12)
    scenario.days(12)
    assert left(scenario, case, DeadlineState.RUNNING) == before
    assert "review_suspension" not in scenario.open_steps(case)


def test_a_review_may_go_on_waiting_and_a_later_day_may_be_named(scenario: Scenario, case: int) -> None:
    before = left(scenario, case, DeadlineState.RUNNING)
    suspended(scenario, case)
    scenario.days(15)
    hand = scenario.as_(scenario.cast.director)
    hand.fills("review_suspension", case, decision="CONTINUE", reason="二审尚未开庭，继续挂起。")
    scenario.days(5)
    later = scenario.workday(3)
    resumes(scenario, case, later)
    scenario.days(3)
    assert left(scenario, case, DeadlineState.RUNNING) == before


def test_one_unit_may_stand_still_while_the_other_goes_on(scenario: Scenario, case: int, unit: Unit) -> None:
    other = answering.track(scenario, case, scenario.cast.unit_b)
    suspended(scenario, case, scope="TRACK", track=answering.track(scenario, case, unit).id)
    assert answering.track(scenario, case, unit).is_suspended
    assert not answering.track(scenario, case, scenario.cast.unit_b).is_suspended
    running = left(scenario, case, DeadlineState.RUNNING)
    with scenario.reading() as session:
        rows = select(Deadline.id).where(
            Deadline.instance_id == other.instance_id, Deadline.state == DeadlineState.RUNNING
        )
        assert len(session.scalars(rows).all()) == len(running) > 0


def test_a_clock_that_starts_meanwhile_stands_still_too(scenario: Scenario, case: int, unit: Unit) -> None:
    suspended(scenario, case)
    answering.reports(scenario, case, unit)  # whoever has finished may hand in
    assert left(scenario, case, DeadlineState.RUNNING) == {}
    assert any(rule == "reinspection" for rule, *_ in left(scenario, case, DeadlineState.SUSPENDED))
    scenario.days(10)
    resumes(scenario, case, clock.today())
    with scenario.reading() as session:
        assert left(scenario, case, DeadlineState.RUNNING)[_inspection(session, case)] == 10


def _inspection(session: Any, case: int) -> tuple[str, str, int]:
    row = session.scalars(
        select(Deadline)
        .join(Instance, Instance.id == Deadline.instance_id)
        .where(Instance.matter_id == case, Deadline.rule == "reinspection")
    ).one()
    return row.rule, row.subject_kind, row.subject_id


def test_some_items_may_stand_still_while_the_rest_of_the_unit_goes_on(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    track = answering.track(scenario, case, unit)
    numbers = [one.rec_no for one in track.obligations]
    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, scenario.workday(20), scope="ITEM", track=track.id, rec_nos=numbers)
    assert "全部" in refused.value.errors["rec_nos"][0].zh
    suspended(scenario, case, scope="ITEM", track=track.id, rec_nos=numbers[:1])
    found = {one.rec_no: one.is_paused for one in answering.track(scenario, case, unit).obligations}
    assert [no for no, paused in found.items() if paused] == numbers[:1]
    assert len(left(scenario, case, DeadlineState.SUSPENDED)) == 1


def test_longer_than_sixty_working_days_or_without_a_day_ahead_is_refused(scenario: Scenario, case: int) -> None:
    for until, words in ((scenario.workday(61), "最多挂起60个工作日"), (clock.today(), "今天以后")):
        with pytest.raises(BadAnswer) as refused:
            asks(scenario, case, until)
        assert words in refused.value.errors["expected_resume"][0].zh


def test_what_stands_still_is_not_suspended_again(scenario: Scenario, case: int, unit: Unit) -> None:
    suspended(scenario, case, scope="TRACK", track=answering.track(scenario, case, unit).id)
    with pytest.raises(BadAnswer) as refused:
        asks(scenario, case, scenario.workday(20))
    assert "已经挂起" in refused.value.errors["scope"][0].zh


def test_refused_no_clock_stops(scenario: Scenario, case: int) -> None:
    before = left(scenario, case, DeadlineState.RUNNING)
    asks(scenario, case, scenario.workday(20))
    vice_chair = scenario.as_(scenario.cast.vice_chair)
    vice_chair.fills("approve", case, decision="REFUSE", opinion="诉讼不影响整改，应继续推进")
    assert {key: n for key, n in left(scenario, case, DeadlineState.RUNNING).items() if key in before} == before
