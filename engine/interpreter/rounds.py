"""Old rounds of a loop are not stored: a case that is returned a hundred times would else carry each with it.

Of what a loop has run over and over the last `ROUNDS` are kept, as far back as anybody returns, and a step
that no later round has passed again stays where it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

ROUNDS = 3
NUMBER = "no"  # in internal data: the place of a task in the order in which tasks ran
LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass
class LeftOut:
    """Tasks and levels that are not stored, and what follows on what instead: task -> its new parent."""

    tasks: set[UUID] = field(default_factory=set)
    levels: set[UUID] = field(default_factory=set)
    parents: dict[UUID, Task] = field(default_factory=dict)

    def parent(self, task: Task) -> Task | None:
        found: Task | None = (self.parents and self.parents.get(task.id)) or task.parent
        return found


def left_out(workflow: BpmnWorkflow) -> LeftOut:
    """At most one loop of each level gets shorter at a time; the next dump takes the next."""
    left = LeftOut()
    for level in (workflow, *workflow.subprocesses.values()):
        _shorten(level, left)
    _old_levels(workflow, left)
    return left


def _shorten(level: Any, left: LeftOut) -> None:
    for task in level.tasks.values():
        if task._state & LIVE:
            for first, last in _repeated(task):
                gone = list(_between(first, last))
                if _is_over(level, gone):
                    left.tasks |= {one.id for one in gone}
                    left.parents[last.id] = first.parent
                    return


def _repeated(task: Task) -> Iterator[tuple[Task, Task]]:
    """Heads of loops on the way to a task: the first time that one was passed, and the first that is kept."""
    passed: dict[str, list[Task]] = {}
    line = []
    while task is not None:
        line.append(task)
        task = task.parent
    for ancestor in reversed(line):
        spec = ancestor.task_spec
        if len(set(spec._inputs)) > 1 and not isinstance(spec, Join):
            passed.setdefault(spec.name, []).append(ancestor)
    for heads in passed.values():
        if len(heads) > ROUNDS + 1:
            yield heads[0], heads[-ROUNDS - 1]


def _between(first: Task, last: Task) -> Iterator[Task]:
    """The branch from `first` on, without that of `last`."""
    waiting = [first]
    while waiting:
        task = waiting.pop()
        if task is not last:
            yield task
            waiting.extend(task.children)


def _is_over(level: Any, gone: list[Task]) -> bool:
    """Whether all of it has ended, and what was done in it was done again later, in what stays."""
    if not all(task.state & TaskState.FINISHED_MASK for task in gone):
        return False
    ids = {task.id for task in gone}
    kept = _last_done(task for task in level.tasks.values() if task.id not in ids)
    return all(kept.get(name, -1) >= when for name, when in _last_done(gone).items())


def _last_done(tasks: Iterable[Task]) -> dict[str, int]:
    """By node, when it was completed last."""
    found: dict[str, int] = {}
    for task in tasks:
        if task.state == TaskState.COMPLETED:
            name = task.task_spec.name
            found[name] = max(number(task), found.get(name, 0))
    return found


def number(task: Task) -> int:
    """The place of a task in the order in which tasks ran; 0 for one that did not run by itself."""
    return int(task.internal_data.get(NUMBER, 0))


def _old_levels(workflow: BpmnWorkflow, left: LeftOut) -> None:
    """Levels whose owner is left out, and of those that a loop has run over and over all but the last."""
    rounds: Counter[tuple[int, str]] = Counter()
    owners = dict(workflow.tasks)  # the library would look for each through all levels
    for level in workflow.subprocesses.values():
        owners |= level.tasks
    for key in reversed(workflow.subprocesses):
        owner = owners[key]
        place = (id(owner.workflow), owner.task_spec.name)
        rounds[place] += owner.state == TaskState.COMPLETED
        if owner.id in left.tasks or (owner.state == TaskState.COMPLETED and rounds[place] > ROUNDS):
            left.levels.add(key)
    for key in workflow.subprocesses:
        if owners[key].workflow.parent_task_id in left.levels:
            left.levels.add(key)  # an owner comes before what it owns
