"""Why a date is what it is: what was counted and what was not, as data and in sentences."""

from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar import Calendar, Span, Walk, corresponding_day
from engine.text import Text
from workflows.settings.deadlines import last_day
from workflows.settings.holidays import in_words
from workflows.settings.models import ClockUnit


@dataclass(frozen=True)
class Derivation:
    """From a start (not counted) so many units on, or back where negative, to the day that is due.

    `walk` tells of every day between; of months only from the corresponding day on, which is `reached`.
    """

    start: date
    unit: ClockUnit
    count: int
    due: date
    reached: date
    walk: Walk


def derive(days: Calendar, start: date, unit: ClockUnit, count: int) -> Derivation | None:
    """How a clock of this length comes to its last day; None for a DATE that only the case knows."""
    due = last_day(days, start, unit, count)
    if due is None:
        return None
    reached = corresponding_day(start, count) if unit is ClockUnit.MONTH else due
    begin = reached - timedelta(days=1) if unit is ClockUnit.MONTH else start
    return Derivation(start, unit, count, due, reached, days.walk(begin, due))


def sentences(of: Derivation) -> list[Text]:
    """The derivation as a person would tell it, in order."""
    said = [Text("起始日{day}不计入。", "The starting day, {day}, is not counted.").format(day=day_of_week(of.start))]
    match of.unit:
        case ClockUnit.WORKDAY:
            said += _counted(of)
        case ClockUnit.MONTH:
            said += _months(of)
        case ClockUnit.CALENDAR_DAY:
            words = Text("按自然日计{count}天，节假日也计入。", "{count} days of the calendar, holidays counted too.")
            said.append(words.format(count=of.count))
        case ClockUnit.DATE:
            said.append(Text("为每年的固定日期。", "It is a fixed date of the year."))
    said.append(Text("截止日为{day}。", "It is due on {day}.").format(day=day_of_week(of.due)))
    if of.unit in (ClockUnit.WORKDAY, ClockUnit.MONTH):
        said += [unpublished(year) for year in of.walk.provisional]
    return said


def unpublished(year: int) -> Text:
    """That a year's dates are for the time being."""
    return Text(
        "{year}年放假安排尚未公布，暂按周末推算，公布后将自动校准。",
        "The holidays of {year} are not published yet; until they are, weekends alone are left out.",
    ).format(year=year)


def _counted(of: Derivation) -> list[Text]:
    if of.count < 0:
        said = [Text("向前倒数{count}个工作日。", "{count} working days are counted back.").format(count=-of.count)]
    else:
        said = []
    pieces = sorted((*of.walk.counted, *of.walk.skipped), reverse=of.count < 0)
    said += [_skipped(one) if one.name or not one.worked else _stretch(one) for one in pieces]
    said += [_made_up(day) for day in of.walk.made_up]
    return said


def _months(of: Derivation) -> list[Text]:
    words = Text("按月计{count}个月，对应日为{day}。", "{count} months on, the corresponding day is {day}.")
    said = [words.format(count=of.count, day=day_of_week(of.reached))]
    said += [_skipped(one) for one in of.walk.skipped]
    if of.reached != of.due:
        said.append(Text("对应日不是工作日，顺延至其后第一个工作日。", "It is no working day, so the next one counts."))
    said += [_made_up(day) for day in of.walk.made_up if day == of.due]
    return said


def _stretch(one: Span) -> Text:
    words = Text("计入{span}，{count}个工作日。", "Counted: {span}, {count} working days.")
    return words.format(span=_span(one), count=one.worked)


def _skipped(one: Span) -> Text:
    name = in_words(one.name) if one.name else Text("节假日", "Holiday")
    return Text("跳过{name}{span}。", "Left out: {name}, {span}.").format(name=name, span=_span(one))


def _made_up(day: date) -> Text:
    return Text("{day}调休上班，计入。", "{day} is a make-up working day and is counted.").format(day=day_of_week(day))


def _span(one: Span) -> Text:
    first, last = day_of_week(one.first), day_of_week(one.last)
    return first if one.first == one.last else Text(f"{first.zh}至{last.zh}", f"{first.en} to {last.en}")


def day_of_week(day: date) -> Text:
    """2026-02-14（周六）, 2026-02-14 (Sat)."""
    return Text(f"{day}（周{'一二三四五六日'[day.weekday()]}）", f"{day} ({day:%a})")
