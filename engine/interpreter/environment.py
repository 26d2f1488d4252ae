"""The one door between a running instance and the world: expressions, service functions, facts.

It is created with each `Run`, so a restored instance never falls back to the library's own evaluator, which
is Python's `eval`.
"""

from collections.abc import Mapping
from typing import Protocol

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine
from SpiffWorkflow.task import Task

from engine.expressions import BadExpression, compile_expression
from engine.interpreter.values import Json


class Handlers(Protocol):
    """What the engine does for a running instance."""

    def service(self, element_id: str, data: Mapping[str, Json]) -> Mapping[str, Json] | None:
        """A service task was reached: values to merge, or None if it is a job that ends later."""
        ...

    def facts(self) -> Mapping[str, object]:
        """More names for conditions and decision tables, read from rows now and never stored."""
        ...


class Environment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self._handlers: Handlers | None = None
        self._facts: Mapping[str, object] | None = None

    def serve(self, handlers: Handlers | None) -> None:
        self._handlers = handlers
        self.forget_facts()

    def forget_facts(self) -> None:
        """A step may have changed rows: read them again when the next step asks."""
        self._facts = None

    def values(self, data: Mapping[str, Json]) -> Mapping[str, object]:
        """Task data and facts; a fact wins, because rows are the truth and task data an old copy."""
        if self._facts is None:
            self._facts = self.handlers.facts()
        return {**data, **self._facts}

    @property
    def handlers(self) -> Handlers:
        if self._handlers is None:
            raise RuntimeError("steps of an instance run only inside Run.advance")
        return self._handlers

    def evaluate(self, expression: str, context: Mapping[str, Json], external_context: object = None) -> object:
        compiled = compile_expression(expression)
        return compiled.evaluate(self.values(context) if compiled.names else {})

    def execute(self, script: str, context: object, external_context: object = None) -> bool:
        raise BadExpression("scripts do not run")

    def call_service(self, context: object, **arguments: object) -> None:
        raise BadExpression("services are called through Handlers only")


class Evaluator(PythonScriptEngine):  # type: ignore[misc]
    """Hands everything to our environment, and lets our errors out as they are."""

    def __init__(self) -> None:
        super().__init__(environment=Environment())

    def validate(self, expression: str) -> None:
        compile_expression(expression)

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> object:
        return self.environment.evaluate(expression, task.data)

    def execute(self, task: Task, script: str, external_context: object = None) -> bool:
        return bool(self.environment.execute(script, task.data))

    def call_service(self, task: Task, **arguments: object) -> None:
        self.environment.call_service(task.data, **arguments)


def environment_of(task: Task) -> Environment:
    environment = task.workflow.script_engine.environment
    assert isinstance(environment, Environment)
    return environment
