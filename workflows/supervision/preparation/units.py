"""The responsible units of a case as first seen: one answers for all, or each for itself."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.supervision.models import ResponsibleUnit

TWICE = Text("同一单位只能列一次：{unit}。", "A unit may stand here once only: {unit}.")
CLOSED = Text("{unit}已撤销或并入其他单位，请改选承接单位。", "{unit} is closed or merged; choose its successor.")
ONE_SOLE = Text("独办只能有一个单位，不能再列其他单位。", "A sole unit stands alone.")
ALL_SEPARATE = Text("分办时各单位都应为分办。", "Where units answer separately, all of them do.")
ONE_LEAD = Text("须有且只有一个主办单位（独办、分办除外）。", "Exactly one lead unit, unless sole or all separate.")

Row = Mapping[str, Any]


def faults(session: Session, rows: Sequence[Row]) -> list[Text]:
    """What is wrong with a list of units and roles; an empty list is the caller's business."""
    ids = [row["unit"] for row in rows]
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    found = [TWICE.format(unit=units[unit].name) for unit in sorted(set(ids)) if ids.count(unit) > 1 and unit in units]
    found += [CLOSED.format(unit=unit.name) for unit in units.values() if not is_open(unit)]
    fault = _roles([str(row["track_role"]) for row in rows]) if rows else None
    return found + ([fault] if fault else [])


def _roles(roles: list[str]) -> Text | None:
    if "SOLE" in roles:
        return ONE_SOLE if len(roles) > 1 else None
    if "SEPARATE" in roles:
        return ALL_SEPARATE if set(roles) != {"SEPARATE"} else None
    return None if roles.count("LEAD") == 1 else ONE_LEAD


def of_case(session: Session, case_id: int) -> list[ResponsibleUnit]:
    """The units that are responsible now, in the order in which they were named."""
    found = select(ResponsibleUnit).where(ResponsibleUnit.case_id == case_id, ResponsibleUnit.removed_at.is_(None))
    return list(session.scalars(found.order_by(ResponsibleUnit.id)))


def ids(session: Session, case_id: int) -> list[int]:
    """The same as unit ids."""
    return [row.unit_id for row in of_case(session, case_id)]


def replace(session: Session, case_id: int, rows: Sequence[Row], person_id: int) -> None:
    """Make these the responsible units; rows of others end, those that stay keep theirs."""
    wanted = {row["unit"]: row["track_role"] for row in rows}
    standing = {row.unit_id: row for row in of_case(session, case_id)}
    for unit_id, row in standing.items():
        if unit_id in wanted:
            row.track_role = wanted[unit_id]
        else:
            row.removed_at = clock.now()
    for unit_id, role in wanted.items():
        if unit_id not in standing:
            made = ResponsibleUnit(case_id=case_id, unit_id=unit_id, track_role=role)
            made.added_at, made.added_by = clock.now(), person_id
            session.add(made)
    session.flush()


def succeed(session: Session, case_id: int, old_id: int | None, new_id: int | None, role: str, person_id: int) -> None:
    """`new_id` becomes responsible, with this role, in the place of `old_id`; beside the others where that is None.

    The last unit stays until another takes its place.
    """
    rows = [row for row in as_rows(session, case_id) if row["unit"] != old_id]
    if new_id is not None and new_id not in [row["unit"] for row in rows]:
        rows.append({"unit": new_id, "track_role": role})
    if rows:
        replace(session, case_id, rows, person_id)


def as_rows(session: Session, case_id: int) -> list[dict[str, Any]]:
    """The responsible units as a form shows them."""
    return [{"unit": row.unit_id, "track_role": row.track_role} for row in of_case(session, case_id)]


def mentioned(rows: Collection[Row] | None) -> list[int]:
    """Unit ids of rows that are not yet applied."""
    return [row["unit"] for row in rows or ()]
