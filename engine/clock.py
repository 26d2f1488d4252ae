"""The one source of time. Instants are aware and in UTC; a day is a day in the city."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Shanghai")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present instant in UTC, or the instant set by `at`."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present day in the city."""
    return now().astimezone(CITY).date()


def day_of(instant: datetime) -> date:
    """The city's day on which an aware instant falls."""
    return instant.astimezone(CITY).date()


def start_of(day: date) -> datetime:
    """The first instant of a day of the city, in UTC."""
    return datetime.combine(day, time(0), CITY).astimezone(UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stand the clock of this thread at an aware instant: for the demo city and for tests."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


def move(by: timedelta) -> None:
    """Move a clock that `at` has set; a real clock cannot be moved."""
    fixed = _fixed.get()
    if fixed is None:
        raise RuntimeError("only a clock set by at() can be moved")
    _fixed.set(fixed + by)
