"""Tables that every act reads and that change a few times a day at most: kept in memory until one of them changes.

The stamp of the store's edition is read once per transaction; a change of such a table gives a new one, in the
same transaction. A stamp never comes back, so what was kept under one is never wrong, in whatever process.
"""

import secrets
from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import String, event, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from engine.db import Base

STORE = "store"
KEPT = 4  # editions of a store: a changed one and those that other transactions still read
T = TypeVar("T")
Stamp = str | None

_kept: WeakKeyDictionary[Any, dict[str, dict[Any, Any]]] = WeakKeyDictionary()


class Edited:
    """Marks a table as one of the edition. A migration that changes its rows gives a new stamp too."""


class Edition(Base):
    """One row: the stamp of what the edited tables hold now."""

    __tablename__ = "edition"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(16))


CURRENT = select(Edition.stamp).where(Edition.name == STORE).scalar_subquery()
"""The stamp, as a part of a statement that is sent anyway; see `take`."""


def take(session: Session, stamp: Stamp) -> None:
    """The stamp as this transaction has just read it (`CURRENT`), so that it is not asked for again."""
    if "edition" not in session.info:
        session.info["edition"] = _values(session, stamp)


def kept(session: Session, read: Callable[[Session], T]) -> T:
    """What `read` makes of edited tables: plain values, not rows. Read again when an edition is new."""
    values = session.info.get("edition")
    if values is None:
        values = session.info["edition"] = _values(session, session.scalar(select(CURRENT)))
    if read not in values:
        values[read] = read(session)
    found: T = values[read]
    return found


def _values(session: Session, stamp: Stamp) -> dict[Any, Any]:
    if stamp is None:
        return {}  # nothing has been edited yet; kept with the session alone
    store = _kept.setdefault(session.connection().engine.pool, {})
    if stamp not in store:
        while len(store) >= KEPT:
            store.pop(next(iter(store)), None)
        store[stamp] = {}
    return store[stamp]


@event.listens_for(Session, "before_flush")
def _changed(session: Session, *_: Any) -> None:
    if any(isinstance(row, Edited) for row in chain(session.new, session.dirty, session.deleted)):
        _renew(session)


@event.listens_for(Session, "do_orm_execute")
def _changed_in_bulk(state: ORMExecuteState) -> None:
    mapper = None if state.is_select else state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Edited):
        _renew(state.session)


def _renew(session: Session) -> None:
    found = next((row for row in session.new if isinstance(row, Edition)), None) or session.get(Edition, STORE)
    if found is None:
        found = Edition(name=STORE)
        session.add(found)
    found.stamp = secrets.token_hex(8)
    session.info.pop("edition", None)
