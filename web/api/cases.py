"""Cases: the list, one in full, its record, and beginning things."""

from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import queries
from engine.errors import NotFound
from engine.models import JournalEntry
from web import known
from web.api import shapes
from web.api.blueprint import Blueprint
from web.api.work import shown
from web.auth import actor
from web.numbers import number
from web.screens.start import case_of, start_and_answer, step_for, subject_of
from web.transaction import once, reading
from web.words import tr
from workflows import access
from workflows.access import View
from workflows.bootstrap import DOMAIN, instances_of
from workflows.cases.light import Light
from workflows.cases.models import Case
from workflows.catalog import processes
from workflows.entering import EntryForm, to_entry
from workflows.reading import ledger, page
from workflows.reading.page_parts import ClockLedger

api = Blueprint("api_cases", __name__, url_prefix="/api/v1", description="Cases")


@api.get("/cases")
@api.arguments(shapes.CaseFilter, location="query")
@api.response(200, shapes.Cases)
def every(wanted: dict[str, Any]) -> dict[str, Any]:
    """Cases that the caller may see, newest first."""
    after = number(wanted["after"])
    filters = ledger.Filter(state=wanted["state"], text=wanted["text"], mine=wanted["mine"])
    with reading() as session:
        found = ledger.cases(session, actor(), filters, wanted["limit"], after)
        dates = ledger.next_dates(session, actor(), found)
    told = [_case(case, dates.get(case.id)) for case in found]
    return {"cases": told, "next": str(told[-1]["id"]) if len(told) == wanted["limit"] else None}


def _case(case: Case, next_one: Light | None) -> dict[str, Any]:
    return {
        "id": case.id,
        "case_no": case.case_no,
        "title": case.title,
        "kind": case.kind,
        "stage": case.stage,
        "state": case.state,
        "priority": case.priority,
        "committee_id": case.committee_id,
        "created_at": case.created_at,
        "next_due_on": next_one.date if next_one else None,
        "next_light": next_one.colour.value if next_one else None,
    }


@api.get("/cases/<int:case_id>")
@api.response(200, shapes.CaseInFull)
def one(case_id: int) -> dict[str, Any]:
    """One case: who has it, since when, until when, and what is open."""
    with reading() as session:
        case, view = _find(session, case_id)
        found = page.case_page(session, DOMAIN, case.id, actor(), page.View(view.value))
        items = _open_items(session, case) if view is View.INTERNAL else []
        dates = ledger.next_dates(session, actor(), [case])
    return {
        **_case(case, dates.get(case.id)),
        "sentence": tr(found.sentence),
        "open_items": items,
        "is_suspended": case.is_suspended,
        "clock_ledger": _clock_ledger(found.clock_ledger),
    }


def _clock_ledger(found: ClockLedger | None) -> dict[str, Any] | None:
    if found is None:
        return None
    entries = [{"holder": one.holder, "who": tr(one.who), "days": one.days} for one in found.entries]
    return {"since": found.since, "until": found.until, "days": found.days, "entries": entries}


def _open_items(session: Session, case: Case) -> list[dict[str, Any]]:
    """What is open in the case and in all that belongs to it."""
    instances = {instance.id: instance for instance in instances_of(session, case.id)}
    found = queries.open_items(session, list(instances))
    return [shown(session, case, item, task, instances[item.instance_id]) for item, task in found]


def _find(session: Session, case_id: int) -> tuple[Case, View]:
    return access.case_for(session, actor(), case_id)


@api.get("/cases/<int:case_id>/journal")
@api.arguments(shapes.Page, location="query")
@api.response(200, shapes.Entries)
def record(wanted: dict[str, Any], case_id: int) -> dict[str, Any]:
    """What was done in the case, entry by entry, with hashes; for the office alone."""
    after = number(wanted["after"]) or 0
    with reading() as session:
        case, view = _find(session, case_id)
        if view is not View.INTERNAL:
            raise NotFound
        streams = [f"instance:{instance.id}" for instance in instances_of(session, case.id)]
        entries = session.scalars(
            select(JournalEntry)
            .where(JournalEntry.stream.in_(streams), JournalEntry.id > after)
            .order_by(JournalEntry.id)
            .limit(wanted["limit"])
        ).all()
    told = [
        {
            "seq": entry.seq,
            "at": entry.at,
            "event": entry.event,
            "person_id": entry.person_id,
            "post": entry.post,
            "data": entry.facts(),
            "hash": entry.hash,
        }
        for entry in entries
    ]
    return {"entries": told, "next": str(entries[-1].id) if len(entries) == wanted["limit"] else None}


@api.post("/start/<process>/<int:subject_id>")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Answer)
@api.response(201, shapes.Begun)
def begin(key: dict[str, str], body: dict[str, Any], process: str, subject_id: int) -> dict[str, Any]:
    """Begin a process with its first step: `supervision/0` registers a lead."""
    found = processes().get(process)
    if found is None:
        raise NotFound
    subject = subject_of(found, subject_id)
    with reading() as session:
        case = case_of(session, step_for(session, found, subject))
    case_id = case.id if case else None
    data = known.read(found.task(found.start_task).form, body["answer"], case_id)
    entry = to_entry(known.read(EntryForm, body["entry"], case_id)) if body["entry"] else None

    def act(session: Session) -> dict[str, Any]:
        item_id, case = start_and_answer(session, found, subject, data, body["confirmed"], entry)
        return {"case_id": case.id, "case_no": case.case_no, "item_id": item_id}

    return once(key["idempotency_key"], actor().person_id, (request.path, body), act)
