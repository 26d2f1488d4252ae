"""kanjian ledger: the open cases of an old ledger, with clocks that start on the day of going live."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows.bootstrap import DOMAIN, deploy
from workflows.people.models import Cppcc
from workflows.supervision.taking_over import sheet
from workflows.supervision.taking_over.importing import import_ledger


@click.group()
def ledger() -> None:
    """The open cases of an old ledger."""


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an example sheet to FILE.xlsx, to be filled in: a row per case, unit and recommendation."""
    sheet.template(file)
    click.echo(str(file))


@ledger.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--live-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="the day from which clocks run")
@click.option("--dry-run", is_flag=True, help="only say what would be done")
def import_(file: Path, live_on: datetime, dry_run: bool) -> None:
    """Take over FILE.xlsx; every problem is named by row and column, and nothing is half done."""
    with transaction(open_store(from_environment())) as session:
        cppcc = session.scalar(select(Cppcc.id).order_by(Cppcc.id).limit(1))
        if cppcc is None:
            raise click.ClickException("请先用 kanjian city new 建立本级政协 · first make the body: kanjian city new")
        if not dry_run:
            deploy(session)
        report = import_ledger(session, DOMAIN, file, cppcc, live_on.date(), SYSTEM, dry_run=dry_run)
    for problem in report.problems:
        place = f"{problem.column}{problem.row}: " if problem.row else ""
        click.echo(f"{place}{problem.text.zh} · {problem.text.en}")
    if report.problems:
        raise click.ClickException(f"{len(report.problems)} 处问题，未导入 · problems; nothing was taken over")
    for old_no, case_no in report.made.items():
        click.echo(f"{old_no}  {case_no or '—'}")
    done = "可导入 would come in" if dry_run else "已导入 taken over"
    click.echo(f"{done}: {len(report.made)}; 此前已导入 known already: {len(report.known)}")
