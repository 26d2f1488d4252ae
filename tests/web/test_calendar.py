"""The calendar's page: the office looks, its administrator changes a day or brings a year in, and all of it is told."""

import io
from datetime import datetime

import pytest
from sqlalchemy import select

from engine import calendar, clock
from engine.models import JournalEntry
from tests.web.conftest import House, Visitor, words

YEAR = "/admin/calendar?year=2027"
NOTICE = "国办发明电〔2026〕9号"
FILE = f"日期,类型,名称,来源\n2027-01-01,放假,元旦,{NOTICE}\n2027-02-05,放假,春节,{NOTICE}\n"
FESTIVAL = {"kind": "HOLIDAY", "name": "县庆", "source": "县人民政府公告〔2026〕2号"}


@pytest.fixture
def admin(house: House) -> Visitor:
    return house.enter(house.cast.business_admin)


def uploads(admin: Visitor, content: str, status: int = 200) -> str:
    admin.get(YEAR)
    return admin.post("/admin/calendar/file", status, file=(io.BytesIO(content.encode()), "2027.csv"))


def changed(house: House) -> list[dict[str, object]]:
    """What the journal tells of the calendar, by entry."""
    with house.reading() as session:
        found = select(JournalEntry).where(JournalEntry.stream == "calendar").order_by(JournalEntry.seq)
        return [one.facts() for one in session.scalars(found)]


def test_the_office_sees_the_year_with_its_holidays_and_make_up_days_in_words(house: House) -> None:
    page = words(house.enter(house.cast.officer).get("/admin/calendar?year=2026"))
    for said in (
        "全年248个工作日",
        "2月 16个工作日",
        "16 休 春节",
        "14 班 春节",
        "国务院办公厅关于2026年部分节假日安排的通知",
    ):
        assert said in page
    assert "更改一天" not in page


def test_from_november_on_a_missing_year_is_told_to_the_administrator_alone(house: House, admin: Visitor) -> None:
    sentence = "2027年放假安排尚未公布"
    assert sentence not in words(admin.get("/inbox"))
    assert sentence in words(admin.get(YEAR))
    assert sentence not in words(house.enter(house.cast.officer).get(YEAR))
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.CITY)):
        assert sentence in words(house.enter(house.cast.business_admin).get("/inbox"))
        for person in (house.cast.officer, house.cast.liaison_a, house.cast.county_officer):
            assert sentence not in words(house.enter(person).get("/inbox"))


def test_a_year_is_checked_shown_and_brought_in_once(house: House, admin: Visitor) -> None:
    page = uploads(admin, FILE)
    assert "将改变的日子 2" in words(page)
    with house.reading() as session:
        assert 2027 not in calendar.load(session).years
    form = {"request_key": "take-the-year-once", "csv": FILE}
    assert admin.post("/admin/calendar/year", **form) == "/admin/recounts/1"
    assert admin.post("/admin/calendar/year", **form) == "/admin/recounts/1"
    page = words(admin.get(YEAR))
    assert "尚未公布" not in page
    assert "1 休 元旦" in page
    entries = changed(house)
    assert len(entries) == 1
    assert [(day["day"], day["before"], day["after"]["name"]) for day in entries[0]["days"]] == [
        ("2027-01-01", None, "元旦"),
        ("2027-02-05", None, "春节"),
    ]


def test_what_is_confirmed_is_what_was_shown(house: House, admin: Visitor) -> None:
    page = uploads(admin, FILE)
    shown = page.partition('name="csv"')[2].partition(">")[2].partition("</textarea>")[0]
    admin.post("/admin/calendar/year", csv=shown, request_key="as-it-was-shown")
    with house.reading() as session:
        assert [str(day) for day in calendar.load(session).days if day.year == 2027] == ["2027-01-01", "2027-02-05"]


def test_a_file_with_mistakes_is_told_row_by_row_and_changes_nothing(house: House, admin: Visitor) -> None:
    page = words(uploads(admin, FILE + f"2027-02-30,放假,春节,{NOTICE}\n2027-02-05,放假,春节,{NOTICE}\n", 422))
    assert "4 “2027-02-30”不是日期" in page
    assert "5 2027-02-05在第3行已经出现" in page
    assert "确认导入" not in page
    assert changed(house) == []


def test_a_published_year_is_told_as_changes(admin: Visitor) -> None:
    page = words(uploads(admin, FILE.replace("2027-01-01", "2026-01-01").replace("2027-02-05", "2026-02-16")))
    assert "这一年已有放假安排" in page
    assert "上班 春节（国务院办公厅关于2026年部分节假日安排的通知） 按周末推算" in page


def test_a_day_of_a_district_is_entered_shown_and_taken_out_again(house: House, admin: Visitor) -> None:
    scope = f"district:{house.cast.district_a.id}"
    path = f"/admin/calendar/day?day=2026-04-20&scope={scope}"
    admin.post("/admin/calendar/day", day="2026-04-20", scope=scope, **FESTIVAL)
    page = words(admin.get("/admin/calendar?year=2026"))
    assert f"{house.cast.district_a.name} 放假 县庆 县人民政府公告〔2026〕2号" in page
    assert "全年248个工作日" in page
    assert 'value="县庆"' in admin.get(path)
    admin.post("/admin/calendar/day", day="2026-04-20", scope=scope, kind="", name="", source="")
    assert "县庆" not in words(admin.get("/admin/calendar?year=2026"))
    assert [one["days"][0]["after"] is None for one in changed(house)] == [False, True]


def test_a_day_entered_by_hand_does_not_publish_its_year(house: House, admin: Visitor) -> None:
    admin.post("/admin/calendar/day", day="2027-02-08", scope="", **FESTIVAL)
    page = words(admin.get(YEAR))
    assert "8 休 县庆" in page
    assert "2027年放假安排尚未公布" in page


def test_what_is_wrong_with_a_day_is_said_beside_the_field_and_stays_typed(admin: Visitor) -> None:
    admin.get(YEAR)
    typed = {"day": "2026-04-20", "scope": "unit:424242", "kind": "HOLIDAY", "name": "县庆", "source": ""}
    page = admin.post("/admin/calendar/day", 422, **typed)
    assert 'value="县庆"' in page
    assert 'id="f-source-error"' in page
    assert 'id="f-scope-error"' in page
    page = admin.post("/admin/calendar/day", 422, day="2026-04-21", scope="", kind="WORKDAY", name="x", source="y")
    assert "这一天本来就是这样" in page
    assert "日期应如" in admin.post("/admin/calendar/day", 422, day="4月20日", scope="", kind="", name="", source="")


def test_the_empty_table_can_be_downloaded(admin: Visitor) -> None:
    answer = admin.client.get("/admin/calendar/template")
    assert answer.data.startswith(b"PK")


def test_an_address_without_a_day_or_year_is_no_error_of_ours(admin: Visitor) -> None:
    admin.get("/admin/calendar/day?day=tomorrow", 404)
    assert "2026年工作日历" in admin.get("/admin/calendar?year=%C2%B2")
