"""What somebody has typed and not submitted: kept on the server under the address of its form."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.db import Base, Instant, JsonText
from engine.models import RequestKey


class Draft(Base):
    """One person's draft of one form; `key` names the form, such as "work:17"."""

    __tablename__ = "draft"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    entries: Mapped[list[list[str]]] = mapped_column(JsonText)  # [name, value] as posted
    saved_at: Mapped[datetime] = mapped_column(Instant)


def keep(session: Session, person_id: int, key: str, entries: list[list[str]], request_key: str = "") -> Draft | None:
    """Save a draft; the last one of a form is kept. None if the form was submitted meanwhile under `request_key`:
    what a page sends on leaving must not come back as a draft of what is done."""
    if request_key and session.get(RequestKey, (request_key, person_id)) is not None:
        return None
    found = session.get(Draft, (person_id, key))
    if found is None:
        found = Draft(person_id=person_id, key=key)
        session.add(found)
    found.entries, found.saved_at = entries, clock.now()
    return found


def find(session: Session, person_id: int, key: str) -> Draft | None:
    """The draft of a form, if any."""
    return session.get(Draft, (person_id, key))


_DROP = delete(Draft).where(Draft.person_id == bindparam("person"), Draft.key == bindparam("form"))


def drop(session: Session, person_id: int, key: str) -> None:
    """The form was submitted."""
    session.connection().execute(_DROP, {"person": person_id, "form": key})


def as_dict(found: Draft) -> dict[str, list[Any]]:
    """Entries by name, each with its values in order."""
    values: dict[str, list[Any]] = {}
    for name, value in found.entries:
        values.setdefault(name, []).append(value)
    return values
