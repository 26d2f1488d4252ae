"""Going back to a step that was completed.

The library's reset takes back what hangs below a task in the tree. What follows a join hangs below the branch
that arrived last, so a return inside another branch must also reopen the joins that lie behind it in the
diagram; and it leaves finished levels "completed" and removed tasks waiting.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.parallel_gateway import ParallelGateway
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.interpreter.errors import CannotReturn
from engine.interpreter.rounds import number
from engine.interpreter.state import Level, levels, tasks

LIFE = "life"  # in internal data: how often this task was reset


def completed_user_tasks(workflow: BpmnWorkflow) -> Iterator[Task]:
    """Those that can be opened again: not inside a level that an event cut off, whose other branches are gone."""
    for level in levels(workflow):
        if not _cut_off(workflow, level):
            for task in level.tasks.values():
                if task.state == TaskState.COMPLETED and task.task_spec.manual:
                    yield task


def _cut_off(workflow: BpmnWorkflow, level: Level) -> bool:
    while level.parent_task_id is not None:
        owner = workflow.get_task_from_id(level.parent_task_id)
        if owner.state == TaskState.CANCELLED:
            return True
        level = owner.workflow
    return False


def send_back(workflow: BpmnWorkflow, element_id: str) -> None:
    """Open the latest completed user task of that id again, and take back all that came of it.

    What other branches finished before a join stays. The instance must be advanced afterwards.
    """
    found = [task for task in completed_user_tasks(workflow) if task.task_spec.bpmn_id == element_id]
    if not found:
        raise CannotReturn(element_id=element_id)
    target = max(found, key=number)
    done = number(target)
    before = {task.id: task.internal_data for task in tasks(workflow)}
    opened = _open_upwards(workflow, target)
    _reopen([head for task in opened for head in _heads(task, done)])
    _count_lives(workflow, before)
    _drop_stale_waiters(workflow)


def _open_upwards(workflow: BpmnWorkflow, target: Task) -> list[Task]:
    """Reset the target and each owner on the way up that had already ended; they are returned.

    An owner that still runs is left alone, with its boundary events: nothing behind it has happened.
    """
    _reset(target)
    target.workflow.completed = False
    opened, level = [target], target.workflow
    while level.parent_task_id is not None:
        owner = workflow.get_task_from_id(level.parent_task_id)
        if owner.state == TaskState.STARTED:
            break
        _reset(owner)
        owner._set_state(TaskState.STARTED)
        owner.workflow.completed = False
        opened.append(owner)
        level = owner.workflow
    workflow.success = True
    return opened


def _reset(task: Task) -> None:
    """Reset a task and its boundary events; the level that an owner runs is kept."""
    siblings = _siblings(task)
    for sibling in siblings:
        _forget_levels(child for child in list(sibling) if child is not task)
    for sibling in siblings:
        sibling.reset_branch(None)


def _siblings(task: Task) -> list[Task]:
    parent = task.parent
    return list(parent.children) if isinstance(parent.task_spec, BoundaryEventSplit) else [task]


def _forget_levels(removed: Iterable[Task]) -> None:
    for task in removed:
        inner = task.workflow.top_workflow.subprocesses.pop(task.id, None)
        if inner is not None:
            _forget_levels(inner.tasks.values())


def _heads(task: Task, done: int) -> list[Task]:
    """The topmost completed joins behind `task` that took part in what is taken back."""
    reach = _behind(task)
    ancestors = {ancestor.id for ancestor in _line(task)}
    joins = {
        join.id: join
        for join in task.workflow.tasks.values()
        if join.state == TaskState.COMPLETED
        and _synchronises(join.task_spec)
        and join.task_spec.name in reach
        and join.id not in ancestors
        and number(join) >= done
    }
    return [join for join in joins.values() if not any(a.id in joins for a in _line(join.parent))]


def _synchronises(spec: TaskSpec) -> bool:
    if isinstance(spec, BoundaryEventJoin) or not isinstance(spec, Join):
        return False
    return isinstance(spec, _EndJoin) or len(set(spec._inputs)) > 1


def _behind(task: Task) -> set[str]:
    """Names of the nodes that lie behind a task in the diagram.

    A loop may lead back to the task itself, or to the split of its own branch; what lies behind those again
    belongs to the next round, or to another branch.
    """
    specs = task.workflow.spec.task_specs
    stops = {task.task_spec.name} | _splits_around(task)
    reach: set[str] = set()
    waiting = [name for sibling in _siblings(task) for name in sibling.task_spec._outputs]
    while waiting:
        name = waiting.pop()
        if name not in reach:
            reach.add(name)
            if name not in stops:
                waiting.extend(specs[name]._outputs)
    return reach


def _splits_around(task: Task) -> set[str]:
    """Names of the parallel splits in whose branches the task stands; those joined before it are left out."""
    found: set[str] = set()
    joined = 0
    for ancestor in _line(task.parent):
        spec = ancestor.task_spec
        if isinstance(spec, ParallelGateway):
            if len(spec._outputs) > 1:
                if joined:
                    joined -= 1
                else:
                    found.add(spec.name)
            if len(spec._inputs) > 1:
                joined += 1
    return found


def _reopen(heads: list[Task]) -> None:
    """In two rounds: a join that is looked at while another still counts as done would fire again."""
    for head in heads:
        _forget_levels(child for child in list(head) if child is not head)
        head._drop_children(force=True)
        head.internal_data = {}
        head._set_state(TaskState.FUTURE)
    for head in heads:
        head.task_spec._predict(head, mask=TaskState.PREDICTED_MASK | TaskState.FUTURE)
        head.task_spec._update(head)


def _count_lives(workflow: BpmnWorkflow, before: dict[UUID, dict[str, object]]) -> None:
    """A reset task keeps its id; its life number makes its key a new one. A reset replaces internal data."""
    for task in tasks(workflow):
        old = before.get(task.id)
        if old is not None and old is not task.internal_data:
            life = old.get(LIFE, 0)
            task.internal_data[LIFE] = (life if isinstance(life, int) else 0) + 1


def _drop_stale_waiters(workflow: BpmnWorkflow) -> None:
    alive = {id(level) for level in levels(workflow)}
    waiting = workflow.event_manager.tasks
    for key, task in list(waiting.items()):
        if id(task.workflow) not in alive or task.workflow.tasks.get(key) is not task:
            del waiting[key]


def _line(task: Task | None) -> Iterator[Task]:
    """A task and its ancestors in its level."""
    while task is not None:
        yield task
        task = task.parent
