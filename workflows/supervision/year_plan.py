"""The year's supervision plan (年度监督计划; decisions D7): rows that the office enters and an initiation names."""

from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Committee
from workflows.supervision.models import InitiationSheet, PlanItem

STREAM = "plan"
FIRST, LONGEST = 2000, 120
NO_TITLE = Text("请填写监督议题（不超过120字）。", "Give the topic, in at most 120 characters.")
NO_COMMITTEE = Text("请选择承办专委会。", "Choose a committee.")
NO_YEAR = Text("请填写年度，如{year}。", "Give a year, such as {year}.")
KNOWN = Text("该年度计划已有这一议题。", "The plan of that year has this topic already.")
NAMED = Text("已有立项引用该条目，不能删除。", "A case was initiated on this item; it stays.")


class Line(NamedTuple):
    """A row of the plan. `cases`: numbers of what was initiated on it."""

    id: int
    no: int
    title: str
    committee: str
    cases: tuple[str, ...]


class Plan(NamedTuple):
    """A year: its rows, and how many approved initiations were planned and not."""

    year: int
    lines: tuple[Line, ...]
    planned: int
    unplanned: int


def of_year(session: Session, cppcc_id: int, year: int) -> Plan:
    """The plan with what has come of it; initiations count in the year of their approval."""
    items = session.execute(
        select(PlanItem, Committee.short)
        .outerjoin(Committee, Committee.id == PlanItem.committee_id)
        .where(PlanItem.cppcc_id == cppcc_id, PlanItem.year == year)
        .order_by(PlanItem.no)
    ).all()
    named: dict[int, list[str]] = {}
    planned = unplanned = 0
    for item_id, number, approved_on in session.execute(
        select(InitiationSheet.plan_item_id, Case.case_no, InitiationSheet.approved_on)
        .join(Case, Case.id == InitiationSheet.case_id)
        .where(Case.cppcc_id == cppcc_id, InitiationSheet.approved_on.is_not(None))
        .order_by(Case.id)
    ):
        if item_id is not None:
            named.setdefault(item_id, []).append(number or "")
        if approved_on is not None and approved_on.year == year:
            planned, unplanned = planned + (item_id is not None), unplanned + (item_id is None)
    lines = [Line(one.id, one.no, one.title, short or "", tuple(named.get(one.id, ()))) for one, short in items]
    return Plan(year, tuple(lines), planned, unplanned)


def add(session: Session, cppcc_id: int, data: dict[str, Any], actor: Actor) -> PlanItem:
    """Enter a row with the next number of its year. `data`: year, title, committee_id. Raises BadAnswer."""
    year, title, committee_id = data.get("year"), (data.get("title") or "").strip(), data.get("committee_id")
    errors: dict[str, list[Text]] = {}
    if not isinstance(year, int) or not FIRST <= year <= clock.today().year + 1:
        errors["year"] = [NO_YEAR.format(year=clock.today().year)]
    if not 0 < len(title) <= LONGEST:
        errors["title"] = [NO_TITLE]
    committee = session.get(Committee, committee_id) if committee_id else None
    if committee is None or committee.cppcc_id != cppcc_id:
        errors["committee"] = [NO_COMMITTEE]
    here = (PlanItem.cppcc_id == cppcc_id) & (PlanItem.year == year)
    if not errors and session.scalar(select(PlanItem.id).where(here, PlanItem.title == title)) is not None:
        errors["title"] = [KNOWN]
    if errors:
        raise BadAnswer(errors)
    last = session.scalar(select(func.max(PlanItem.no)).where(here)) or 0
    made = PlanItem(cppcc_id=cppcc_id, year=year, no=last + 1, title=title, committee_id=committee_id)
    session.add(made)
    session.flush()
    _note(session, made, "added", actor)
    return made


def remove(session: Session, cppcc_id: int, item_id: int, actor: Actor) -> None:
    """Take a row out that no initiation names. Raises NotFound, and BadAnswer where one does."""
    item = session.get(PlanItem, item_id)
    if item is None or item.cppcc_id != cppcc_id:
        raise NotFound
    named = select(InitiationSheet.case_id).where(InitiationSheet.plan_item_id == item.id).limit(1)
    if session.scalar(named) is not None:
        raise BadAnswer({"title": [NAMED]}, NAMED)
    _note(session, item, "removed", actor)
    session.delete(item)


def _note(session: Session, item: PlanItem, what: str, actor: Actor) -> None:
    place = f"{item.year}-{item.no}"
    journal.write(
        session,
        STREAM,
        journal.Event.RECORD_CHANGED,
        actor,
        record="plan_item",
        what=what,
        item=place,
        title=item.title,
    )
