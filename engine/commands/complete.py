"""complete: answer a work item; when the completion rule holds, the task is done and the process moves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from engine import clock, deadlines, journal, moves, projection
from engine.actors import Actor
from engine.commands.guards import Held, hold, require_open, require_right
from engine.entries import Entry
from engine.errors import BadAnswer, NeedsConfirmation
from engine.forms import advice_of
from engine.journal import Event
from engine.models import Act, ItemState, Task, TaskState, WorkItem
from engine.models.deadline import DeadlineState
from engine.process import Host, NewItem, Step, confirms

AGREED = "同意"


@dataclass(frozen=True)
class Done:
    """What came of it: the item, whether its task is complete, and the tasks that opened."""

    item: WorkItem
    task_completed: bool
    opened: tuple[Task, ...] = ()


def complete(
    session: Session,
    host: Host,
    item_id: int,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    confirmed: bool = False,
    entry: Entry | None = None,
) -> Done:
    """Answer an item with the loaded values of its form.

    `entry` says for whom an officer enters it. Raises TaskNotReady (with who and when), NotPermitted,
    BadAnswer, NeedsConfirmation (until `confirmed`).
    """
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "enter" if entry else "complete", held.item)
    step = projection.step_of(session, held.instance, held.task, actor, held.item)
    step = replace(step, entry=entry)
    if not confirms(held.task, held.item):
        _examine(held, step, data, confirmed)
    _close(session, held, actor, data, entry)
    return _go_on(session, host, held, step, data)


def _examine(held: Held, step: Step, data: Mapping[str, Any], confirmed: bool) -> None:
    errors = held.user_task.check(step, data)
    if errors:
        raise BadAnswer(errors)
    advice = advice_of(held.user_task.form, data) + list(held.user_task.advise(step, data))
    if advice and not confirmed:
        raise NeedsConfirmation(advice)


def _close(session: Session, held: Held, actor: Actor, data: Mapping[str, Any], entry: Entry | None) -> None:
    item = held.item
    standing = actor.standing_for(item.groups)
    item.state = ItemState.DONE
    item.answer = as_json(data)
    decision = data.get("decision")
    item.decision = decision if isinstance(decision, str) else None
    item.opinion = data.get("opinion") or (AGREED if item.decision == "APPROVE" else None)
    item.acted_by, item.acted_name, item.acted_at = actor.person_id, actor.name, clock.now()
    item.post = standing.title if standing else ""
    item.post_id = standing.post_id if standing else None
    item.on_behalf_of = standing.on_behalf_of if standing else None
    item.happened_on = clock.today()
    if entry is not None:
        item.acted_by, item.acted_name, item.post = entry.person_id, entry.name, entry.post
        item.happened_on, item.entered_by, item.entry = entry.happened_on, actor.person_id, entry.as_json()
        item.post_id = item.on_behalf_of = None
    projection.unqueue(session, [item])
    if item.rule is not None:
        deadlines.close(session, ("item", item.id), DeadlineState.MET)
    journal.write(
        session,
        projection.stream(held.instance),
        Event.ITEM_DONE,
        actor,
        post=item.post or "",
        on_behalf_of=item.on_behalf_of,
        item=item.id,
        element=held.task.element,
        decision=item.decision,
        entered_for=entry.name if entry else None,
        happened_on=item.happened_on.isoformat(),
    )


def _go_on(session: Session, host: Host, held: Held, step: Step, data: Mapping[str, Any]) -> Done:
    if _is_countersigned_back(held, data):
        _start_over(session, host, held, step.actor)
        return Done(held.item, task_completed=False)
    if held.item.act is Act.FILL:
        held.task.answer = held.item.answer
    held.user_task.answered(step, data)
    live = [item for item in held.task.items if item.state is not ItemState.TAKEN_BACK]
    if held.user_task.ends(step, data) or held.user_task.completion.complete(live):
        return finish_task(session, host, held, step, data)
    _open_next(session, host, held, live, step.actor)
    return Done(held.item, task_completed=False)


def _is_countersigned_back(held: Held, data: Mapping[str, Any]) -> bool:
    """An approver of another's answer (act APPROVE beside a FILL) sends it back to be filled again."""
    fills = any(item.act is Act.FILL for item in held.task.items)
    return fills and held.item.act is Act.APPROVE and data.get("decision") == "RETURN"


def _start_over(session: Session, host: Host, held: Held, actor: Actor) -> None:
    again: dict[int, WorkItem] = {}
    for item in held.task.items:
        again[item.position] = item
        if item.state in (ItemState.OPEN, ItemState.WAITING):
            item.state = ItemState.TAKEN_BACK
    for item in held.task.items:
        if item.state is ItemState.DONE:
            item.state = ItemState.TAKEN_BACK
    new = [NewItem(tuple(item.groups), item.act, position, item.kind) for position, item in sorted(again.items())]
    projection.add_items(session, host, held.instance, held.task, new, actor)


def _open_next(session: Session, host: Host, held: Held, live: list[WorkItem], actor: Actor) -> None:
    if any(item.state is ItemState.OPEN for item in live):
        return
    waiting = [item for item in live if item.state is ItemState.WAITING]
    first = min((item.position for item in waiting), default=None)
    opened = [item for item in waiting if item.position == first]
    for item in opened:
        projection.open_item(session, host, held.instance, held.task, item, actor)
    _in_one_statement([held.item, *opened])


def _in_one_statement(items: list[WorkItem]) -> None:
    """Rows of which the same columns change are written in one statement: so let all of these write them all."""
    changed = {key for item in items for key in inspect(item).committed_state}
    for item in items:
        for key in changed:
            flag_modified(item, key)


def finish_task(session: Session, host: Host, held: Held, step: Step, data: Mapping[str, Any]) -> Done:
    """Complete the task whatever is still open of it, apply the answer and move the process."""
    task = held.task
    answer = _filled(held, data)
    values = held.user_task.apply(step, answer)
    task.state, task.ended_at = TaskState.COMPLETED, clock.now()
    outcome = values.get("outcome")
    task.outcome = outcome if isinstance(outcome, str) else None
    projection.close_items(session, task, ItemState.CANCELLED)
    if task.due_at is not None or task.is_suspended:
        deadlines.close(session, ("task", task.id), DeadlineState.MET)
    journal.write(
        session,
        projection.stream(held.instance),
        Event.TASK_COMPLETED,
        step.actor,
        task=task.id,
        element=task.element,
        outcome=task.outcome,
    )
    moved = moves.move(session, host, held.instance, step.actor, lambda run: run.complete(task.key, values))
    return Done(held.item, task_completed=True, opened=moved.opened)


def _filled(held: Held, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer that counts: that of FILL where somebody else has only approved it."""
    if not confirms(held.task, held.item) or held.task.answer is None:
        return data
    form = held.user_task.form.shared()
    loaded: Mapping[str, Any] = form.load(held.task.answer)
    return {name: loaded.get(name) for name in form.fields}


def as_json(value: Any) -> Any:
    """Loaded form values as JSON values: days and instants as ISO text."""
    if isinstance(value, Mapping):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
