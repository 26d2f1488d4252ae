"""One Alembic history for all tables. Run by `kanjian db upgrade` and, in the demo, at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config(database: Engine | None = None) -> Config:
    """Alembic's configuration, with the store to work on."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["database"] = database
    return made


def head() -> str | None:
    """The newest revision of this version of the product."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current(database: Engine) -> str | None:
    """The revision of a store; None if it is empty."""
    with database.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Engine) -> bool:
    """Whether a store's tables are those of this version."""
    return current(database) == head()


def upgrade(database: Engine, revision: str = "head") -> str | None:
    """Bring a store's tables to `revision`; the revision it then has."""
    command.upgrade(config(database), revision)
    return current(database)


def downgrade(database: Engine, revision: str) -> str | None:
    """Go back to `revision`; "base" removes every table."""
    command.downgrade(config(database), revision)
    return current(database)
