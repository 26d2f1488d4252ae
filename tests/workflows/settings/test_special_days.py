"""A county's own holiday, and a unit's own day, count for their clocks alone; every change is in the journal."""

from datetime import date, datetime

from sqlalchemy import select

from engine import calendar, clock
from engine.actors import SYSTEM
from engine.calendar import ALL, Day, DayKind
from engine.models import JournalEntry
from workflows.people.models import District, Unit
from workflows.settings.deadlines import due
from workflows.settings.holidays import missing_years, of_unit, official, set_days, whole_year

FESTIVAL = date(2026, 4, 20)
FRIDAY = datetime(2026, 4, 17, 9, tzinfo=clock.CITY)
AS_OF = date(2026, 1, 1)
HOLIDAY = Day(DayKind.HOLIDAY, "县庆", "县人民政府公告〔2026〕2号")


def units_of_a_county(session, cppcc_id=1):
    """One unit in a town of the county, one of the county itself, one of the city."""
    county = District(name="丙县")
    session.add(county)
    session.flush()
    town = District(name="丁镇", parent_id=county.id)
    session.add(town)
    session.flush()
    made = [
        Unit(name="丁镇人民政府", cppcc_id=cppcc_id, district_id=town.id),
        Unit(name="丙县水务局", cppcc_id=cppcc_id, district_id=county.id),
        Unit(name="市水务局甲", cppcc_id=cppcc_id),
    ]
    session.add_all(made)
    session.flush()
    return county, made


def due_day(session, rule, unit):
    return clock.day_of(due(session, rule, FRIDAY, AS_OF, unit_id=unit.id).due_at)


def test_a_countys_holiday_moves_the_dates_of_its_units_and_of_its_towns_only(session):
    county, (in_town, in_county, in_city) = units_of_a_county(session)
    set_days(session, {FESTIVAL: HOLIDAY}, f"district:{county.id}", SYSTEM)
    assert due_day(session, "unit_sign", in_city) == date(2026, 4, 22)
    assert due_day(session, "unit_sign", in_county) == date(2026, 4, 23)
    assert due_day(session, "unit_sign", in_town) == date(2026, 4, 23)


def test_the_offices_own_clocks_on_that_units_track_are_the_citys(session):
    county, (_, in_county, _) = units_of_a_county(session)
    set_days(session, {FESTIVAL: HOLIDAY}, f"district:{county.id}", SYSTEM)
    assert due_day(session, "plan_review", in_county) == date(2026, 4, 22)


def test_a_units_own_day_goes_before_its_districts(session):
    county, (_, in_county, _) = units_of_a_county(session)
    set_days(session, {FESTIVAL: HOLIDAY}, f"district:{county.id}", SYSTEM)
    set_days(session, {FESTIVAL: Day(DayKind.WORKDAY, "值班")}, f"unit:{in_county.id}", SYSTEM)
    assert of_unit(session, in_county.id).is_workday(FESTIVAL)


def test_a_day_of_a_county_does_not_make_its_year_official(session):
    set_days(session, {date(2027, 4, 20): HOLIDAY}, "district:1", SYSTEM)
    days = calendar.load(session)
    assert missing_years(days, date(2026, 10, 31)) == []
    assert missing_years(days, date(2026, 11, 1)) == [2027]
    assert missing_years(days, date(2027, 1, 1)) == [2027]


def test_a_change_is_journalled_with_the_day_before_and_after(session):
    set_days(session, {FESTIVAL: HOLIDAY}, ALL, SYSTEM)
    changed = set_days(session, {FESTIVAL: None}, ALL, SYSTEM)
    assert [(one.day, one.before, one.after) for one in changed] == [(FESTIVAL, HOLIDAY, None)]
    facts = session.scalars(select(JournalEntry).where(JournalEntry.stream == "calendar").order_by(JournalEntry.seq))
    assert [one.facts()["days"][0]["day"] for one in facts] == ["2026-04-20", "2026-04-20"]


def test_what_is_set_again_as_it_is_changes_nothing(session):
    days = calendar.load(session)
    wanted = whole_year(days, 2026, official(2026))
    assert set_days(session, wanted, ALL, SYSTEM) == []
    assert session.scalars(select(JournalEntry).where(JournalEntry.stream == "calendar")).all() == []
