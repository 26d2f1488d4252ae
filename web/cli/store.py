"""kanjian db: the store's tables."""

import click

from web.cli.opening import open_store
from web.settings import from_environment
from workflows import migrations


@click.group()
def db() -> None:
    """The store's tables."""


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
