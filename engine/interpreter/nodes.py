"""Our own node classes for service tasks, decisions and choices."""

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.expressions import BadExpression
from engine.interpreter.decisions import Decision
from engine.interpreter.environment import environment_of
from engine.interpreter.errors import NoFlow
from engine.interpreter.values import copied, merge


class ServiceTask(BpmnSpecMixin):  # type: ignore[misc]
    """Asks the handlers; without values it is a job and stays STARTED until its result comes."""

    def _run_hook(self, my_task: Task) -> bool | None:
        values = environment_of(my_task).handlers.service(self.bpmn_id, copied(my_task.data))
        if values is None:
            return None
        merge(my_task.data, values)
        return True


class DecisionTask(BpmnSpecMixin):  # type: ignore[misc]
    """A business rule task; `decision` is given by the parser."""

    decision: Decision

    def _run_hook(self, my_task: Task) -> bool:
        merge(my_task.data, self.decision.decide(environment_of(my_task).values(my_task.data)))
        return True


class Choice(ExclusiveGateway):  # type: ignore[misc]
    """An exclusive gateway. Conditions are tried in the order in which the flows stand in the file."""

    def _run_hook(self, my_task: Task) -> bool:
        spec = my_task.workflow.spec
        name = next(
            (name for condition, name in self.cond_task_specs if condition is not None and _holds(condition, my_task)),
            self.default_task_spec,
        )
        if name is None:
            raise NoFlow(element_id=self.bpmn_id)
        my_task._sync_children([spec.task_specs[name]], TaskState.FUTURE)
        predict_children(my_task)
        return True


def predict_children(task: Task) -> None:
    for child in task.children:
        child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)


def _holds(condition: object, task: Task) -> bool:
    answer = condition._matches(task)  # type: ignore[attr-defined]
    if not isinstance(answer, bool):
        raise BadExpression("a condition is neither true nor false")
    return answer
