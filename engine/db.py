"""The store: how it is opened, and the one place that commits.

SQLite takes its write lock at BEGIN (IMMEDIATE), so that a read that leads to a write cannot be stale;
PostgreSQL locks the instance row (FOR UPDATE). Reads never take the write lock.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, Text, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session

from engine.crashpoint import crashpoint

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """One metadata for all tables of the product, with predictable names for constraints."""

    metadata = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC; a naive one is a bug and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, so that the order of keys is kept (JSONB would lose it)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


E = TypeVar("E", bound=StrEnum)


class Word(TypeDecorator[E], Generic[E]):
    """A member of a StrEnum, stored as its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.enum(value)


def connect(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`, with the settings that make it safe."""
    if url.startswith("sqlite"):
        database = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
        event.listen(database, "connect", _prepare_sqlite)
        event.listen(database, "begin", _begin_sqlite)
        return database
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would else begin on its own, deferred, and lose updates
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Unit(Session):
    """A session that keeps what it has loaded until its end, so that a second `get` costs nothing."""


@event.listens_for(Unit, "loaded_as_persistent")
def _keep(session: Session, loaded: object) -> None:
    session.info.setdefault("loaded", []).append(loaded)


@contextmanager
def transaction(database: Engine, *, read_only: bool = False) -> Iterator[Session]:
    """One command, one transaction. Functions given to `before_commit` are the last to write in it; those given to
    `after_commit` run once it is safe on disk."""
    bound = database.execution_options(read_only=True) if read_only else database
    with Unit(bound, expire_on_commit=False, autoflush=True) as session:
        yield session
        if read_only:
            session.expunge_all()  # what was read stays readable after the session
            session.rollback()
            return
        for act in session.info.pop("before_commit", []):
            act()
        session.flush()
        crashpoint("before_commit")
        session.commit()
        crashpoint("after_commit")
        for act in session.info.pop("after_commit", []):
            act()


T = TypeVar("T")


def asked_once(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives; in a read-only transaction it is asked once, for there it does not change."""
    if not session.get_bind().get_execution_options().get("read_only"):
        return read()
    answers: dict[Hashable, T] = session.info.setdefault("answers", {})
    if key not in answers:
        answers[key] = read()
    return answers[key]


def before_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` at the end of the transaction and in it, once, in order: for what is known only when all is done."""
    session.info.setdefault("before_commit", []).append(act)


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Run `act` after the commit, once, in order; never if the transaction fails."""
    session.info.setdefault("after_commit", []).append(act)
