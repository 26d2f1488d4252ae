"""kanjian demo: the product with an invented city, on this machine alone."""

import os
from dataclasses import replace

import click

from engine.db import transaction
from web.cli import serve
from web.cli.opening import open_store
from web.settings import from_environment
from workflows import demo as the_demo
from workflows import migrations


@click.command()
@click.option("--no-serve", is_flag=True, help="only make the store and load the city")
def demo(no_serve: bool) -> None:
    """Make the store, load the demo city the first time, and serve it."""
    os.environ.setdefault("KANJIAN_DEMO", "1")
    settings = replace(from_environment(), demo=True)
    settings.check()
    database = open_store(settings, check=False)
    migrations.upgrade(database)
    with transaction(database, read_only=True) as session:
        loaded = the_demo.is_loaded(session)
    if not loaded:
        with click.progressbar(length=the_demo.STEPS, label="正在载入演示城市 · loading the demo city") as bar:
            the_demo.load(database, settings.files, bar.update)
    lines = [f"\n  看见 Kanjian  http://{settings.host}:{settings.port}\n"]
    with transaction(database, read_only=True) as session:
        for person in the_demo.listed(session):
            lines.append(f"  {person.login:16}{person.name}  {person.post}")
    lines.append("\n  登录页可一键进入，无需密码 · one click on the login page, no password; Ctrl+C stops\n")
    if no_serve:
        click.echo("\n".join(lines))
        return
    serve.run(settings, database, "\n".join(lines))
