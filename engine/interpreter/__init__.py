"""The only door to SpiffWorkflow: read diagrams, run one instance, go back in it, store it as text.

A `Spec` is read once per definition version and shared; a `Run` is one instance in one transaction. What the
library does wrong in silence is cured inside, and each cure has a test that fails without it.
"""

from engine.interpreter.environment import Handlers
from engine.interpreter.errors import (
    BadDecision,
    BadDiagram,
    CannotReturn,
    NoErrorBoundary,
    NoFlow,
    StateMismatch,
    TooManySteps,
)
from engine.interpreter.library import lift_depth_limits, quiet_loggers
from engine.interpreter.parse import parse
from engine.interpreter.run import Kind, Open, Run
from engine.interpreter.spec import Element, Spec
from engine.interpreter.values import Json

__all__ = [
    "BadDecision",
    "BadDiagram",
    "CannotReturn",
    "Element",
    "Handlers",
    "Json",
    "Kind",
    "NoErrorBoundary",
    "NoFlow",
    "Open",
    "Run",
    "Spec",
    "StateMismatch",
    "TooManySteps",
    "parse",
]

lift_depth_limits()
quiet_loggers()
