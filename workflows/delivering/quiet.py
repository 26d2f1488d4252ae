"""When a message may leave: on working days from 8 to 21 o'clock, else on the next working morning; what is urgent at
once (reference §7.5)."""

from datetime import UTC, datetime, time

from engine import clock
from engine.calendar import Calendar

MORNING, EVENING = time(8), time(21)


def leaves_at(days: Calendar, now: datetime, *, urgent: bool = False) -> datetime:
    """The instant from which on it may go; `now` itself where that is a good one."""
    local = now.astimezone(clock.CITY)
    is_day = days.is_workday(local.date())
    if urgent or (is_day and MORNING <= local.time() < EVENING):
        return now
    day = local.date() if is_day and local.time() < MORNING else days.add_workdays(local.date(), 1)
    return datetime.combine(day, MORNING, clock.CITY).astimezone(UTC)
