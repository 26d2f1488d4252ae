"""The parallel gateway, our own.

The library's one fires too early from the second round of a loop on, lets the last branch overwrite what the
others wrote, and makes it materialise the whole future once per branch, which grows exponentially with the
number of blocks.
"""

from collections.abc import Iterable
from uuid import UUID

from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.interpreter.nodes import predict_children
from engine.interpreter.values import Json, size

SPENT_BY = "spent_by"  # in a consumed join's internal data: id of the join task that consumed it
_ARRIVED = TaskState.CANCELLED | TaskState.WAITING | TaskState.FUTURE
_ALIVE = TaskState.READY | TaskState.STARTED | TaskState.COMPLETED


class Parallel(ParallelGateway):  # type: ignore[misc]
    """Fires when one token lies on each incoming flow, and consumes exactly one of each.

    Each arrival is a task of this spec under the branch that arrived. Only the latest waits; the earlier ones
    stand as CANCELLED until a later one spends them.
    """

    def _predict_hook(self, my_task: Task) -> None:
        if len(self._inputs) <= 1:
            super()._predict_hook(my_task)

    def _update_hook(self, my_task: Task) -> bool:
        tokens = self._tokens(my_task)
        for task in my_task.workflow.tasks.copy().values():
            if task.task_spec is self and task is not my_task and task.state == TaskState.WAITING:
                task.cancel()
        if len(tokens) < len(set(self._inputs)):
            my_task._set_state(TaskState.WAITING)
            return False
        for task in tokens:
            if task is not my_task:
                task.internal_data[SPENT_BY] = str(my_task.id)
        my_task.data = merged([task.parent for task in tokens])
        return True

    def _run_hook(self, my_task: Task) -> bool:
        size(my_task.data)
        my_task._sync_children(self.outputs, TaskState.FUTURE)
        predict_children(my_task)
        return True

    def _tokens(self, my_task: Task) -> list[Task]:
        """One unspent arrival per incoming flow, the oldest first, and `my_task` for its own."""
        workflow, chosen = my_task.workflow, {my_task.parent.task_spec.name: my_task}
        for task in workflow.tasks.values():
            if task.task_spec is self and task.has_state(_ARRIVED) and not _spent(task):
                parent = task.parent
                if parent.state == TaskState.COMPLETED:
                    chosen.setdefault(parent.task_spec.name, task)
        return list(chosen.values())


def _spent(task: Task) -> bool:
    """A spender that was itself taken back (removed, or reset and waiting again) gives its tokens back."""
    spender = task.internal_data.get(SPENT_BY)
    if spender is None:
        return False
    other = task.workflow.tasks.get(UUID(spender))
    return other is not None and bool(other.has_state(_ALIVE))


def merged(branches: list[Task]) -> dict[str, Json]:
    """The data of several branches: what each changed since they parted, the last to finish last."""
    if len(branches) == 1:
        return dict(branches[0].data)
    base: dict[str, Json] = _common_ancestor(branches).data
    result = dict(base)
    for branch in sorted(branches, key=_finished):
        for key in base.keys() - branch.data.keys():
            result.pop(key, None)
        for key, value in branch.data.items():
            if key not in base or base[key] != value:
                result[key] = value
    return result


def _finished(task: Task) -> int:
    return int(task.internal_data.get("no", 0))


def _common_ancestor(tasks: list[Task]) -> Task:
    lines = [list(_line(task)) for task in tasks]
    shared = set.intersection(*({task.id for task in line} for line in lines))
    return next(task for task in lines[0] if task.id in shared)


def _line(task: Task) -> Iterable[Task]:
    current = task
    while current is not None:
        yield current
        current = current.parent
