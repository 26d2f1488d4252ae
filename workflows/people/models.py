"""Organisations, people and the posts they hold. Every validity is a span of days, both ends included."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, validates

from engine import clock
from engine.db import Base, Instant, JsonText, Word
from engine.editions import Edited
from workflows.people.roles import Role, ScopeKind


class Named:
    """A name, and of some a short one, that can also be found by pinyin and by the initials of that.

    `pinyin` and `initials` hold one word per name: "zhufanghe…ju zhujianju".
    """

    name: Mapped[str] = mapped_column(String(120))
    pinyin: Mapped[str] = mapped_column(String(1200), default="")
    initials: Mapped[str] = mapped_column(String(200), default="")

    @validates("name", "short")
    def _spell(self, key: str, value: str) -> str:
        names = {"name": self.name, "short": getattr(self, "short", None), key: value}
        words = [name for name in names.values() if name]
        self.pinyin = " ".join("".join(lazy_pinyin(name)).lower() for name in words)
        self.initials = " ".join("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower() for name in words)
        return value


def lasts(first: date | None, last: date | None, on: date) -> bool:
    """Whether a day lies between two others, both included; None leaves that end open."""
    return (first is None or first <= on) and (last is None or on <= last)


class Lasting:
    """Valid from a day until a day, both included; None leaves that end open."""

    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    def is_valid(self, on: date) -> bool:
        return lasts(self.valid_from, self.valid_until, on)

    @classmethod
    def valid_on(cls, on: date | BindParameter[date]) -> ColumnElement[bool]:
        """The same as a condition of a query."""
        return and_(
            or_(cls.valid_from.is_(None), cls.valid_from <= on),
            or_(cls.valid_until.is_(None), cls.valid_until >= on),
        )

    @classmethod
    def meets(cls, first: date, last: date) -> ColumnElement[bool]:
        """The condition that it is valid on at least one of these days."""
        return and_(
            or_(cls.valid_from.is_(None), cls.valid_from <= last),
            or_(cls.valid_until.is_(None), cls.valid_until >= first),
        )


class Level(StrEnum):
    CITY = "CITY"
    COUNTY = "COUNTY"


class Cppcc(Base):
    """A CPPCC that owns cases: the city's, or a county's that works in the same store."""

    __tablename__ = "cppcc"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    short: Mapped[str] = mapped_column(String(40))
    level: Mapped[Level] = mapped_column(Word(Level))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("cppcc.id"))


class District(Named, Base):
    __tablename__ = "district"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))


class UnitKind(StrEnum):
    """Units of one kind stand together among the recipients of a letter (decisions G7)."""

    PARTY = "PARTY"
    GOVERNMENT = "GOVERNMENT"
    DISTRICT = "DISTRICT"
    DEPARTMENT = "DEPARTMENT"
    TOWN = "TOWN"
    PUBLIC_BODY = "PUBLIC_BODY"


class Unit(Edited, Named, Lasting, Base):
    """A body outside the CPPCC that gets or answers letters. Closed ones stay, for old letters."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("cppcc_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    short: Mapped[str] = mapped_column(String(60), default="")
    aliases: Mapped[list[str]] = mapped_column(JsonText, default=list)
    kind: Mapped[UnitKind] = mapped_column(Word(UnitKind), default=UnitKind.DEPARTMENT)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    has_unit_head_step: Mapped[bool] = mapped_column(default=False)


