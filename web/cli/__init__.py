"""The `kanjian` command: the composition root. `python -m web.cli --help` lists what it does."""

import sys

import click
from sqlalchemy.exc import OperationalError

from engine.errors import KanjianError
from web.cli import calendar, case, city, demo, doctor, guard, journal, ledger, process, serve, store, user


class Friendly(click.Group):
    """Errors of the product as one sentence, in both languages, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KanjianError as error:
            raise click.ClickException(f"{error.text.zh}\n{error.text.en}") from error
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(f"数据库无法访问 · the store cannot be reached: {reason}") from error


@click.group(cls=Friendly, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """看见 Kanjian: supervision cases of a city CPPCC, from intake to archive."""


for command in (
    serve.serve,
    serve.worker,
    serve.scheduler,
    store.db,
    demo.demo,
    user.user,
    city.city,
    ledger.ledger,
    process.process,
    journal.journal,
    case.case,
    calendar.calendar,
    guard.guard,
    doctor.doctor,
):
    main.add_command(command)


def run() -> None:
    """Entry of `python -m web.cli`."""
    sys.exit(main(prog_name="kanjian", standalone_mode=True))
