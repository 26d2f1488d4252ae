"""kanjian journal: whether the record is as it was written."""

import click
from sqlalchemy import func, select

from engine import journal as the_journal
from engine.db import transaction
from engine.models import JournalEntry
from web.cli.opening import open_store
from web.settings import from_environment


@click.group()
def journal() -> None:
    """The record of everything that was done."""


@journal.command()
def verify() -> None:
    """Follow every chain; name the first broken link of each."""
    with transaction(open_store(from_environment()), read_only=True) as session:
        broken = list(the_journal.verify(session))
        count = session.scalar(select(func.count()).select_from(JournalEntry))
    for found in broken:
        click.echo(f"{found.stream} #{found.seq}: {found.why}")
    if broken:
        raise click.ClickException(f"{len(broken)} 处断裂 · {len(broken)} broken chains")
    click.echo(f"{count} 条记录完整 · {count} entries, all as written")


@journal.command()
def anchor() -> None:
    """Chain a digest over all heads now, and print it to be kept outside the store."""
    database = open_store(from_environment())
    with transaction(database) as session:
        made = the_journal.anchor(session)
    click.echo(f"{made.at.isoformat()} {made.hash}" if made else "没有新的记录 · nothing new since the last anchor")
