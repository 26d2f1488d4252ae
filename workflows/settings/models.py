"""Settings as rows. The row in force on a day is the one with the latest `valid_from` not after it.

Rows are never overwritten: a new value is a new row, so that a running case keeps its clocks.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, JsonText, Word
from engine.editions import Edited
from engine.text import Text
from workflows.people.roles import Role


class Labelled:
    """`words` holds [Chinese, English]; `label` gives them as a pair."""

    words: Mapped[list[str]] = mapped_column(JsonText)

    @property
    def label(self) -> Text:
        return Text(*self.words)


class ClockUnit(StrEnum):
    WORKDAY = "WORKDAY"
    CALENDAR_DAY = "CALENDAR_DAY"
    MONTH = "MONTH"
    DATE = "DATE"  # a date of the year, or one that the case itself brings


class DeadlineRule(Edited, Labelled, Base):
    """`count` units after the start; before it where negative. Of a DATE: month × 100 + day, or 0 for a
    date that only the case knows. Days of an internal rule are halved in urgent cases."""

    __tablename__ = "deadline_rule"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    unit: Mapped[ClockUnit] = mapped_column(Word(ClockUnit))
    count: Mapped[int]
    is_internal: Mapped[bool]
    valid_from: Mapped[date]


class Threshold(Edited, Labelled, Base):
    __tablename__ = "threshold"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JsonText)
    valid_from: Mapped[date]


class Route(Labelled, Base):
    """An approval chain by name. The one in force on the day of submission goes with the document."""

    __tablename__ = "route"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date]

    items: Mapped[list["RouteItem"]] = relationship(
        back_populates="route", order_by="RouteItem.position, RouteItem.id", lazy="selectin"
    )


class ItemKind(StrEnum):
    REVIEW = "REVIEW"  # 审核
    COUNTERSIGN = "COUNTERSIGN"  # 会签: one item per committee asked
    OFFICE_EDIT = "OFFICE_EDIT"  # 核稿
    CHAIR_MEETING = "CHAIR_MEETING"  # 主席会议审议: answered by a record X9
    SIGN_OFF = "SIGN_OFF"  # 签发


class RouteItem(Base):
    """Items of one `position` stand beside each other. `condition` is an expression over the facts of the
    document (see `routes.FACTS`); an empty one always holds. `role` is a code of reference §2.2, or one
    of `SPECIAL_ROLES`."""

    __tablename__ = "route_item"
    __table_args__ = (UniqueConstraint("route_id", "position", "kind", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("route.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    role: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str] = mapped_column(String(16))
    condition: Mapped[str] = mapped_column(String(200), default="")
    deadline: Mapped[str] = mapped_column(String(64))
    may_refuse: Mapped[bool] = mapped_column(default=False)
    has_veto: Mapped[bool] = mapped_column(default=True)  # whether disagreement stops the chain

    route: Mapped[Route] = relationship(back_populates="items", lazy="raise_on_sql")


SPECIAL_ROLES = frozenset({"signatory", "letter_signatory", "countersign_director"})
"""signatory: by issuer and direction; letter_signatory: who signed the letter whose date is to move;
countersign_director: the director of each committee asked."""


class IssuerKind(StrEnum):
    CPPCC = "CPPCC"
    OFFICE = "OFFICE"


class Direction(StrEnum):
    UPWARD = "UPWARD"
    PARALLEL = "PARALLEL"
    DOWNWARD = "DOWNWARD"


class PaperFormat(StrEnum):
    DOCUMENT = "DOCUMENT"  # 文件格式
    LETTER = "LETTER"  # 信函格式
    MINUTES = "MINUTES"  # 纪要格式
    BULLETIN = "BULLETIN"  # 简报式版头


class Issuer(Base):
    """Issuer × direction × kind of document: who signs, under which head, number prefix and seal.

    `document_kind` "" is the row for every kind without one of its own.
    """

    __tablename__ = "issuer"
    __table_args__ = (UniqueConstraint("cppcc_id", "issuer", "direction", "document_kind", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    issuer: Mapped[IssuerKind] = mapped_column(Word(IssuerKind))
    direction: Mapped[Direction] = mapped_column(Word(Direction))
    document_kind: Mapped[str] = mapped_column(String(32), default="")
    name: Mapped[str] = mapped_column(String(120))  # as in head, signature line and seal
    signatory: Mapped[Role] = mapped_column(Word(Role))
    prefix: Mapped[str] = mapped_column(String(40))  # 机关代字
    template: Mapped[PaperFormat] = mapped_column(Word(PaperFormat))
    seal: Mapped[str] = mapped_column(String(120))  # "" where the document carries none
    prints_signatory: Mapped[bool]
    valid_from: Mapped[date]
