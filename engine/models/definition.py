from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText


class Definition(Base):
    """One deployed version of a process: its diagrams as text. Never changed; instances keep theirs."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("process", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[dict[str, str]] = mapped_column(JsonText)  # file name -> XML
    deployed_at: Mapped[datetime] = mapped_column(Instant)
