"""Those who chase dates: what they did is told to the unit, and stops nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Person, Unit

TALK = "对方称经费未落实，负责人在外。"


@pytest.fixture
def unit(scenario: Scenario) -> Unit:
    return scenario.cast.unit_a


@pytest.fixture
def case(scenario: Scenario, unit: Unit) -> int:
    """The unit has signed, its plan is due in ten working days."""
    made = going.dispatched(scenario, [unit])
    answering.signs(scenario, made, unit)
    return made


def calls(scenario: Scenario, case: int, unit: Unit, **more: object) -> None:
    scenario.as_(scenario.cast.officer).starts(
        "contact_record_act",
        ("case", case),
        case,
        contact_kind="PHONE",
        units=unit.id,
        tracks=[answering.track(scenario, case, unit).id],
        contacted_at=clock.now() - timedelta(minutes=5),
        person="陶甲区",
        said=TALK,
        **{"counts_as_urge": True, **more},
    )


def urged(scenario: Scenario, person: Person) -> list[str]:
    with scenario.reading() as session:
        found = select(Notice).where(Notice.person_id == person.id, Notice.kind == NoticeKind.URGED)
        return [one.why[0] for one in session.scalars(found.order_by(Notice.id))]


def running(scenario: Scenario) -> set[int]:
    with scenario.reading() as session:
        return set(session.scalars(select(Deadline.id).where(Deadline.state == DeadlineState.RUNNING)))


def test_a_call_that_urges_is_told_to_the_unit_with_who_when_and_about_what_and_stops_no_clock(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    scenario.days(12)
    before = running(scenario)
    calls(scenario, case, unit)
    [told] = urged(scenario, answering.liaison(scenario, unit))
    today = clock.today()
    assert told.startswith(f"城建委{today.year}年{today.month}月{today.day}日电话催办：整改方案（")
    assert "逾期2个工作日" in told
    assert TALK not in told  # what the office wrote down of the talk is its own
    assert running(scenario) == before


def test_a_call_before_anything_is_near_asks_to_keep_to_the_dates(scenario: Scenario, case: int, unit: Unit) -> None:
    calls(scenario, case, unit)
    [told] = urged(scenario, answering.liaison(scenario, unit))
    assert told.endswith("请按期办理。")


def test_a_call_that_does_not_count_as_urging_is_told_to_nobody(scenario: Scenario, case: int, unit: Unit) -> None:
    calls(scenario, case, unit, counts_as_urge=False)
    assert urged(scenario, answering.liaison(scenario, unit)) == []
