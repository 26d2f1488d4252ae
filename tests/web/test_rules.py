"""时限规则: the office reads them, the administrator changes one from a day to come; what runs keeps its clocks."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.calendar import load as load_calendar
from engine.models import JournalEntry
from tests.web.conftest import House, Visitor, words
from workflows.settings import deadlines, in_force

PLAN = "/admin/rules/deadline/unit_plan"
TEAM = "/admin/rules/threshold/team_min"


@pytest.fixture
def admin(house: House) -> Visitor:
    return house.enter(house.cast.business_admin)


@pytest.fixture
def later() -> str:
    return str(clock.today() + timedelta(days=30))


def longer(valid_from: str, length: str = "15", side: str = "AFTER", unit: str = "WORKDAY") -> dict[str, str]:
    return {"length": length, "unit": unit, "side": side, "valid_from": valid_from}


def told(house: House) -> list[dict[str, object]]:
    with house.reading() as session:
        found = select(JournalEntry).where(JournalEntry.stream == "settings").order_by(JournalEntry.seq)
        return [one.facts() for one in session.scalars(found)]


def test_the_office_reads_every_rule_with_its_length_and_cannot_change_one(house: House) -> None:
    officer = house.enter(house.cast.officer)
    page = words(officer.get("/admin/rules"))
    for said in (
        "整改方案 10个工作日 对外",
        "发视察通知 之前2个工作日 内部，急件减半",
        "受理至送达交办 30 30",
        "档案移交 每年6月30日",
    ):
        assert said in page, said
    assert "预览更改" not in officer.get(PLAN)
    assert "现值：10个工作日" in words(officer.get(PLAN))


def test_a_change_is_looked_at_first_and_then_holds_for_cases_that_begin_later(
    house: House, admin: Visitor, later: str
) -> None:
    admin.get(PLAN)
    page = words(admin.post(PLAN, 200, **longer(later)))
    assert "10个工作日 → 15个工作日" in page
    assert "此前受理的案件时限不变" in page
    assert told(house) == []  # looking changes nothing
    form = {"request_key": "longer-plans-once", "confirmed": "yes", **longer(later)}
    assert admin.post(PLAN, **form) == PLAN
    assert admin.post(PLAN, **form) == PLAN
    day = date.fromisoformat(later)
    with house.reading() as session:
        today = clock.today()
        started = datetime.combine(day, datetime.min.time(), clock.CITY)
        old = deadlines.due(session, "unit_plan", started, today)
        new = deadlines.due(session, "unit_plan", started, day)
        assert old is not None and new is not None
        days = load_calendar(session)
        assert days.workdays_between(day, clock.day_of(old.due_at)) == 10  # a running case keeps its clock
        assert days.workdays_between(day, clock.day_of(new.due_at)) == 15
    assert told(house) == [
        {
            "key": "unit_plan",
            "valid_from": later,
            "before": {"unit": "WORKDAY", "count": 10},
            "after": {"unit": "WORKDAY", "count": 15},
        }
    ]
    assert f"{later}起：15个工作日" in words(admin.get("/admin/rules"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"length": "0"}, "请填1至250"),
        ({"length": "-3"}, "请填整数"),
        ({"length": "9999"}, "请填1至250"),
        ({"length": "25", "unit": "MONTH"}, "请填1至24"),
        ({"unit": "DATE"}, "请选择"),
        ({"side": "sideways"}, "请选择"),
        ({"valid_from": "2026-02-30"}, "日期应如"),
        ({"valid_from": str(date(2026, 1, 5))}, "最早从明天起生效"),
        ({"length": "10"}, "不必登记"),
    ],
)
def test_what_cannot_be_a_clock_is_said_at_its_field_and_what_was_typed_stays(
    house: House, admin: Visitor, later: str, changed: dict[str, str], said: str
) -> None:
    admin.get(PLAN)
    page = admin.post(PLAN, 422, **{**longer(later), **changed})
    assert said in words(page)
    if "length" in changed:
        assert f'value="{changed["length"]}"' in page
    assert told(house) == []


def test_a_chain_that_grows_longer_than_its_whole_is_told_before_it_is_confirmed(admin: Visitor, later: str) -> None:
    path = "/admin/rules/deadline/letter_draft"
    admin.get(path)
    page = words(admin.post(path, 200, **longer(later, "20")))
    assert "“受理至送达交办”各环节合计将为45个工作日，超出总时限30个工作日" in page


def test_a_change_to_come_is_taken_back_and_one_in_force_is_not(house: House, admin: Visitor, later: str) -> None:
    admin.get(PLAN)
    admin.post(PLAN, request_key="change-it-first", confirmed="yes", **longer(later))
    assert "已有一项更改" in words(admin.post(PLAN, 422, **longer(later, "20")))
    assert admin.post(f"{PLAN}/take-back", request_key="back-again-once", valid_from=later) == PLAN
    admin.get(PLAN)
    admin.post(f"{PLAN}/take-back", 422, request_key="not-the-first-one", valid_from="2000-01-01")
    with house.reading() as session:
        assert in_force.rule(session, "unit_plan", date.fromisoformat(later)).count == 10
    assert [entry["after"] for entry in told(house)] == [
        {"unit": "WORKDAY", "count": 15},
        {"unit": "WORKDAY", "count": 10},
    ]


@pytest.mark.parametrize(
    ("key", "typed", "bad", "value"),
    [
        ("team_min", {"value": "5"}, {"value": "five"}, 5),
        ("ballots_share", {"value": "0.6"}, {"value": "1.5"}, 0.6),
        ("deemed_served_on", {"value": "yes"}, {"value": "perhaps"}, True),
        (
            "yellow_threshold",
            {"short": "5", "long_from": "40", "long": "12"},
            {"long": "2"},
            {"short": 5, "long_from": 40, "long": 12},
        ),
    ],
)
def test_a_threshold_of_each_kind_is_changed_from_a_day_on(
    house: House, admin: Visitor, later: str, key: str, typed: dict[str, str], bad: dict[str, str], value: object
) -> None:
    path = f"/admin/rules/threshold/{key}"
    admin.get(path)
    admin.post(path, 422, **{**typed, **bad, "valid_from": later})
    admin.post(path, request_key=f"a-new-{key}", confirmed="yes", valid_from=later, **typed)
    with house.reading() as session:
        assert in_force.threshold(session, key, date.fromisoformat(later)) == value
        assert in_force.threshold(session, key, clock.today()) != value


def test_who_is_no_administrator_changes_nothing_and_an_unknown_rule_is_no_page(house: House, later: str) -> None:
    for person in (house.cast.officer, house.cast.sys_admin, house.cast.liaison_a, house.cast.county_officer):
        visitor = house.enter(person)
        visitor.get("/inbox")
        visitor.post(TEAM, 403, request_key="not-for-you-at-all", confirmed="yes", value="9", valid_from=later)
    house.enter(house.cast.liaison_a).get("/admin/rules", 403)
    house.enter(house.cast.officer).get("/admin/rules/deadline/no_such_rule", 404)
    house.enter(house.cast.officer).get("/admin/rules/routes/unit_plan", 404)
