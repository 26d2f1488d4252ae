"""From a rule and a start to the instants to warn and due (reference §7.1, §8.2, §10.2)."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.calendar import Calendar
from engine.process import Due
from workflows.settings import in_force
from workflows.settings.in_force import Rule
from workflows.settings.models import ClockUnit


def due(session: Session, rule_key: str, started: datetime, as_of: date, urgent: bool = False) -> Due | None:
    """When something under a rule is due that starts at `started`; None where only the case knows the date.

    `as_of` is the day the case started: its clocks stay as they were then. In an urgent case the days of
    internal rules are halved, rounded up, at least 1. Raises `NotFound` for an unknown rule.
    """
    rule = in_force.rule(session, rule_key, as_of)
    days = calendar.load(session)
    start = clock.day_of(started)
    day = due_day(days, rule, start, urgent)
    if day is None:
        return None
    return Due(
        started_on=start,
        warn_at=warn_instant(session, start, day, as_of),
        due_at=calendar.due_instant(day),
        basis="RULE",
        is_provisional=is_provisional(days, start, day),
    )


def due_on(session: Session, day: date, started: datetime, as_of: date, basis: str) -> Due:
    """The same for a date that the case brings: of an INSTRUCTION, PRINTED in the letter, or of the PLAN."""
    start = clock.day_of(started)
    return Due(start, warn_instant(session, start, day, as_of), calendar.due_instant(day), basis, False)


def due_day(days: Calendar, rule: Rule, start: date, urgent: bool) -> date | None:
    """The last day of a rule's span, or None for a date that only the case knows."""
    count = halved(rule.count) if urgent and rule.is_internal and rule.unit is ClockUnit.WORKDAY else rule.count
    match rule.unit:
        case ClockUnit.WORKDAY:
            return days.add_workdays(start, count)
        case ClockUnit.CALENDAR_DAY:
            return start + timedelta(days=count)
        case ClockUnit.MONTH:
            return days.add_months(start, count)
        case ClockUnit.DATE:
            return next_date(start, rule.count) if rule.count else None


def halved(count: int) -> int:
    """Half, rounded up, at least 1, on the same side of the start; 0 (the same day) stays."""
    half = (abs(count) + 1) // 2
    return half if count >= 0 else -half


def next_date(start: date, month_and_day: int) -> date:
    """The next such day of a year after `start`: 630 is 30 June."""
    month, day = divmod(month_and_day, 100)
    found = date(start.year, month, day)
    return found if found > start else found.replace(year=start.year + 1)


def warn_instant(session: Session, start: date, due_on: date, as_of: date) -> datetime:
    """The first instant of the day on which the light turns yellow; never before the start's own day."""
    days = calendar.load(session)
    yellow = in_force.threshold(session, "yellow_threshold", as_of)
    is_long = days.workdays_between(start, due_on) >= yellow["long_from"]
    day = days.add_workdays(due_on, -(yellow["long"] if is_long else yellow["short"]))
    if start <= due_on:
        day = max(day, start)
    return datetime.combine(day, time(0), clock.CITY).astimezone(clock.now().tzinfo)


def is_provisional(days: Calendar, start: date, due_on: date) -> bool:
    """Whether the span touches a year whose holidays are not published yet."""
    first, last = sorted((start.year, due_on.year))
    return not all(year in days.years for year in range(first, last + 1))
