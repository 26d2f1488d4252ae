"""Alembic's environment: one transaction for the whole upgrade, types written as plain SQLAlchemy types."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Engine

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


def run() -> None:
    """Run the wanted migrations on the store given in the configuration."""
    database: Engine = context.config.attributes["database"]
    with database.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render, render_as_batch=False
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
