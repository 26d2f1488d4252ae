"""The lights of a date (reference §7.1): red is overdue and nothing else, today is amber and strong.

A light is computed from the due instant whenever it is shown, never stored.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from engine import clock
from engine.calendar import Calendar
from engine.text import Text

Day = date


class Colour(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True)
class Light:
    """`left`: working days left, negative where overdue, None without a date."""

    colour: Colour
    words: Text
    date: Day | None = None
    left: int | None = None
    is_today: bool = False


NO_DATE = Light(Colour.GREY, Text("未定期限", "No date"))
PAUSED = Light(Colour.GREY, Text("挂起", "Suspended"))


def light(
    due_at: datetime | None,
    warn_at: datetime | None,
    now: datetime,
    calendar: Calendar,
    is_suspended: bool = False,
) -> Light:
    """The light of what is due at the last second of a day, and is near from `warn_at` on (both as stored)."""
    if is_suspended:
        return PAUSED
    if due_at is None:
        return NO_DATE
    due_on, today = clock.day_of(due_at), clock.day_of(now)
    left = calendar.workdays_between(today, due_on)
    if now > due_at:
        return Light(Colour.RED, _overdue(-left), due_on, min(left, 0))
    if due_on == today:
        return Light(Colour.AMBER, Text("今日到期", "Due today"), due_on, 0, is_today=True)
    near = warn_at is not None and now >= warn_at
    return Light(Colour.AMBER if near else Colour.GREEN, _left(left, due_on), due_on, left)


def done_light(due_at: datetime | None, done_at: datetime, calendar: Calendar) -> Light:
    """The light of what is done: grey, with the days by which it came late."""
    if due_at is None or done_at <= due_at:
        return Light(Colour.GREY, Text("已办结", "Done"), clock.day_of(done_at))
    late = calendar.workdays_between(clock.day_of(due_at), clock.day_of(done_at))
    words = Text("逾期{n}个工作日办结", "Done {n} working day{s} late").format(n=late, s="" if late == 1 else "s")
    return Light(Colour.GREY, words, clock.day_of(done_at), -late)


def _overdue(days: int) -> Text:
    if days <= 0:
        return Text("已逾期", "Overdue")  # the due day was the last before a weekend
    return Text("逾期{n}个工作日", "{n} working day{s} overdue").format(n=days, s="" if days == 1 else "s")


def _left(days: int, due_on: date) -> Text:
    if days <= 0:
        return Text("{m}月{d}日到期", "Due on {m}/{d}").format(m=due_on.month, d=due_on.day)
    return Text("剩{n}个工作日", "{n} working day{s} left").format(n=days, s="" if days == 1 else "s")
