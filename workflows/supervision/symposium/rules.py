"""What a letter must keep to before it is submitted (P1.7): errors by field path."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.text import Text
from workflows.people.models import Unit, UnitKind
from workflows.supervision.preparation import units
from workflows.supervision.symposium import checking

TITLE = re.compile(r"关于.+的民主监督建议书")
BAD_TITLE = Text("标题应为“关于…的民主监督建议书”。", "The title reads 关于…的民主监督建议书.")
NUMBERS = Text("序号须从1起依次编排。", "Number them from 1 on.")
NOT_WORKDAY = Text("时限须为今天之后的工作日。", "It must be a working day after today.")
NEEDS_DUE = Text("立行立改、近期推进的须写明时限。", "Give a date, unless it is long-term.")
BOTH_LISTS = Text("抄送机关不能同时是主送机关：{unit}。", "{unit} cannot be both addressed and copied.")
UPWARD_COPY = Text(
    "上行文不抄送下级单位，只可抄送市政府：{unit}。",
    "An upward document goes to no unit below; only the government may get a copy: {unit}.",
)
ONLY_PARTY = Text("报送机关只能是市委。", "It is submitted to the Party committee alone.")
NO_OFFICE = Text("办公室不得上行文，须以政协名义报送。", "The office does not write upwards; the CPPCC does.")
ONLY_DIRECT = Text("已经报送，现转为主送责任单位。", "It was submitted already; now it goes to the units.")


def faults(session: Session, case_id: int, data: Mapping[str, Any], is_converted: bool) -> dict[str, list[Text]]:
    """All errors of a draft. `is_converted`: the letter went upwards before and now goes to the units."""
    errors = checking.faults(session, case_id, data.get("fact_check"))
    if not TITLE.fullmatch(data["title"]):
        errors["title"] = [BAD_TITLE]
    unchecked = checking.missing(session, case_id, data.get("fact_check"), data.get("fact_check_waived"))
    if unchecked:
        errors["fact_check"] = [unchecked]
    for name in ("problems", "recommendations"):
        if [row["no"] for row in data[name]] != list(range(1, len(data[name]) + 1)):
            errors[name] = [NUMBERS]
    errors |= _recommendations(session, case_id, data["recommendations"])
    errors |= _recipients(session, case_id, data)
    if is_converted and data["delivery_route"] != "DIRECT":
        errors["delivery_route"] = [ONLY_DIRECT]
    return errors


def _recommendations(session: Session, case_id: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    responsible, days = set(units.ids(session, case_id)), calendar.load(session)
    for number, row in enumerate(rows):
        if row["target_unit"] not in responsible:
            errors[f"recommendations.{number}.target_unit"] = [checking.NOT_RESPONSIBLE]
        due = row.get("due")
        if due is None and row["kind"] != "LONG_TERM":
            errors[f"recommendations.{number}.due"] = [NEEDS_DUE]
        elif due is not None and (due <= clock.today() or not days.is_workday(due)):
            errors[f"recommendations.{number}.due"] = [NOT_WORKDAY]
    return errors


def _recipients(session: Session, case_id: int, data: Mapping[str, Any]) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    main, copies, upward = data.get("main_send") or [], data.get("copy_to") or [], data.get("report_to")
    named = select(Unit).where(Unit.id.in_([*main, *copies, *([upward] if upward else [])]))
    known = {unit.id: unit for unit in session.scalars(named)}
    if not set(main) <= set(units.ids(session, case_id)):
        errors["main_send"] = [checking.NOT_RESPONSIBLE]
    twice = [known[unit].name for unit in copies if unit in main and unit in known]
    if twice:
        errors["copy_to"] = [BOTH_LISTS.format(unit="、".join(twice))]
    if upward and (upward not in known or known[upward].kind is not UnitKind.PARTY):
        errors["report_to"] = [ONLY_PARTY]
    if data["delivery_route"] == "VIA_PARTY_GOV":
        below = [known[unit].name for unit in copies if unit in known and known[unit].kind is not UnitKind.GOVERNMENT]
        if below:
            errors["copy_to"] = [UPWARD_COPY.format(unit="、".join(below))]
        if data["issuer"] != "CPPCC":
            errors["issuer"] = [NO_OFFICE]
    return errors
