from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant

_FOR_ANOTHER = sql("on_behalf_of IS NOT NULL")


class JournalEntry(Base):
    """One thing that happened. `hash` covers this entry and the hash before it in its stream."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        Index(None, "on_behalf_of", sqlite_where=_FOR_ANOTHER, postgresql_where=_FOR_ANOTHER),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(32))  # "instance:7", "accounts", "register" …
    seq: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    event: Mapped[str] = mapped_column(String(48))
    person_id: Mapped[int]
    post: Mapped[str] = mapped_column(String(120))
    on_behalf_of: Mapped[int | None]
    data: Mapped[str] = mapped_column(Text)  # JSON exactly as hashed; ids and words, never a complainant
    hash: Mapped[str] = mapped_column(String(64))

    def facts(self) -> Any:
        """The entry's data as Python values."""
        import orjson

        return orjson.loads(self.data)


class JournalHead(Base):
    """Where each stream stands; a cut tail no longer reaches its head."""

    __tablename__ = "journal_head"

    stream: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class JournalAnchor(Base):
    """A digest over all heads at one moment, chained; its printout outside the store proves the past."""

    __tablename__ = "journal_anchor"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    heads: Mapped[str] = mapped_column(Text)  # "stream seq hash" per line, of the streams that moved
    hash: Mapped[str] = mapped_column(String(64))
