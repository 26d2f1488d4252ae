from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, Word


class InstanceState(StrEnum):
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    TERMINATED = "TERMINATED"


class Instance(Base):
    """One running process. `subject` is the domain's row; `matter_id` the case it belongs to.

    `state` is the interpreter's text; `version` counts saves, so that a lost update cannot pass.
    """

    __tablename__ = "instance"
    __table_args__ = (Index(None, "matter_id"), Index(None, "subject_kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    process: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    matter_id: Mapped[int]
    status: Mapped[InstanceState] = mapped_column(Word(InstanceState))
    state: Mapped[str] = mapped_column(Text, deferred=True)
    version: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    __mapper_args__ = {"version_id_col": version}
