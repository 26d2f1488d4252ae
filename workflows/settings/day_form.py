"""One day of the calendar as an administrator types it: for everybody, for a district, or for one unit."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar
from engine.calendar import ALL, Day, DayKind, DayStatus
from engine.errors import BadAnswer
from engine.text import Text
from workflows.people.models import Cppcc, District, Unit
from workflows.settings.holiday_file import LONGEST, TOO_LONG

NOT_A_DAY = Text("日期应如 2026-03-05。", "Write the date as 2026-03-05.")
CHOOSE = Text("请选择。", "Choose one.")
NEEDED = Text("请填写。", "Fill this in.")
SAME = Text("这一天本来就是这样，不必登记。", "It is so anyway; there is nothing to enter.")
EVERYBODY = Text("全市", "Everybody")
KINDS = {str(kind): kind for kind in DayKind}
COLUMN = {"name": Text("名称", "name"), "source": Text("来源", "source")}


class Entry(NamedTuple):
    """What was typed, ready for `set_days`; None for the day: it follows its weekday again."""

    day: date
    scope: str
    said: Day | None


def keeper(session: Session) -> int:
    """The CPPCC that keeps the calendar of the store: the one above the others."""
    return session.scalar(select(Cppcc.id).where(Cppcc.parent_id.is_(None)).order_by(Cppcc.id).limit(1)) or 0


def scopes(session: Session) -> dict[str, Text]:
    """For whom a day may hold: key -> words; everybody, each district, each unit of the keeper."""
    found = {ALL: EVERYBODY}
    for id_, name in session.execute(select(District.id, District.name).order_by(District.id)):
        found[f"district:{id_}"] = Text(name, name)
    units = select(Unit.id, Unit.name).where(Unit.cppcc_id == keeper(session)).order_by(Unit.id)
    for id_, name in session.execute(units):
        found[f"unit:{id_}"] = Text(name, name)
    return found


def read(session: Session, typed: Mapping[str, str]) -> Entry:
    """The entry of a posted form {day, kind, name, source, scope}. BadAnswer with what is wrong by field.

    A single day never makes its year official: in a year that is not, it is provisional.
    """
    day, kind, scope = _day(typed.get("day", "")), KINDS.get(typed.get("kind", "")), typed.get("scope", "")
    texts = {key: typed.get(key, "").strip() for key in LONGEST}
    errors = {key: [fault] for key, text in texts.items() if (fault := _fault(key, text, kind is not None))}
    if day is None:
        errors["day"] = [NOT_A_DAY]
    elif kind is not None and scope == ALL and (kind is DayKind.WORKDAY) == (day.weekday() < 5):
        errors["kind"] = [SAME]
    if kind is None and typed.get("kind"):
        errors["kind"] = [CHOOSE]
    if scope not in scopes(session):
        errors["scope"] = [CHOOSE]
    if errors or day is None:
        raise BadAnswer(errors)
    is_settled = scope != ALL or calendar.load(session).is_official(day)
    status = DayStatus.OFFICIAL if is_settled else DayStatus.PROVISIONAL
    return Entry(day, scope, Day(kind, texts["name"], texts["source"], status) if kind else None)


def _fault(key: str, text: str, is_needed: bool) -> Text | None:
    if is_needed and not text:
        return NEEDED
    return TOO_LONG.format(column=COLUMN[key], n=LONGEST[key]) if len(text) > LONGEST[key] else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
