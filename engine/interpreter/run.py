"""One instance in memory. After any exception it must be thrown away: it may have gone half a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import Stalled, TaskNotReady
from engine.interpreter import rewind, rounds, state
from engine.interpreter.environment import Evaluator, Handlers, environment_of
from engine.interpreter.errors import NoErrorBoundary, TooManySteps
from engine.interpreter.events import Message, Timer, definition_of, error_boundary, fire
from engine.interpreter.nodes import ServiceTask
from engine.interpreter.spec import Element, Spec
from engine.interpreter.values import Json, merge

MAX_STEPS = 300  # automatic steps of one call of `advance`

Kind = Literal["user", "job", "timer", "message"]


@dataclass(frozen=True, slots=True)
class Open:
    """Something that waits. `key` names this wait: a step that is opened again has a new key.

    `lane`: its own or, in a called process without lanes, the caller's. `data` may be read, not changed.
    """

    key: str
    element_id: str
    kind: Kind
    name: str
    lane: str | None
    process_id: str
    data: Mapping[str, Json]
    timer: str | None  # deadline key
    message: str | None
    attached_to: str | None  # element id


class Run:
    """Acts never advance the instance by themselves; `advance` does."""

    def __init__(self, spec: Spec, workflow: BpmnWorkflow, clock: int) -> None:
        self.spec = spec
        self._workflow = workflow
        self._clock = clock  # number of the task that ran last; wall clocks may tie or go back
        self._steps = 0

    @classmethod
    def start(cls, spec: Spec, data: Mapping[str, Json]) -> "Run":
        workflow = BpmnWorkflow(spec.process, spec.called, script_engine=Evaluator())
        merge(workflow.task_tree.data, data)
        return cls(spec, workflow, 0)

    @classmethod
    def load(cls, spec: Spec, text: str) -> "Run":
        """Raises `StateMismatch` if `text` was dumped from another definition or in another format."""
        workflow, clock = state.load(spec, text)
        return cls(spec, workflow, clock)

    def dump(self) -> str:
        return state.dump(self.spec, self._workflow, self._clock)

    def advance(self, handlers: Handlers) -> None:
        """Run until only users, jobs, timers and messages are waited for.

        Raises `TooManySteps`, `NoFlow`, `BadExpression`, `BadDecision`, `BadValues`, `NoErrorBoundary`, and
        whatever the handlers raise.
        """
        environment = environment_of(self._workflow.task_tree)
        environment.serve(handlers)
        self._steps = 0
        try:
            while self._has_automatic_step():
                before = self._steps
                self._workflow.do_engine_steps(will_complete_task=self._before_step)
                if self._steps == before:
                    raise Stalled
        finally:
            environment.serve(None)
        self._workflow.bpmn_events.clear()

    def open(self) -> dict[str, Open]:
        found = {}
        for task in state.tasks(self._workflow):
            kind = _kind(task)
            if kind is not None:
                found[_key(task)] = self._open(task, kind)
        return found

    def complete(self, key: str, values: Mapping[str, Json]) -> None:
        """A user task. Raises `TaskNotReady`, `BadValues`."""
        task = self._waiting(key, "user")
        merge(task.data, values)
        self._count(task)
        task.run()

    def finish_job(self, key: str, values: Mapping[str, Json]) -> None:
        """Raises `TaskNotReady` (the job may have been withdrawn by a timer or a return), `BadValues`."""
        task = self._waiting(key, "job")
        merge(task.data, values)
        self._count(task)
        task.complete()

    def fail_job(self, key: str, error_code: str, values: Mapping[str, Json]) -> None:
        """Take the drawn way for a failure: the error boundary of this task. Raises `NoErrorBoundary`."""
        task = self._waiting(key, "job")
        boundary = error_boundary(task, error_code)
        if boundary is None:
            raise NoErrorBoundary(element_id=task.task_spec.bpmn_id, error_code=error_code)
        self._fire(boundary, values)

    def fire_timer(self, key: str) -> None:
        self._fire(self._waiting(key, "timer"), {})

    def deliver(self, key: str, values: Mapping[str, Json]) -> None:
        """Give a message to the one task with that key."""
        self._fire(self._waiting(key, "message"), values)

    def send_back(self, element_id: str) -> None:
        """Open the latest completed user task of that id again. Raises `CannotReturn`. Then `advance`."""
        rewind.send_back(self._workflow, element_id)

    def withdrawn_by(self, element_id: str) -> frozenset[str]:
        """Ids of the open and completed tasks that `send_back` would take back, without the target itself."""
        after = Run.load(self.spec, self.dump())
        after.send_back(element_id)
        kept = set(after._standing())
        return frozenset(name for key, name in self._standing().items() if key not in kept) - {element_id}

    def passed(self) -> frozenset[str]:
        """Ids of the user tasks to which `send_back` may return."""
        return frozenset(task.task_spec.bpmn_id for task in rewind.completed_user_tasks(self._workflow))

    def done(self) -> frozenset[str]:
        """Ids of all elements that were completed and not taken back."""
        return frozenset(
            task.task_spec.bpmn_id
            for task in state.tasks(self._workflow)
            if task.state == TaskState.COMPLETED and task.task_spec.bpmn_id is not None
        )

    def calling(self) -> frozenset[str]:
        """Ids of the call activities whose diagram runs now."""
        started = {t.task_spec.bpmn_id for t in state.tasks(self._workflow) if t.state == TaskState.STARTED}
        return frozenset(name for name in started if name in self.spec.elements and self.spec.elements[name].called)

    def cancel(self) -> None:
        self._workflow.cancel()

    @property
    def completed(self) -> bool:
        return bool(self._workflow.completed) and not self.open()

    def check_alive(self) -> None:
        """Raises `Stalled` if the instance is not completed and nobody and nothing can move it."""
        if not self._workflow.completed and not self.open():
            raise Stalled

    def _standing(self) -> dict[tuple[str, bool], str]:
        """Element ids of the open and the completed tasks, by key and state."""
        standing = {(key, False): waiting.element_id for key, waiting in self.open().items()}
        for task in state.tasks(self._workflow):
            if task.state == TaskState.COMPLETED and task.task_spec.bpmn_id is not None:
                standing[_key(task), True] = task.task_spec.bpmn_id
        return {key: name for key, name in standing.items() if self.spec.elements[name].kind.endswith("Task")}

    def _has_automatic_step(self) -> bool:
        return any(task.state == TaskState.READY and not task.task_spec.manual for task in state.tasks(self._workflow))

    def _before_step(self, task: Task) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooManySteps(limit=MAX_STEPS)
        self._count(task)
        environment_of(task).forget_facts()

    def _count(self, task: Task) -> None:
        self._clock += 1
        task.internal_data[rounds.NUMBER] = self._clock

    def _fire(self, task: Task, values: Mapping[str, Json]) -> None:
        merge(dict(task.data), values)  # refuse bad values now, not in the step that takes them over
        fire(task, values)

    def _waiting(self, key: str, kind: Kind) -> Task:
        for level in state.levels(self._workflow):
            task = level.tasks.get(_task_id(key))
            if task is not None and _kind(task) == kind and _key(task) == key:
                return task
        raise TaskNotReady

    def _open(self, task: Task, kind: Kind) -> Open:
        element = self.spec.elements[task.task_spec.bpmn_id]
        return Open(
            key=_key(task),
            element_id=element.id,
            kind=kind,
            name=element.name,
            lane=self._lane(task, element),
            process_id=element.process_id,
            data=MappingProxyType(task.data),
            timer=element.timer,
            message=element.message,
            attached_to=element.attached_to,
        )

    def _lane(self, task: Task, element: Element) -> str | None:
        level = task.workflow
        while element.lane is None and level.parent_task_id is not None:
            owner = self._workflow.get_task_from_id(level.parent_task_id)
            element, level = self.spec.elements[owner.task_spec.bpmn_id], owner.workflow
        return element.lane


def _kind(task: Task) -> Kind | None:
    """What a task waits for, if it waits at all."""
    if task.state == TaskState.READY and task.task_spec.manual:
        return "user"
    if task.state == TaskState.STARTED and isinstance(task.task_spec, ServiceTask):
        return "job"
    definition = definition_of(task)
    if isinstance(definition, Timer):
        return "timer"
    return "message" if isinstance(definition, Message) else None


def _key(task: Task) -> str:
    life = task.internal_data.get(rewind.LIFE, 0)
    return f"{task.id}~{life}" if life else str(task.id)


def _task_id(key: str) -> UUID:
    try:
        return UUID(key.partition("~")[0])
    except ValueError:
        raise TaskNotReady from None
