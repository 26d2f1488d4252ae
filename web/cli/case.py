"""kanjian case: one case on the command line."""

import click
from sqlalchemy import select

from engine import clock, queries
from engine.db import transaction
from web.cli.opening import open_store
from web.settings import from_environment
from workflows.bootstrap import DOMAIN, instances_of
from workflows.cases.models import Case


@click.group()
def case() -> None:
    """One case on the command line."""


@case.command()
@click.argument("case_no")
def show(case_no: str) -> None:
    """Who has CASE_NO (such as KJ-2026-037), until when, and what was done."""
    with transaction(open_store(from_environment()), read_only=True) as session:
        found = session.scalar(select(Case).where(Case.case_no == case_no.strip().upper()))
        if found is None:
            raise click.ClickException(f"没有案件 {case_no} · there is no case {case_no}")
        instances = {instance.id: instance for instance in instances_of(session, found.id)}
        click.echo(f"{found.case_no}  {found.title}\n{found.stage}  {found.state}")
        for item, task in queries.open_items(session, list(instances)):
            label = DOMAIN.process(instances[item.instance_id].process).task(task.element).label
            due = f"  → {item.due_at.astimezone(clock.CITY):%Y-%m-%d}" if item.due_at else ""
            click.echo(f"  {label.zh} · {label.en}{due}  {', '.join(item.groups)}")
        for item, task in queries.history(session, list(instances)):
            label = DOMAIN.process(instances[item.instance_id].process).task(task.element).label
            when = f"{item.acted_at.astimezone(clock.CITY):%Y-%m-%d %H:%M}" if item.acted_at else ""
            click.echo(f"  {when}  {label.zh}  {item.post or ''} {item.acted_name or ''}  {item.decision or ''}")
