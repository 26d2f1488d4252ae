"""kanjian calendar: what a deadline comes to, and why; the days of a year."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import click

from engine.actors import SYSTEM
from engine.calendar import ALL, ONE_DAY, Calendar, load
from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows.recounting import change_calendar
from workflows.settings import holiday_file
from workflows.settings.derivation import day_of_week, derive, sentences, unpublished
from workflows.settings.holiday_file import plan
from workflows.settings.holidays import in_words, told_day
from workflows.settings.models import ClockUnit

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """What a deadline comes to, and why; the days of a year."""


def _count(name: str, unit: ClockUnit, sign: int, help_: str) -> None:
    @calendar.command(name, help=help_)
    @click.argument("start", type=DAY)
    @click.argument("count", type=click.IntRange(0, 1000))
    def count_(start: datetime, count: int) -> None:
        found = derive(_days(), start.date(), unit, sign * count)
        assert found is not None  # only a DATE may have none
        click.echo(found.due)
        for sentence in sentences(found):
            click.echo(f"  {sentence.zh}\n  {sentence.en}")


_count("add", ClockUnit.WORKDAY, 1, "The day COUNT working days after START (YYYY-MM-DD), and how it is counted.")
_count("sub", ClockUnit.WORKDAY, -1, "The day COUNT working days before START (YYYY-MM-DD), and how it is counted.")
_count("months", ClockUnit.MONTH, 1, "The day COUNT months after START (YYYY-MM-DD), and how it is found.")


@calendar.command()
@click.argument("year", type=click.IntRange(1990, 2199))
def show(year: int) -> None:
    """The working days of YEAR by month, its holidays, make-up days and special days, and who published them."""
    days = _days()
    for line in _year(days, year):
        click.echo(line)


def _year(days: Calendar, year: int) -> Iterator[str]:
    last = [date(year - 1, 12, 31), *(date(year + month // 12, month % 12 + 1, 1) - ONE_DAY for month in range(1, 13))]
    by_month = [days.workdays_between(before, end) for before, end in pairwise(last)]
    yield f"{year}: {sum(by_month)} 个工作日 working days ({' '.join(map(str, by_month))})"
    if year not in days.years:
        yield "  {0.zh} · {0.en}".format(unpublished(year))
    walk = days.walk(last[0], last[-1])
    for one in walk.skipped:
        name = in_words(one.name)
        yield f"  {one.first} – {one.last}  {name.zh} · {name.en}"
    for day in walk.made_up:
        yield f"  {day_of_week(day).zh}  调休上班 · make-up working day"
    for scope, own in days.special.items():
        for day, said in sorted(own.items()):
            if day.year == year:
                yield f"  {day}  {scope}  {said.kind}  {said.name}"
    for source in sorted({said.source for day, said in days.days.items() if day.year == year and said.source}):
        yield f"  {source}"


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="only say what would be done")
def import_(file: Path, dry_run: bool) -> None:
    """Take the holidays of one year from FILE (.csv or .xlsx); every problem is named by row, nothing is half done."""
    content = file.read_bytes()
    with transaction(open_store(from_environment())) as session:
        found = plan(load(session), content)
        if not found.problems and not dry_run:
            change_calendar(session, found.wanted, ALL, SYSTEM)
    for problem in found.problems:
        place = f"{problem.row}: " if problem.row else ""
        click.echo(f"{place}{problem.text.zh} · {problem.text.en}")
    if found.problems:
        raise click.ClickException(f"{len(found.problems)} 处问题，未导入 · problems; nothing was taken over")
    if found.is_known and found.changes:
        click.echo(f"{found.year}年已有放假安排，将更改 · {found.year} is published already; what changes:")
    for change in found.changes:
        told = " → ".join(told_day(said).zh for said in (change.before, change.after))
        click.echo(f"  {day_of_week(change.day).zh}  {told}")
    done = "可导入 would come in" if dry_run else "已导入 taken over"
    click.echo(f"{found.year}: {done}: {len(found.changes)}")
    if found.changes and not dry_run:
        click.echo(
            "在办期限待核算，由业务管理员在工作日历页同意 · running dates are counted again and wait to be agreed to"
        )


@calendar.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(file: Path) -> None:
    """Write an empty table to FILE.xlsx, to be filled in: a row per day that differs from its weekday."""
    file.write_bytes(holiday_file.template())
    click.echo(str(file))


def _days() -> Calendar:
    with transaction(open_store(from_environment()), read_only=True) as session:
        return load(session)
