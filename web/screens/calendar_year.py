"""A year of the calendar as its page shows it: twelve months, holidays by name, days of some alone."""

import calendar as weeks
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import url_for

from engine import clock
from engine.calendar import ALL, Calendar, DayKind, DayStatus
from engine.text import Text
from web.words import fmt_day, language, t, tr
from workflows.settings.holidays import KIND_WORDS, in_words

MARKS = {DayKind.HOLIDAY: Text("休", "off"), DayKind.WORKDAY: Text("班", "work")}


def months(days: Calendar, year: int) -> list[dict[str, Any]]:
    """{name, worked, weeks [[None | {number, mark, name, kind, ...}]]} of each month, Monday first."""
    walk = days.walk(date(year - 1, 12, 31), date(year, 12, 31))
    names = {
        span.first + timedelta(days=n): span.name
        for span in walk.skipped
        for n in range((span.last - span.first).days + 1)
    }
    return [_month(days, year, month, names) for month in range(1, 13)]


def _month(days: Calendar, year: int, month: int, names: Mapping[date, str]) -> dict[str, Any]:
    first = date(year, month, 1)
    last = first.replace(day=weeks.monthrange(year, month)[1])
    rows = weeks.Calendar().monthdatescalendar(year, month)
    return {
        "name": t(f"{month}月", f"{first:%B}"),
        "worked": days.workdays_between(first - timedelta(days=1), last),
        "weeks": [[_cell(days, day, names) if day.month == month else None for day in row] for row in rows],
    }


def _cell(days: Calendar, day: date, names: Mapping[date, str]) -> dict[str, Any]:
    said = days.days.get(day)
    if day in names:
        kind, name = DayKind.HOLIDAY, names[day]
    elif said is not None and day.weekday() > 4 and said.kind is DayKind.WORKDAY:
        kind, name = DayKind.WORKDAY, said.name
    else:
        kind, name = None, ""
    some = [own[day] for own in days.special.values() if day in own]
    return {
        "number": day.day,
        "kind": "off" if kind is DayKind.HOLIDAY else "work" if kind else "weekend" if day.weekday() > 4 else "",
        "mark": tr(MARKS[kind]) if kind else "",
        "name": tr(in_words(name)) if name else "",
        "is_provisional": said is not None and said.status is DayStatus.PROVISIONAL,
        "special": t("、", ", ").join(tr(in_words(one.name)) for one in some),
        "is_today": day == clock.today(),
        "href": url_for("calendar.ask_day", day=day),
    }


def special_days(days: Calendar, year: int, scopes: Mapping[str, Text]) -> list[dict[str, str]]:
    """Days of a district or a unit alone, in order; of those whom the reader's list of scopes does not name, none."""
    found = sorted(
        (day, scope, said)
        for scope, own in days.special.items()
        if scope in scopes
        for day, said in own.items()
        if day.year == year
    )
    return [
        {
            "day": fmt_day(day),
            "scope": tr(scopes[scope]),
            "kind": tr(KIND_WORDS[said.kind]),
            "name": tr(in_words(said.name)),
            "source": said.source,
            "href": url_for("calendar.ask_day", day=day, scope=scope),
        }
        for day, scope, said in found
    ]


def sources(days: Calendar, year: int) -> list[str]:
    """Who published the days of the year that hold for all."""
    return sorted({said.source for day, said in days.own(ALL).items() if day.year == year and said.source})


def weekdays() -> list[str]:
    """Heads of a month's columns."""
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] if language() == "en" else list("一二三四五六日")
