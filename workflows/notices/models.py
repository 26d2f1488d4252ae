"""A notice, and how a person wants to be reached."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant, JsonText, Word
from workflows.notices.kinds import BY_DEFAULT, NoticeKind, Way


class Notice(Base):
    """Something that a person is told once. `why` is said in both languages by the product, `note` as somebody wrote
    it. Where it leads (its item, else its case or track) is asked when it is opened, for that may have moved on."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "person_id", "read_at", "id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind))
    why: Mapped[list[str]] = mapped_column(JsonText)  # [zh, en]
    note: Mapped[str] = mapped_column(Text, default="")
    by_person_id: Mapped[int]  # 0: the system itself
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Preference(Base):
    """How a person is reached outside, and about what; whoever has no row is told in the product alone.

    `refused_at` and `refusal` say that the mail server wants nothing for this address; a new address clears them.
    `read_until`: what came to the list of work before counts as seen.
    """

    __tablename__ = "notice_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(254), default="")
    ways: Mapped[dict[str, list[str]]] = mapped_column(JsonText, default=dict)  # way -> kinds, where he has chosen
    refused_at: Mapped[datetime | None] = mapped_column(Instant)
    refusal: Mapped[list[str] | None] = mapped_column(JsonText)  # [zh, en]
    read_until: Mapped[datetime | None] = mapped_column(Instant)

    def wants(self, way: Way, kind: NoticeKind) -> bool:
        """Whether he wants to be told of this kind in this way; by default as `BY_DEFAULT` says."""
        return kind in (self.ways or {}).get(way, BY_DEFAULT[way])
