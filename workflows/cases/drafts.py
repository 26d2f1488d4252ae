"""What somebody has typed and not submitted: kept on the server under the address of its form.

The draft of a work item is nobody's any more once the item is closed: no page asks for it, and `sweep` deletes it.
So an answer, the most frequent act of all, does not wait for that.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.db import Base, Instant, JsonText
from engine.models import ItemState, RequestKey, WorkItem

ITEM = "work:"


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


def of_item(item_id: int) -> str:
    """The key of a work item's form."""
    return f"{ITEM}{item_id}"


def sweep(session: Session) -> None:
    """Delete the drafts of closed work items."""
    of_items = select(Draft.person_id, Draft.key).where(Draft.key.startswith(ITEM))
    for person_id, key in session.execute(of_items).all():
        item = session.get(WorkItem, int(key.removeprefix(ITEM)))
        if item is None or item.state is not ItemState.OPEN:
            drop(session, person_id, key)


_DROP = delete(Draft).where(Draft.person_id == bindparam("person"), Draft.key == bindparam("form"))


def drop(session: Session, person_id: int, key: str) -> None:
    """The form begins anew."""
    session.connection().execute(_DROP, {"person": person_id, "form": key})


def as_dict(found: Draft) -> dict[str, list[Any]]:
    """Entries by name, each with its values in order."""
    values: dict[str, list[Any]] = {}
    for name, value in found.entries:
        values.setdefault(name, []).append(value)
    return values
