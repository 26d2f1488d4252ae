"""kanjian process: the processes and their diagrams."""

from pathlib import Path

import click

from engine import definitions
from engine.checks import Finding, check
from workflows import catalog


@click.group()
def process() -> None:
    """The processes and their diagrams."""


@process.command("list")
def list_() -> None:
    """Every process with its steps."""
    for key, found in catalog.processes().items():
        click.echo(f"{key:24}{found.label.zh} · {found.label.en}  ({len(found.tasks)})")


@process.command()
@click.argument("key")
def show(key: str) -> None:
    """The steps of process KEY, in the order in which the office numbers them."""
    found = catalog.processes().get(key)
    if found is None:
        raise click.ClickException(f"没有流程 {key} · there is no process {key}; see `kanjian process list`")
    for task in found.tasks:
        click.echo(f"{task.step:8}{task.element:28}{task.label.zh} · {task.label.en}")


@process.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check_(files: tuple[Path, ...]) -> None:
    """Check FILES, or without any every process against its Python: all findings at once."""
    findings = check_files(files) if files else check_all()
    for finding in findings:
        where = f"{finding.file}:{finding.line or '-'}"
        name = f"{finding.element_id or '-'} “{finding.name or ''}”"
        click.echo(f"{where}  [{finding.rule}]  {name}\n    {finding.text.zh}\n    {finding.text.en}")
    if findings:
        raise click.ClickException(f"{len(findings)} 处问题 · {len(findings)} findings")
    click.echo("没有发现问题 · nothing found")


def check_files(paths: tuple[Path, ...]) -> list[Finding]:
    """Findings of files anywhere, without a declaration."""
    for path in paths:
        if not path.is_file():
            raise click.ClickException(f"没有这个文件 · there is no such file: {path}")
    return check({path.name: path.read_bytes() for path in paths})


def check_all() -> list[Finding]:
    """Findings of every process of the product, held against its Python."""
    return [finding for found in catalog.processes().values() for finding in definitions.findings(found)]
