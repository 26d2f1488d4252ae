"""The parallel gateway, and the undrawn join at the end of a process, our own.

The library's gateway fires too early from the second round of a loop on, lets the last branch overwrite what the
others wrote, and makes it materialise the whole future once per branch, which grows exponentially with the
number of blocks.
"""

from collections.abc import Iterable
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import _EndJoin
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


class EndJoin(_EndJoin):  # type: ignore[misc]
    """Where all ends of a process meet; it hands on the values of every branch, like a drawn join."""

    def _run_hook(self, my_task: Task) -> bool:
        arrived = [
            task.parent
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and task.parent.state == TaskState.COMPLETED
        ]
        my_task.data = merged(arrived)
        size(my_task.data)
        return True


def _spent(task: Task) -> bool:
    """A spender that was itself taken back (removed, or reset and waiting again) gives its tokens back."""
    spender = task.internal_data.get(SPENT_BY)
    if spender is None:
        return False
    other = task.workflow.tasks.get(UUID(spender))
    return other is not None and bool(other.has_state(_ALIVE))


def merged(branches: list[Task]) -> dict[str, Json]:
    """The data of several branches: what each changed since it parted from the others, the last to finish last."""
    return _merged([list(_line(branch))[::-1] for branch in branches], 0)


def _merged(lines: list[list[Task]], depth: int) -> dict[str, Json]:
    """`lines`: from the root to a branch's last task; they are the same up to `depth`."""
    if len(lines) == 1:
        return dict(lines[0][-1].data)
    while len(groups := _parted(lines, depth)) == 1:
        depth += 1
    base: dict[str, Json] = lines[0][depth - 1].data
    result = dict(base)
    for group in sorted(groups, key=lambda group: max(_finished(line[-1]) for line in group)):
        data = _merged(group, depth)
        for key in base.keys() - data.keys():
            result.pop(key, None)
        for key, value in data.items():
            if key not in base or base[key] != value:
                result[key] = value
    return result


def _parted(lines: list[list[Task]], depth: int) -> list[list[list[Task]]]:
    """The lines by their task at `depth`; a line that has ended before stands alone."""
    groups: dict[UUID | None, list[list[Task]]] = {}
    for line in lines:
        groups.setdefault(line[depth].id if depth < len(line) else None, []).append(line)
    return list(groups.values())


def _finished(task: Task) -> int:
    return int(task.internal_data.get("no", 0))


def _line(task: Task) -> Iterable[Task]:
    current = task
    while current is not None:
        yield current
        current = current.parent