class Committee(Named, Lasting, Base):
    """A special committee. The vice-chair in charge is whoever holds `vice_chair` in its scope."""

    __tablename__ = "committee"
    __table_args__ = (UniqueConstraint("cppcc_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int] = mapped_column(ForeignKey("cppcc.id"))
    code: Mapped[str] = mapped_column(String(8))  # TA, JJ, CJ …
    short: Mapped[str] = mapped_column(String(40))


class Person(Edited, Named, Base):
    __tablename__ = "person"
    __table_args__ = (Index(None, "employer_unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cppcc_id: Mapped[int | None] = mapped_column(ForeignKey("cppcc.id"))
    phone: Mapped[str] = mapped_column(String(32), default="")
    employer_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    is_member: Mapped[bool] = mapped_column(default=False)
    sector: Mapped[str] = mapped_column(String(60), default="")

    posts: Mapped[list["Post"]] = relationship(back_populates="person", order_by="Post.id", lazy="raise_on_sql")


def _cppcc_of(model: type[Committee] | type[Person], key: Any) -> Any:
    """The CPPCC of the row with this id, as a part of another query (which may itself be about such rows)."""
    return select(model.cppcc_id).where(model.id == key).correlate_except(model).scalar_subquery()


class Post(Edited, Lasting, Base):
    """A role held by a person in a scope. `title` is printed as it stands: 城建委主任.

    A vice-chair has one post in the body and one per committee in his charge. `is_presiding`
    (主持工作) lets a vice-chair act in the chairperson's place while the post is valid. `cppcc_id` is the
    CPPCC in which it is held, read along with the post; None for a post in a unit.
    """

    __tablename__ = "post"
    __table_args__ = (Index(None, "person_id"), Index(None, "role", "scope_kind", "scope_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(Word(Role))
    scope_kind: Mapped[ScopeKind] = mapped_column(Word(ScopeKind))
    scope_id: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(120))
    is_presiding: Mapped[bool] = mapped_column(default=False)
    cppcc_id: Mapped[int | None] = column_property(
        case(
            (scope_kind == ScopeKind.CPPCC, scope_id),
            (scope_kind == ScopeKind.COMMITTEE, _cppcc_of(Committee, scope_id)),
            (scope_kind == ScopeKind.PERSON, _cppcc_of(Person, scope_id)),
        )
    )

    person: Mapped[Person] = relationship(back_populates="posts", lazy="raise_on_sql")

    @property
    def group(self) -> str:
        return f"{self.role}@{self.scope_kind}:{self.scope_id}"


class ProposalKind(StrEnum):
    POST = "POST"  # a post is given
    LIAISON = "LIAISON"  # X19: a unit changes its liaison
    REORGANISATION = "REORGANISATION"  # X12
    TERM = "TERM"  # X13


class ProposalState(StrEnum):
    WAITING = "WAITING"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    TAKEN_BACK = "TAKEN_BACK"


class Proposal(Base):
    """What one has entered about posts or units, and another has to confirm before it takes effect.

    `subject_id`: the person, or the unit, that it is about; of a change of term the CPPCC. `facts`: what would hold
    then, by kind, with days as ISO text.
    """

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "state", "kind", "id"), Index(None, "kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ProposalKind] = mapped_column(Word(ProposalKind))
    cppcc_id: Mapped[int | None] = mapped_column(ForeignKey("cppcc.id"))
    subject_id: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    state: Mapped[ProposalState] = mapped_column(Word(ProposalState), default=ProposalState.WAITING)
    made_by: Mapped[int]  # 0: the command line
    made_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, default="")  # of a refusal


class TieKind(StrEnum):
    EMPLOYER = "EMPLOYER"
    CONCURRENT_POST = "CONCURRENT_POST"
    DECLARED = "DECLARED"


class Tie(Edited, Lasting, Base):
    """A relation of a person to a unit that bars him from its matters, beside employer and posts."""

    __tablename__ = "tie"
    __table_args__ = (Index(None, "person_id"), Index(None, "unit_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[TieKind] = mapped_column(Word(TieKind))
    note: Mapped[str] = mapped_column(String(200), default="")


class Dispensation(Base):
    """The secretary-general lets a person act in one matter despite a tie; shown on the case."""

    __tablename__ = "dispensation"
    __table_args__ = (UniqueConstraint("matter_id", "person_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str] = mapped_column(Text)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Delegation(Lasting, Base):
    """All tasks of a post go to another person too, for some days. `basis` is printed: the 授权依据.

    Once it is over, the post's holder gets the list of the `decided` things that were decided in his name, at
    `reported_at`, and may object until `objections_until`; `opened_at`: when he first looked at it.
    """

    __tablename__ = "delegation"
    __table_args__ = (Index(None, "to_person_id"), Index(None, "post_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[int | None]  # a security administrator may lend for one who is away
    absence_id: Mapped[int | None] = mapped_column(ForeignKey("absence.id"))  # the one that was entered with it
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    decided: Mapped[int] = mapped_column(default=0)
    reported_at: Mapped[datetime | None] = mapped_column(Instant)
    objections_until: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)

    post: Mapped[Post] = relationship(lazy="raise_on_sql")
    delegate: Mapped[Person] = relationship(lazy="raise_on_sql")

    @property
    def begins_at(self) -> datetime:
        assert self.valid_from is not None, "a delegation has both its days"
        return clock.start_of(self.valid_from)

    @property
    def ends_at(self) -> datetime:
        """The first instant at which it opens nothing any more."""
        assert self.valid_until is not None, "a delegation has both its days"
        whole = clock.start_of(self.valid_until + timedelta(days=1))
        return min(whole, self.revoked_at) if self.revoked_at else whole


class DelegateObjection(Base):
    """A principal does not agree with what was decided in his name: told beside it, and undoes nothing."""

    __tablename__ = "delegate_objection"
    __table_args__ = (UniqueConstraint("delegation_id", "work_item_id"), Index(None, "work_item_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)


class Absence(Lasting, Base):
    """Days on which a person is away (请假): told to colleagues, and no bar to anything. Why, nobody is asked."""

    __tablename__ = "absence"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class Account(Base):
    """What a person signs in with. `login` is stored as `accounts.fold` leaves it."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    language: Mapped[str] = mapped_column(String(2), default="zh")
    created_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class WebSession(Base):
    """A signed-in browser. Only the hash of its token is stored, so that a leak of the store opens nothing."""

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class ApiToken(Base):
    """A program's key to the API, in the name of an account."""

    __tablename__ = "api_token"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


class CalendarFeed(Base):
    """The secret address at which a calendar program reads a person's dates: one per person, its hash alone."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    last_read_at: Mapped[datetime | None] = mapped_column(Instant)
