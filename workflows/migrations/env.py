"""Alembic's environment: one transaction for the whole upgrade, types written as plain SQLAlchemy types."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Engine

import workflows.tables  # noqa: F401 - all tables belong to one metadata
from engine.db import Base, Instant, JsonText, Word


def render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """A migration does not depend on the product's own column types: they may change, it may not."""
    if kind != "type":
        return False
    if isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(value, JsonText):
        return "sa.Text()"
    if isinstance(value, Word):
        return "sa.String(length=32)"
    return False


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making its table anew, and would not let go of one that others refer to. Whether
    every reference still holds is asked before the commit."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")  # only outside a transaction
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if connection.dialect.name == "sqlite" else []
    if broken:
        raise RuntimeError(f"the migration breaks references: {broken[:5]}")


def run() -> None:
    """Run the wanted migrations on the store given in the configuration."""
    database: Engine = context.config.attributes["database"]
    with database.connect() as connection, _tables_may_be_made_anew(connection):
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render, render_as_batch=False
        )
        with context.begin_transaction():
            context.run_migrations()
        _check_references(connection)
        connection.commit()


run()
