"""An instance as one text: what has happened and what waits, without the diagram.

Tasks stand in a list, parents before children, each with only the difference of its data to its parent's;
so no store that reorders the keys of an object can lose anything.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.interpreter.environment import Evaluator
from engine.interpreter.errors import StateMismatch
from engine.interpreter.rounds import LeftOut, left_out
from engine.interpreter.spec import Spec

FORMAT = 1  # of what `dump` writes; a change needs a migration of stored states

Level: TypeAlias = Any  # the instance itself, or one running sub-process or called process


def dump(spec: Spec, workflow: BpmnWorkflow, clock: int) -> str:
    left = left_out(workflow)
    inner = [(key, level) for key, level in workflow.subprocesses.items() if key not in left.levels]
    return orjson.dumps(
        {
            "format": FORMAT,
            "spec": spec.fingerprint,
            "clock": clock,
            "top": _level_out(workflow, left),
            "inner": [[key.hex, _level_out(level, left)] for key, level in inner],
        }
    ).decode()


def load(spec: Spec, state: str) -> tuple[BpmnWorkflow, int]:
    """The instance and its clock; raises `StateMismatch` for a state of another format or definition."""
    try:
        stored = orjson.loads(state)
    except orjson.JSONDecodeError as error:
        raise StateMismatch from error
    if not isinstance(stored, dict) or (stored.get("format"), stored.get("spec")) != (FORMAT, spec.fingerprint):
        raise StateMismatch
    workflow = BpmnWorkflow(spec.process, spec.called, script_engine=Evaluator(), deserializing=True)
    _level_in(workflow, stored["top"])
    owners = dict(workflow.tasks)  # the library would look for each through all levels
    for key, level in stored["inner"]:
        owners |= _inner_in(workflow, owners[_id(key)], level).tasks
    return workflow, stored["clock"]


def levels(workflow: BpmnWorkflow) -> Iterator[Level]:
    yield workflow
    yield from workflow.subprocesses.values()


def tasks(workflow: BpmnWorkflow) -> Iterator[Task]:
    """Every task of every level, in a flat scan: no depth limit, and nothing hides behind a started parent."""
    for level in levels(workflow):
        yield from level.tasks.values()


def _level_out(level: Level, left: LeftOut) -> dict[str, object]:
    stored = [task for task in level.tasks.values() if not left.tasks or task.id not in left.tasks]
    places = {id(task): place for place, task in enumerate(stored)}  # Python's own: the hash of a UUID is slow
    return {
        "completed": level.completed,
        "success": level.success,
        "tasks": [_task_out(task, left.parent(task), places) for task in stored],
    }


def _task_out(task: Task, parent: Task | None, places: Mapping[int, int]) -> list[object]:
    return [
        task.id.hex,
        -1 if parent is None else places[id(parent)],
        task.task_spec.name,
        task._state,
        task.last_state_change,
        _difference({} if parent is None else parent.data, task.data),
        task.internal_data or 0,
    ]


def _difference(base: Mapping[str, Any], data: Mapping[str, Any]) -> object:
    """0 for no data at all, 1 for the same, else [new or changed values, names that went]."""
    if not data:
        return 0
    changed = {
        key: value
        for key, value in data.items()
        if key not in base or (base[key] is not value and not _identical(base[key], value))
    }
    gone = [key for key in base if key not in data]
    return [changed, gone] if changed or gone else 1


def _identical(left: object, right: object) -> bool:
    """Equal as JSON: true is not 1, and 1 is not 1.0."""
    return type(left) is type(right) and left == right and orjson.dumps(left) == orjson.dumps(right)


def _level_in(level: Level, stored: Mapping[str, Any]) -> None:
    level.completed, level.success = stored["completed"], stored["success"]
    restored: list[Task] = []
    for row in stored["tasks"]:
        restored.append(_task_in(level, row, restored))
    level.task_tree = restored[0]


def _task_in(level: Level, row: list[Any], earlier: list[Task]) -> Task:
    key, place, name, state, changed, difference, internal = row
    parent = earlier[place] if place >= 0 else None
    task = Task(level, level.spec.task_specs[name], parent, state, _id(key))
    task.last_state_change = changed
    task.internal_data = internal or {}
    task.data = _with_difference({} if parent is None else parent.data, difference)
    if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
        level.top_workflow.event_manager.add_task(task)
    return task


def _with_difference(base: Mapping[str, Any], difference: Any) -> dict[str, Any]:
    if difference == 0:
        return {}
    if difference == 1:
        return dict(base)
    changed, gone = difference
    data = {**base, **changed}
    for key in gone:
        del data[key]
    return data


def _id(key: str) -> UUID:
    return UUID(int=int(key, 16))  # a third faster than reading the text, and there are hundreds


def _inner_in(workflow: BpmnWorkflow, owner: Task, stored: Mapping[str, Any]) -> Level:
    inner = BpmnSubWorkflow(workflow.subprocess_specs[owner.task_spec.spec], owner.id, workflow, deserializing=True)
    _level_in(inner, stored)
    workflow.subprocesses[owner.id] = inner
    inner.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)
    return inner
