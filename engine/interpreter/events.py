"""Events that fire only when they are told to.

The library's own definitions look at the clock, or answer to every event of the same name anywhere in the
instance. Ours catch nothing by themselves (`catches` is False); `fire` tells exactly one waiting task.
"""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.interpreter.errors import NoErrorBoundary
from engine.interpreter.values import Json, merge

PAYLOAD = "payload"  # in a waiting task's internal data, between firing and running


class Told(EventDefinition):  # type: ignore[misc]
    """An event with a name that waits until `fire` is called on its task."""

    def catches(self, my_task: Task, event: object) -> bool:
        return False

    def catch(self, my_task: Task, event: Mapping[str, Json] | None = None) -> None:
        my_task.internal_data[PAYLOAD] = dict(event or {})
        super().catch(my_task)

    def update_task_data(self, my_task: Task) -> None:
        merge(my_task.data, my_task.internal_data.get(PAYLOAD, {}))

    def reset(self, my_task: Task) -> None:
        my_task.internal_data.pop(PAYLOAD, None)
        my_task.internal_data.pop("event_fired", None)


class Timer(Told):
    """`name` is a deadline key: the instant stands in a row, and the engine fires the timer when it has come."""


class Message(Told):
    """`name` is the message's name; it goes to the task whose key the sender knows."""


class Error(Told):
    """`name` is the error code; None (on a boundary event only) catches every code."""

    def throw(self, my_task: Task) -> None:
        """An error end event: the nearest enclosing sub-process or call with a fitting boundary gets it."""
        workflow = my_task.workflow
        while workflow.parent_task_id is not None:
            owner = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
            boundary = error_boundary(owner, self.name)
            if boundary is not None:
                _stop(workflow, my_task)
                fire(boundary, my_task.data)
                return
            workflow = owner.workflow
        raise NoErrorBoundary(element_id=my_task.task_spec.bpmn_id, error_code=self.name)


def fire(task: Task, payload: Mapping[str, Json] | None = None) -> None:
    """Let one waiting event task happen; the caller has checked that it waits. The engine runs it next."""
    task.task_spec.catch(task, payload)
    task.task_spec._update(task)


def error_boundary(task: Task, code: str | None) -> Task | None:
    """The waiting error boundary event of `task` itself that catches `code`, a written code before a general one."""
    siblings = task.parent.children if task.parent is not None else []
    fitting = [
        sibling
        for sibling in siblings
        if isinstance(sibling.task_spec, BoundaryEvent)
        and sibling.state == TaskState.WAITING
        and isinstance(sibling.task_spec.event_definition, Error)
        and sibling.task_spec.event_definition.name in (None, code)
    ]
    return max(fitting, key=lambda sibling: sibling.task_spec.event_definition.name is not None, default=None)


def definition_of(task: Task) -> EventDefinition | None:
    """What a waiting task waits for, or None if it is no waiting event."""
    if task.state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
        return task.task_spec.event_definition
    return None


def _stop(workflow: object, thrower: Task) -> None:
    """Nothing else inside may go on, or the sub-process could complete before its boundary event runs."""
    inner = thrower.workflow
    while True:
        for task in inner.get_tasks(state=TaskState.NOT_FINISHED_MASK):
            if task is not thrower and task.workflow is inner:
                task.cancel()
        if inner is workflow:
            return
        thrower = inner.top_workflow.get_task_from_id(inner.parent_task_id)
        inner = thrower.workflow
