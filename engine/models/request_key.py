from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText


class RequestKey(Base):
    """A mutating request that was answered: same key and body, same answer again."""

    __tablename__ = "request_key"
    __table_args__ = (Index(None, "created_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    reply: Mapped[dict[str, Any]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(Instant)
