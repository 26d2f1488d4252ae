"""How people write numbers, dates and answers in a form, and what is meant.

Each reader returns the plain JSON value, or the text as it was posted where it cannot be read: then
`engine.forms.load` names the fault, and the screen shows what was typed.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from engine import clock

WHOLE = re.compile(r"[+-]?[0-9]{1,18}|[+-]?[0-9]{1,3}(?:,[0-9]{3}){1,5}")
DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MONTH = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?")
HOUR = re.compile(r"([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})?\s*分?(?::([0-9]{2})(?:\.[0-9]+)?)?")
BETWEEN = re.compile(r"[\s,、;|]+")
YES = frozenset({"true", "yes", "y", "1", "on", "是"})
NO = frozenset({"false", "no", "n", "0", "off", "否"})


def plain(posted: str) -> str:
    """Full-width letters and digits as half-width, without blanks around; never for text that is kept."""
    return unicodedata.normalize("NFKC", posted).strip()


def whole_number(posted: str) -> int | str:
    found = plain(posted)
    return int(found.replace(",", "")) if WHOLE.fullmatch(found) else posted


def _day_of(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()[:3]))
    except ValueError:  # 31 February
        return None


def day(posted: str) -> str:
    """ISO date of “2026-3-5”, “2026/3/5”, “2026.3.5”, “2026年3月5日”, “20260305”."""
    found = plain(posted)
    read = _day_of(DAY.fullmatch(found) or COMPACT_DAY.fullmatch(found))
    return read.isoformat() if read else posted


def instant(posted: str) -> str:
    """ISO time with the office's zone of “2026-03-05T14:30”, “2026年3月5日 14时30分”; a given zone is kept."""
    found = plain(posted)
    try:
        given = datetime.fromisoformat(found)
    except ValueError:
        return _spoken_instant(found) or posted
    if len(found) <= len("2026-03-05"):
        return posted  # a day alone is no time
    return given.replace(tzinfo=given.tzinfo or clock.CITY).isoformat()


def _spoken_instant(found: str) -> str | None:
    first = DAY.match(found)
    on = _day_of(first)
    if first is None or on is None:
        return None
    at = HOUR.fullmatch(found[first.end() :].lstrip(" T"))
    if at is None:
        return None
    hour, minute = int(at.group(1)), int(at.group(2) or 0)
    if hour > 23 or minute > 59:
        return None
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock.CITY).isoformat()


def month(posted: str) -> str:
    """“2026-03” of “2026-3”, “2026/03”, “2026年3月”."""
    found = MONTH.fullmatch(plain(posted))
    if found is None or not 1 <= int(found.group(2)) <= 12:
        return posted
    return f"{found.group(1)}-{int(found.group(2)):02d}"


def place(posted: str) -> str:
    """“30.25,120.16” of the same with blanks, full-width digits or a Chinese comma."""
    found = re.sub(r"\s*[,、]\s*", ",", plain(posted))
    return found if re.fullmatch(r"-?[0-9.]+,-?[0-9.]+", found) else posted


def answer(posted: str) -> bool | str:
    found = plain(posted).lower()
    if found in YES:
        return True
    return False if found in NO else posted


def listed(posted: list[str]) -> list[Any]:
    """Whole numbers of “1、3，5”, of several inputs, or both."""
    parts = [part for value in posted for part in BETWEEN.split(plain(value)) if part]
    return [whole_number(part) for part in parts]
