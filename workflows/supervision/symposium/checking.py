"""The facts as the responsible units see them, before the letter: at the symposium or while it is drafted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.text import Text
from workflows.people.models import Unit
from workflows.supervision.models import FactCheck, FactResult
from workflows.supervision.preparation import units
from workflows.supervision.symposium.models import SymposiumRecord

NOT_RESPONSIBLE = Text("须为本案的责任单位。", "It must be a responsible unit of this case.")
SAY_WHAT = Text("有异议的，须写明异议内容和修改情况。", "Say what was objected to and what was changed.")
MISSING = Text(
    "发建议书前应与各责任单位核对事实，尚缺：{units}；未作核对的，写明原因。",
    "Check the facts with every responsible unit; missing: {units}. Or say why not.",
)

Row = Mapping[str, Any]


def faults(session: Session, case_id: int, rows: Sequence[Row] | None) -> dict[str, list[Text]]:
    """Errors of the rows themselves, by field path."""
    responsible = set(units.ids(session, case_id))
    errors: dict[str, list[Text]] = {}
    for number, row in enumerate(rows or ()):
        if row["unit"] not in responsible:
            errors[f"fact_check.{number}.unit"] = [NOT_RESPONSIBLE]
        if row["result"] == FactResult.OBJECTED and not (row.get("objection") and row.get("changed")):
            errors[f"fact_check.{number}.objection"] = [SAY_WHAT]
    return errors


def missing(session: Session, case_id: int, rows: Sequence[Row] | None, waived: str | None) -> Text | None:
    """Which units have not been asked, here or at the symposium; None where all were, or a reason stands."""
    if waived or symposium_waiver(session, case_id):
        return None
    asked = set(session.scalars(select(FactCheck.unit_id).where(FactCheck.case_id == case_id)))
    left = [unit for unit in units.ids(session, case_id) if unit not in asked | {row["unit"] for row in rows or ()}]
    if not left:
        return None
    names = session.scalars(select(Unit.name).where(Unit.id.in_(left)).order_by(Unit.id))
    return MISSING.format(units="、".join(names))


def symposium_waiver(session: Session, case_id: int) -> str:
    """The reason that the last symposium gave for not checking."""
    last = select(SymposiumRecord.fact_check_waived).where(SymposiumRecord.case_id == case_id)
    return session.scalar(last.order_by(SymposiumRecord.id.desc()).limit(1)) or ""


def keep(session: Session, case_id: int, rows: Sequence[Row] | None) -> None:
    """Store the rows; a unit's newer check replaces its older one."""
    for row in rows or ():
        session.execute(delete(FactCheck).where(FactCheck.case_id == case_id, FactCheck.unit_id == row["unit"]))
        session.add(
            FactCheck(
                case_id=case_id,
                unit_id=row["unit"],
                checked_on=row["checked_on"],
                person=row["person"],
                result=FactResult(row["result"]),
                objection=row.get("objection") or "",
                changed=row.get("changed") or "",
            )
        )
    session.flush()
