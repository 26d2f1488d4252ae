"""kanjian db: the store's tables."""

import click
from sqlalchemy import column, create_engine, literal, make_url, select, text

from web.cli.opening import open_store
from web.settings import from_environment
from workflows import migrations


@click.group()
def db() -> None:
    """The store and its tables."""


@db.command()
def create() -> None:
    """Make the database on its PostgreSQL server, unless it is there; a SQLite file needs no making."""
    url = make_url(from_environment().store)
    if url.get_backend_name() == "sqlite":
        return
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        found = select(literal(1)).select_from(text("pg_database")).where(column("datname") == url.database)
        if connection.scalar(found) is None:
            name = server.dialect.identifier_preparer.quote(str(url.database))
            connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()


@db.command()
def upgrade() -> None:
    """Bring the tables to this version; what is stored stays."""
    settings = from_environment()
    version = migrations.upgrade(open_store(settings, check=False))
    click.echo(f"{settings.store.rsplit('@')[-1]}: {version}")


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Go back to an earlier REVISION ("base" empties the store)."""
    version = migrations.downgrade(open_store(from_environment(), check=False), revision)
    click.echo(version or "base")
