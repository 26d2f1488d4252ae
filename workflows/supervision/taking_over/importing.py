"""The open cases of an old ledger from one sheet: all of them or none, and a second time only what is new."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.process import Host
from workflows.supervision.taking_over import checking, sheet
from workflows.supervision.taking_over.sheet import Problem
from workflows.supervision.taking_over.writing import write


@dataclass
class Report:
    """What came in. `made`: old number -> new number, "" of a dry run; empty where anything is wrong.
    `known`: old numbers that an earlier import has brought; their rows were not read again."""

    is_dry: bool
    problems: list[Problem] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)


def import_ledger(
    session: Session, host: Host, path: Path, cppcc_id: int, live_on: date, actor: Actor, *, dry_run: bool = False
) -> Report:
    """Take over a sheet (see `sheet`). Every problem is told by row and column; any one stops it all."""
    rows, problems = sheet.read(path)
    cases, known, found = checking.plan(session, cppcc_id, rows, live_on)
    report = Report(dry_run, sorted([*problems, *found], key=_place), known=known)
    if report.problems:
        return report
    for old in cases:
        case = None if dry_run else write(session, host, cppcc_id, old, live_on, actor)
        report.made[old.old_no] = (case.case_no or "") if case else ""
    return report


def _place(problem: Problem) -> tuple[int, int, str]:
    return problem.row or 0, len(problem.column), problem.column
