"""Work items: the list, one with its form, and every verb."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock, commands, projection
from engine.errors import BadAnswer
from engine.forms import json_schema
from engine.models import Instance, ItemState, Task, WorkItem
from engine.process import confirms, form_for, opens_with
from engine.queries import Position
from engine.text import Text
from web import known
from web.api import shapes
from web.api.blueprint import Blueprint
from web.auth import actor
from web.transaction import once, reading
from web.words import language, tr
from workflows import access, correcting
from workflows.bootstrap import DOMAIN
from workflows.cases.light import light
from workflows.cases.models import Case
from workflows.entering import EntryForm, record, to_entry
from workflows.people.models import Person
from workflows.reading import worklist

api = Blueprint("api_work", __name__, url_prefix="/api/v1", description="Work items and their verbs")


@api.get("/work-items")
@api.arguments(shapes.Page, location="query")
@api.response(200, shapes.Items)
def mine(page: dict[str, Any]) -> dict[str, Any]:
    """What the caller has to do, most pressing first."""
    with reading() as session:
        rows = worklist.inbox(session, DOMAIN, actor(), page["limit"], _position(page["after"]))
        wanted = select(WorkItem.id, Task.element).join(Task, Task.id == WorkItem.task_id)
        listed = session.execute(wanted.where(WorkItem.id.in_([row.item_id for row in rows])))
        elements = {row.id: row.element for row in listed}
    items = [
        {
            "id": row.item_id,
            "case_id": row.case_id,
            "element": elements[row.item_id],
            "step": row.step_no,
            "label": tr(row.step),
            "title": row.title,
            "number": row.number,
            "state": "OPEN",
            "due_at": row.due_at,
            "light": row.light.colour.value,
        }
        for row in rows
    ]
    last = rows[-1].position if len(rows) == page["limit"] else None
    return {"items": items, "next": f"{last.due_at.isoformat()}|{last.work_item_id}" if last else None}


def _position(text: str) -> Position | None:
    due, _, item = text.partition("|")
    if not text:
        return None
    try:
        found = Position(datetime.fromisoformat(due), int(item))
    except ValueError as error:
        raise _bad_position() from error
    if found.due_at.tzinfo is None or not 0 <= found.work_item_id < 2**63:
        raise _bad_position()
    return found


def _bad_position() -> BadAnswer:
    return BadAnswer({"after": [Text("应为上一页的 next。", "It must be `next` of the page before.")]})


@api.get("/work-items/<int:item_id>")
@api.response(200, shapes.ItemInFull)
def one(item_id: int) -> dict[str, Any]:
    """One item with the form that answers it."""
    with reading() as session:
        item, task, instance = _find(session, item_id)
        user_task = DOMAIN.process(instance.process).task(task.element)
        case = session.get_one(Case, instance.matter_id)
        found = shown(session, case, item, task, instance)
        form = form_for(user_task, task, item)
        found |= {"form": json_schema(form, language()), "initial": {}, "options": {}}
        found["sends"] = [{"message": one.message, "label": tr(one.label)} for one in user_task.sends]
        if item.state is ItemState.OPEN and not confirms(task, item):
            step = projection.step_of(session, instance, task, actor(), item)
            found["initial"] = commands.as_json(opens_with(user_task, step))
            found["options"] = {
                path: [{"value": one.value, "text": tr(one.text)} for one in options]
                for path, options in user_task.options(step).items()
            }
        found["corrections"] = correcting.of(session, [item.id]).get(item.id, [])
        found |= {"answer": item.answer, "decision": item.decision, "opinion": item.opinion, "acted_at": item.acted_at}
    return found


def _find(session: Session, item_id: int) -> tuple[WorkItem, Task, Instance]:
    item = access.item_for(session, actor(), item_id)
    return item, session.get_one(Task, item.task_id), session.get_one(Instance, item.instance_id)


def shown(session: Session, case: Case, item: WorkItem, task: Task, instance: Instance) -> dict[str, Any]:
    """An item as the API tells it."""
    user_task = DOMAIN.process(instance.process).task(task.element)
    is_open = item.state is ItemState.OPEN
    return {
        "id": item.id,
        "case_id": case.id,
        "element": task.element,
        "step": user_task.step,
        "label": tr(Text(*item.label)) if item.label else tr(user_task.label),
        "title": case.title,
        "number": case.case_no,
        "state": item.state.value,
        "due_at": item.due_at,
        "light": light(item.due_at, item.warn_at, clock.now(), calendar.load(session), item.is_suspended).colour.value
        if is_open
        else None,
    }


def _once(key: dict[str, str], body: object, act: Callable[[Session], dict[str, Any]]) -> dict[str, Any]:
    return once(key["idempotency_key"], actor().person_id, (request.path, body), act)


def _outcome(done: commands.Done) -> dict[str, Any]:
    opened = [item.id for task in done.opened for item in task.items if item.state is ItemState.OPEN]
    return {
        "item_id": done.item.id,
        "task_completed": done.task_completed,
        "outcome": done.item.task.outcome,
        "opened": opened,
    }


@api.post("/work-items/<int:item_id>/complete")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Answer)
@api.response(200, shapes.Outcome)
def complete(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Answer the item. 409 tells who was first; 422 which fields, or the advice to confirm."""
    with reading() as session:
        item, task, instance = _find(session, item_id)
        user_task = DOMAIN.process(instance.process).task(task.element)
        form = form_for(user_task, task, item)
    data = known.read(form, body["answer"], instance.matter_id)
    entry = to_entry(known.read(EntryForm, body["entry"], instance.matter_id)) if body["entry"] else None

    def act(session: Session) -> dict[str, Any]:
        confirmed = body["confirmed"]
        if entry is not None:
            return _outcome(record(session, DOMAIN, item_id, data, entry, actor=actor(), confirmed=confirmed))
        return _outcome(commands.complete(session, DOMAIN, item_id, data, actor=actor(), confirmed=confirmed))

    return _once(key, body, act)


