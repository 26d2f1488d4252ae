"""The calendar's days: those of the State Council as known at first, and how an administrator changes them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, journal
from engine.actors import Actor
from engine.calendar import ALL, Calendar, CalendarDay, Day, DayKind
from engine.text import Text, day_in_words
from workflows.people.models import District, Unit

STREAM = "calendar"
YEARS = range(2022, 2027)
"""Years seeded at first: enough for imported open cases. The library knows 2004 to 2026."""

PUBLISHED_FROM = 11
"""The month in which the State Council's notice for the next year normally appears (decisions §1.4)."""

NAMES = {
    "New Year's Day": Text("元旦", "New Year's Day"),
    "Spring Festival": Text("春节", "Spring Festival"),
    "Tomb-sweeping Day": Text("清明节", "Tomb-sweeping Day"),
    "Labour Day": Text("劳动节", "Labour Day"),
    "Dragon Boat Festival": Text("端午节", "Dragon Boat Festival"),
    "Mid-autumn Festival": Text("中秋节", "Mid-autumn Festival"),
    "National Day": Text("国庆节", "National Day"),
}
_ENGLISH = {name.zh: name for name in NAMES.values()}


def in_words(name: str) -> Text:
    """The name of a day in both languages; one that only the city knows is the same in both."""
    return _ENGLISH.get(name, Text(name, name))


NO_WORKDAY = Text("{day}不是工作日，请选工作日。", "{day} is not a working day.")
KIND_WORDS = {
    DayKind.HOLIDAY: Text("放假", "Holiday"),
    DayKind.WORKDAY: Text("上班", "Working day"),
}


def told_day(said: Day | None) -> Text:
    """What the table says of a day, in a few words; nothing: by its weekday."""
    if said is None:
        return Text("按周末推算", "By its weekday")
    kind, name = KIND_WORDS[said.kind], in_words(said.name)
    told = Text(f"{kind.zh} {name.zh}", f"{kind.en}, {name.en}") if said.name else kind
    return Text(f"{told.zh}（{said.source}）", f"{told.en} ({said.source})") if said.source else told


class Change(NamedTuple):
    """A day of the table before and after; None where it is not in it and follows its weekday."""

    day: date
    scope: str
    before: Day | None
    after: Day | None


def changes(days: Calendar, wanted: Mapping[date, Day | None], scope: str = ALL) -> list[Change]:
    """In order of days, what would be different if the scope's own days were as wanted; None removes one."""
    having = days.own(scope)
    return [
        Change(day, scope, having.get(day), after) for day, after in sorted(wanted.items()) if having.get(day) != after
    ]


def set_days(session: Session, wanted: Mapping[date, Day | None], scope: str, actor: Actor) -> list[Change]:
    """Write, change or remove days of a scope; what has become different is journalled and returned.

    The one place where the calendar changes, once it is set up; `recounting.change_calendar` also has the running
    dates counted again.
    """
    made = changes(calendar.load(session), wanted, scope)
    for one in made:
        if one.after is None:
            session.delete(session.get_one(CalendarDay, (one.day, scope)))
        else:
            session.merge(CalendarDay(day=one.day, scope=scope, **one.after._asdict()))
    session.flush()
    if made:
        journal.write(
            session, STREAM, journal.Event.CALENDAR_CHANGED, actor, scope=scope, days=[_facts(d) for d in made]
        )
    return made


def _facts(one: Change) -> dict[str, object]:
    before, after = (said and said._asdict() for said in (one.before, one.after))
    return {"day": one.day, "before": before, "after": after}


def whole_year(days: Calendar, year: int, wanted: Mapping[date, Day], scope: str = ALL) -> dict[date, Day | None]:
    """The same days, and None for each other one that the scope has in the year."""
    return {**{day: None for day in days.own(scope) if day.year == year}, **wanted}


def of_unit(session: Session, unit_id: int | None) -> Calendar:
    """The calendar by which a unit's clocks run: its districts' special days, the nearest last, and its own."""
    days = calendar.load(session)
    if unit_id is None or not days.special:
        return days
    unit = session.get_one(Unit, unit_id)
    districts: list[str] = []
    district_id = unit.district_id
    while district_id is not None:
        districts.insert(0, f"district:{district_id}")
        district_id = session.get_one(District, district_id).parent_id
    return days.of(*districts, f"unit:{unit_id}")


def no_workday(session: Session, day: date) -> Text | None:
    """Why a day cannot be a date that an office sets; None: it is a working day."""
    return None if calendar.load(session).is_workday(day) else NO_WORKDAY.format(day=day_in_words(day))


def missing_years(days: Calendar, today: date) -> list[int]:
    """Years that need holidays and have none: this one, and the next from the month of its notice on."""
    needed = [today.year, *([today.year + 1] if today.month >= PUBLISHED_FROM else [])]
    return [year for year in needed if year not in days.years]


def seed_calendar(session: Session, years: Iterable[int] = YEARS) -> None:
    """Write the days that differ from their weekday, for each year without any row yet."""
    known = {day.year for day in session.scalars(select(CalendarDay.day))}
    for year in years:
        if year not in known:
            session.add_all(CalendarDay(day=day, **said._asdict()) for day, said in official(year).items())
    session.flush()


def official(year: int) -> dict[date, Day]:
    """Days of a year on which the official calendar differs from the weekday."""
    found: dict[date, Day] = {}
    source = f"国务院办公厅关于{year}年部分节假日安排的通知"
    day = date(year, 1, 1)
    while day.year == year:
        works = chinese_calendar.is_workday(day)
        if works != (day.weekday() < 5):
            english = chinese_calendar.get_holiday_detail(day)[1] or ""
            name = NAMES[english].zh if english in NAMES else english
            found[day] = Day(DayKind.WORKDAY if works else DayKind.HOLIDAY, name, source)
        day += timedelta(days=1)
    return found
