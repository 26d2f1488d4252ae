"""The row in force on a day: the one with the latest first day not after it."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.errors import NotFound
from engine.text import Text
from workflows.settings.models import DeadlineRule, Route, Threshold

Setting = TypeVar("Setting", DeadlineRule, Threshold, Route)


def in_force(session: Session, kind: type[Setting], column: InstrumentedAttribute[Any], key: str, on: date) -> Setting:
    """Raises `NotFound`, naming the key, where nothing is in force on that day."""
    found = session.scalar(
        select(kind).where(column == key, kind.valid_from <= on).order_by(kind.valid_from.desc()).limit(1)
    )
    if found is None:
        raise NotFound(Text("{on} 没有生效的设置“{key}”。", "No setting “{key}” is in force on {on}."), key=key, on=on)
    return found