def _verb(item_id: int, key: dict[str, str], body: object, act: Callable[[Session], WorkItem | None]) -> dict[str, Any]:
    with reading() as session:
        _find(session, item_id)

    def run(session: Session) -> dict[str, Any]:
        item = act(session)
        return {"item_id": item.id if item else item_id, "task_completed": False, "outcome": None, "opened": []}

    return _once(key, body, run)


@api.post("/work-items/<int:item_id>/claim")
@api.arguments(shapes.Key, location="headers")
@api.response(200, shapes.Outcome)
def claim(key: dict[str, str], item_id: int) -> dict[str, Any]:
    """Take the item out of the group's queue."""
    return _verb(item_id, key, None, lambda s: commands.claim(s, DOMAIN, item_id, actor=actor()))


@api.post("/work-items/<int:item_id>/release")
@api.arguments(shapes.Key, location="headers")
@api.response(200, shapes.Outcome)
def release(key: dict[str, str], item_id: int) -> dict[str, Any]:
    """Give it back to the group."""
    return _verb(item_id, key, None, lambda s: commands.release(s, DOMAIN, item_id, actor=actor()))


@api.post("/work-items/<int:item_id>/withdraw")
@api.arguments(shapes.Key, location="headers")
@api.response(200, shapes.Outcome)
def withdraw(key: dict[str, str], item_id: int) -> dict[str, Any]:
    """Take back one's own entry."""
    return _verb(item_id, key, None, lambda s: correcting.take_back(s, DOMAIN, item_id, actor=actor()))


@api.post("/work-items/<int:item_id>/transfer")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.To)
@api.response(200, shapes.Outcome)
def transfer(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Hand the item to another person."""
    _person(body["person_id"])
    to, reason = body["person_id"], body["reason"]
    return _verb(item_id, key, body, lambda s: commands.transfer(s, DOMAIN, item_id, to, reason, actor=actor()))


@api.post("/work-items/<int:item_id>/signers")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Signer)
@api.response(200, shapes.Outcome)
def add_signer(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Ask one more person to sign."""
    _person(body["person_id"])
    return _verb(
        item_id,
        key,
        body,
        lambda s: commands.add_signer(
            s, DOMAIN, item_id, body["person_id"], body["where"], body["reason"], actor=actor()
        ),
    )


def _person(person_id: int) -> None:
    with reading() as session:
        if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
            raise BadAnswer({"person_id": [Text("没有这个人员。", "There is no such person.")]})


@api.post("/work-items/<int:item_id>/return")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Return)
@api.response(200, shapes.Outcome)
def return_to(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Send the case back to a step that was passed."""

    def act(session: Session) -> WorkItem | None:
        commands.return_to(session, DOMAIN, item_id, body["element"], body["reason"], actor=actor())
        return None

    return _verb(item_id, key, body, act)


@api.post("/work-items/<int:item_id>/messages")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Send)
@api.response(200, shapes.Outcome)
def send(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """End the item's step by one of the messages that it `sends`."""

    def act(session: Session) -> WorkItem | None:
        commands.send_from(session, DOMAIN, item_id, body["message"], actor=actor())
        return None

    return _verb(item_id, key, body, act)


@api.post("/work-items/<int:item_id>/corrections")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Correct)
@api.response(200, shapes.Outcome)
def correct(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Correct one's own finished entry with a trace."""
    data = known.read(correcting.CorrectionForm, body["answer"])

    def act(session: Session) -> WorkItem | None:
        correcting.correct(session, DOMAIN, item_id, data, actor=actor())
        return None

    return _verb(item_id, key, body, act)


@api.post("/work-items/<int:item_id>/urge")
@api.arguments(shapes.Key, location="headers")
@api.arguments(shapes.Urge)
@api.response(200, shapes.Outcome)
def urge(key: dict[str, str], body: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Remind those who have the item."""

    def act(session: Session) -> WorkItem | None:
        commands.urge(session, DOMAIN, item_id, body["via"], body["note"], actor=actor())
        return None

    return _verb(item_id, key, body, act)
