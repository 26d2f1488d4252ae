"""kanjian city: the units, committees and people of a real city from one workbook."""

from pathlib import Path

import click
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows.people import importing, sheets
from workflows.people.models import Cppcc, Level
from workflows.settings import defaults


@click.group()
def city() -> None:
    """Units, committees and people of a real city."""


@city.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="only say what would be done")
def import_(file: Path, dry_run: bool) -> None:
    """Take over FILE.xlsx; every problem is named by sheet, row and column, and nothing is half done."""
    database = open_store(from_environment())
    with transaction(database) as session:
        cppcc = session.scalar(select(Cppcc.id).order_by(Cppcc.id).limit(1))
        if cppcc is None:
            raise click.ClickException("请先用 kanjian city new 建立本级政协 · first make the body: kanjian city new")
        report = importing.load(session, file, cppcc, SYSTEM, dry_run=dry_run)
    for problem in report.problems:
        click.echo(f"{problem.sheet} {problem.row} {problem.column}: {problem.text.zh} · {problem.text.en}")
    if report.problems:
        raise click.ClickException(f"{len(report.problems)} 处问题，未导入 · problems; nothing was taken over")
    click.echo(
        " ".join(f"{name} {count}" for name, count in report.created.items()) + (" (dry run)" if dry_run else "")
    )
    for login, password in report.first_passwords.items():
        click.echo(f"{login}  {password}")


@city.command()
@click.argument("name")
@click.option("--short", default="", help="the short name, as on a letter's number")
def new(name: str, short: str) -> None:
    """Set up the CPPCC NAME with the product's default rules, routes and calendar."""
    with transaction(open_store(from_environment())) as session:
        session.add(Cppcc(name=name, short=short or name, level=Level.CITY))
        session.flush()
        defaults.seed(session)
    click.echo(name)


@city.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an example workbook to FILE.xlsx, to be filled in."""
    sheets.template(file)
    click.echo(str(file))
