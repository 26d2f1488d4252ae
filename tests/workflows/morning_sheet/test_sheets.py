"""One message each morning with what needs somebody, most harmful first; none where nothing does."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.actors import SYSTEM
from engine.calendar import Day, DayKind
from engine.db import transaction
from engine.models import WorkItem
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows import morning_sheet, reminding
from workflows.bootstrap import DOMAIN
from workflows.morning_sheet import Sheet, mornings
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Person, Unit
from workflows.settings.holidays import set_days
from workflows.settings.models import Threshold


@pytest.fixture
def woken(scenario: Scenario) -> Iterator[Scenario]:
    """A city whose runner makes the sheets."""
    with transaction(scenario.database) as session:
        reminding.plan(session)
        morning_sheet.plan(session)
    yield scenario


@pytest.fixture
def unit(woken: Scenario) -> Unit:
    return woken.cast.unit_a


def next_day(scenario: Scenario, days: int = 1) -> None:
    """Another day at nine: the round has been made."""
    clock.move(timedelta(days=days))
    scenario.drain()


def sheets(scenario: Scenario, person: Person) -> list[tuple[date, str]]:
    """The sheets that a person got: day, and the sentence."""
    with scenario.reading() as session:
        found = select(Notice).where(Notice.person_id == person.id, Notice.kind == NoticeKind.MORNING_SHEET)
        return [(clock.day_of(one.created_at), one.why[0]) for one in session.scalars(found.order_by(Notice.id))]


def sheet(scenario: Scenario, person: Person) -> Sheet:
    with scenario.reading() as session:
        return morning_sheet.of_person(session, DOMAIN, scenario.as_(person).actor(session))


def steps(scenario: Scenario, person: Person) -> list[str]:
    return [line.step.zh for line in sheet(scenario, person).lines]


def test_who_has_something_near_gets_one_sheet_and_who_has_nothing_gets_none(woken: Scenario) -> None:
    going.assigned(woken, going.registered(woken))  # the officer weighs it within two days
    next_day(woken)
    assert sheets(woken, woken.cast.officer) == [(clock.today(), "1件事等您办理，约需20分钟。")]
    assert steps(woken, woken.cast.officer) == ["线索研判"]
    assert sheets(woken, woken.cast.seal) == []
    assert sheets(woken, woken.cast.liaison_a) == []


def test_a_letter_that_waits_for_a_signature_comes_before_what_is_overdue(woken: Scenario, unit: Unit) -> None:
    chair = woken.cast.chair
    other = going.accepted(woken, [woken.cast.unit_b], **going.OTHER_PLACE)
    going.signed(woken, initiation(woken, other), until=chair)
    next_day(woken, 7)
    letter = going.drafted(woken, going.to_letter(woken, [unit]), [unit])
    going.signed(woken, letter, until=chair)
    first, second = sheet(woken, chair).lines
    assert (first.step.zh, first.is_letter, first.minutes) == ("签发民主监督建议书", True, 10)
    assert (first.light.colour, second.light.colour) == ("amber", "red")
    assert (second.is_letter, second.minutes) == (False, 5)


def initiation(scenario: Scenario, case: int) -> int:
    """A sheet that the chairperson has to agree to, for the matter is sensitive."""
    scenario.as_(scenario.cast.officer).fills(
        "initiation",
        case,
        topic_title="小区消防通道整治",
        topic_source="PROGRAMME",
        planned=False,
        unplanned_reason="栏目当月新播出的问题，年度计划未列入",
        basis="栏目播出后群众反映强烈，涉及多个部门，宜以民主监督推动。",
        period_start=clock.today(),
        period_end=clock.today() + timedelta(days=200),
        lead_leader=scenario.cast.vice_chair.id,
        is_sensitive=True,
    )
    return case


def test_what_is_most_late_comes_first_and_the_sentence_counts_it(woken: Scenario) -> None:
    first = going.assigned(woken, going.registered(woken))
    next_day(woken, 2)
    second = going.assigned(woken, going.registered(woken))
    next_day(woken, 1)
    with woken.reading() as session:
        cases = [session.get_one(WorkItem, line.item_id).instance_id for line in sheet(woken, woken.cast.officer).lines]
    assert len(cases) == 2 and cases == sorted(cases)
    assert first < second
    assert sheets(woken, woken.cast.officer)[-1][1].startswith("2件事等您办理，其中1件已逾期，约需40分钟")


def test_minutes_are_a_setting_of_the_office(woken: Scenario) -> None:
    with transaction(woken.database) as session:
        session.scalars(select(Threshold).where(Threshold.key == "minutes_fill")).one().value = 75
    going.assigned(woken, going.registered(woken))
    next_day(woken)
    assert sheets(woken, woken.cast.officer)[-1][1] == "1件事等您办理，约需1小时15分钟。"


def test_no_sheet_on_a_day_off_of_the_city_or_of_the_persons_own_unit(woken: Scenario, unit: Unit) -> None:
    case = going.dispatched(woken, [unit, woken.cast.unit_b])
    assert case
    off = clock.today() + timedelta(days=1)
    with transaction(woken.database) as session:
        fair = {off: Day(DayKind.HOLIDAY, "区庆", "公告")}
        set_days(session, fair, f"district:{woken.cast.district_a.id}", SYSTEM)
    next_day(woken)
    assert [day for day, _said in sheets(woken, woken.cast.liaison_a)] == []
    assert [day for day, _said in sheets(woken, woken.cast.liaison_b)] == [off]
    while clock.today().weekday() != 4:
        next_day(woken)
    before = len(sheets(woken, woken.cast.liaison_b))
    next_day(woken)
    next_day(woken)
    assert len(sheets(woken, woken.cast.liaison_b)) == before


def test_however_often_the_round_is_planned_and_run_there_is_one_sheet_a_day(
    woken: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mornings, "BATCH", 2)
    going.assigned(woken, going.registered(woken))
    next_day(woken)
    with transaction(woken.database) as session:
        morning_sheet.plan(session)
        mornings.jobs.add(session, mornings.GO_ON, {"after": 0, "on": clock.today().isoformat()})
    woken.drain()
    assert len(sheets(woken, woken.cast.officer)) == 1


def test_a_server_that_comes_back_makes_good_the_day_and_only_that(woken: Scenario) -> None:
    going.assigned(woken, going.registered(woken))
    clock.move(timedelta(days=2, hours=5))  # two mornings without a server; back at two in the afternoon
    woken.drain()
    assert [day for day, _said in sheets(woken, woken.cast.officer)] == [clock.today()]


def test_a_server_that_comes_back_at_night_leaves_it_to_the_morning(woken: Scenario) -> None:
    going.assigned(woken, going.registered(woken))
    clock.move(timedelta(days=1, hours=13))  # ten in the evening
    woken.drain()
    assert sheets(woken, woken.cast.officer) == []
    clock.move(timedelta(hours=11))
    woken.drain()
    assert [day for day, _said in sheets(woken, woken.cast.officer)] == [clock.today()]


def test_a_date_that_is_no_step_of_his_own_stands_beside_and_none_is_told_twice(woken: Scenario, unit: Unit) -> None:
    """The unit's recommendation comes near; the plan, a step of its own, is reminded of but listed once."""
    case = going.dispatched(woken, [unit])
    answering.signs(woken, case, unit)
    liaison = answering.liaison(woken, unit)
    while not [line for line in sheet(woken, liaison).lines if line.step.zh == "整改方案"]:
        next_day(woken)
    assert sheet(woken, liaison).notes == ()
    for _ in range(45):
        next_day(woken)
        if sheet(woken, liaison).notes:
            break
    [note] = sheet(woken, liaison).notes
    assert note.why.zh.startswith("建议第1条")


def test_the_sentence_is_whole_in_english_too() -> None:
    assert morning_sheet.in_time(80).en == "1 h 20 min"
    assert morning_sheet.in_time(60).en == "1 h"
    assert morning_sheet.in_time(5).zh == "5分钟"
