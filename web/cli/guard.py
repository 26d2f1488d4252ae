"""kanjian guard: every open case looked at now, as it is each morning."""

import click
from sqlalchemy import Engine

from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows import guarding
from workflows.bootstrap import DOMAIN


@click.command()
def guard() -> None:
    """Look at every open case: is somebody there for each step, does something go on, is there a next date?

    What is found is printed and stands among the incidents until it is found no more; exit 1 if something is.
    """
    findings = _found(open_store(from_environment()))
    for finding in findings:
        click.echo(f"✗ {finding.words.zh}\n  {finding.words.en}")
    if findings:
        raise SystemExit(1)
    click.echo("✓ 在办案件都有人在办、有下一个日期 · every open case has somebody who can act, and a next date")


def _found(database: Engine) -> list[guarding.Finding]:
    """Batch by batch, as the runner does it."""
    findings: list[guarding.Finding] = []
    after, looked_at, is_last = 0, 0, False
    while not is_last:
        with transaction(database, read_only=True) as session:
            batch = guarding.look_through(session, DOMAIN, after)
        after, looked_at, is_last = batch.reached, looked_at + batch.looked_at, batch.is_last
        with transaction(database) as session:
            findings += guarding.settle(session, DOMAIN, batch.suspects)
            if is_last:
                guarding.end_run(session, looked_at, len(findings))
    return findings
