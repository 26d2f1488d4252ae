"""A large store from one case that the engine made: its rows copied by SQL, with their ids shifted."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table, TextClause, text

import workflows.tables  # noqa: F401 - all tables belong to one metadata
from engine.db import Base

STRIDE = 1_000  # ids of one case and all that belongs to it stay below
SHIFTED: Mapping[str, tuple[str, ...]] = {
    "instance": ("id", "matter_id", "subject_id"),
    "case": ("id", "instance_id"),
    "task": ("id", "instance_id"),
    "work_item": ("id", "instance_id", "task_id"),
    "candidate": ("id", "work_item_id"),
    "deadline": ("id", "instance_id", "subject_id"),
    "document": ("id", "case_id"),
    "document_revision": ("id", "document_id"),
    "approval_seat": ("id", "task_id", "document_id"),
}
EMPTY = {
    ("case", "case_no"): "NULL",
    ("document_revision", "content"): "'{}'",
    ("document_revision", "text"): "''",
}
"""Unique, or so large that 50,000 copies would measure the disk."""
OPEN = {"task": "state = 'READY'", "work_item": "state IN ('OPEN', 'WAITING')", "deadline": "state = 'RUNNING'"}


def clone(connection: Connection, case_id: int, instance_id: int, first: int, count: int) -> None:
    """`count` further cases that stand where the given one stands; only what is open is copied of its tasks."""
    for name, shifted in SHIFTED.items():
        table = Base.metadata.tables[name]
        where = _where(name, case_id, instance_id)
        connection.execute(copied(table, shifted, where), {"first": first, "last": first + count - 1})
    connection.execute(_PAPERS, {"first": instance_id + first * STRIDE})
    open_journals(connection, instance_id, first, count)


def open_journals(connection: Connection, instance_id: int, first: int, count: int) -> None:
    """Every clone of an instance has a journal, so that an act on it does not pay for opening one."""
    connection.execute(
        _HEADS,
        {
            "source": f"instance:{instance_id}",
            "first": instance_id + first * STRIDE,
            "last": instance_id + (first + count) * STRIDE - 1,
        },
    )


_PAPERS = text(
    'UPDATE task SET "values" = replace("values", \'"document_id":\' || d.id, \'"document_id":\' || '
    f"(d.id + task.id / {STRIDE} * {STRIDE})) FROM document d WHERE d.id < {STRIDE} AND task.instance_id >= :first "
    "AND \"values\" LIKE '%\"document_id\":' || d.id || '%'"
)
"""A clone's step is about the clone's own paper."""

_HEADS = text(
    "INSERT INTO journal_head (stream, seq, hash) SELECT 'instance:' || i.id, h.seq, h.hash "
    "FROM instance i, journal_head h WHERE h.stream = :source AND i.id BETWEEN :first AND :last"
)


def _where(name: str, case_id: int, instance_id: int) -> str:
    own = {
        "case": f"id = {case_id}",
        "instance": f"id = {instance_id}",
        "candidate": f"work_item_id IN (SELECT id FROM work_item WHERE instance_id = {instance_id})",
        "document": f"case_id = {case_id}",
        "document_revision": f"document_id IN (SELECT id FROM document WHERE case_id = {case_id})",
        "approval_seat": f"task_id IN (SELECT id FROM task WHERE state = 'READY' AND instance_id = {instance_id})",
    }
    where = own.get(name, f"instance_id = {instance_id}")
    if name == "work_item":
        where += f" AND task_id IN (SELECT id FROM task WHERE state = 'READY' AND instance_id = {instance_id})"
    return f"{where} AND {OPEN[name]}" if name in OPEN else where


def copied(table: Table, shifted: tuple[str, ...], where: str) -> TextClause:
    """The statement that copies these rows `first` to `last` times over, with their ids shifted."""
    columns = [column.name for column in table.columns]
    values = []
    for name in columns:
        if name in shifted:
            values.append(f"{name} + n * {STRIDE}")
        elif (table.name, name) in EMPTY:
            values.append(EMPTY[table.name, name])
        else:
            values.append(f'"{name}"')
    listed = ", ".join(f'"{name}"' for name in columns)
    return text(
        f'INSERT INTO "{table.name}" ({listed}) '
        "WITH RECURSIVE numbers(n) AS (SELECT CAST(:first AS INTEGER) "
        "UNION ALL SELECT n + 1 FROM numbers WHERE n < :last) "
        f'SELECT {", ".join(values)} FROM "{table.name}", numbers WHERE {where}'
    )
