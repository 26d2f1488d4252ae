"""The closed language of every condition and every cell of a decision table.

Names, JSON constants, comparisons, `in` with a written list, and/or/not, + - *, and three functions. There is
no attribute, no subscript, no other call and no loop, so an expression costs at most as many steps as it has
nodes, and it can reach nothing but the values it is given. It is never handed to Python's own evaluator.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from engine.errors import KanjianError
from engine.text import Text

MAX_LENGTH = 1_000  # characters
MAX_NODES = 200  # of the syntax tree, which is also the number of steps of one evaluation
MAX_DEPTH = 30
MAX_NUMBER = 10**15  # so that no sum or product can grow without limit
CONSTANTS: Mapping[str, object] = {"true": True, "false": False, "null": None}

Step = Callable[[Mapping[str, object]], object]
Order = Callable[[Any, Any], bool]


class BadExpression(KanjianError):
    """An expression is outside the language, or the values do not suit it."""

    code = "bad_expression"
    text = Text("表达式有误：{why}", "Bad expression: {why}")

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class Expression:
    """A checked expression. `names`: what it reads; a name without a value is an error when it is evaluated."""

    __slots__ = ("_step", "names", "text")

    def __init__(self, text: str, names: frozenset[str], step: Step) -> None:
        self.text = text
        self.names = names
        self._step = step

    def evaluate(self, values: Mapping[str, object]) -> object:
        """Raises `BadExpression` if a name is missing or a value has the wrong type."""
        return self._step(values)


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Check `text` against the language; raises `BadExpression` with the reason."""
    source = text.translate({9: " ", 10: " ", 13: " "}).strip()
    _check_text(source)
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadExpression(f"cannot be read: {source[:80]}") from error
    builder = _Builder()
    step = builder.build(tree.body, 0)
    return Expression(source, frozenset(builder.names), step)


def same(left: object, right: object) -> bool:
    """Equality in which true is not 1: the two come from different form fields."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _check_text(source: str) -> None:
    if not source:
        raise BadExpression("it is empty")
    if len(source) > MAX_LENGTH:
        raise BadExpression(f"longer than {MAX_LENGTH} characters")
    if "\\" in source or not source.isprintable():
        raise BadExpression("backslashes and control characters are not allowed")
    if max(source.count("("), source.count("[")) > MAX_DEPTH * 2:
        raise BadExpression("too many brackets")


class _Builder:
    """Turns syntax nodes into closures; a node of a kind that is not named here is refused."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._nodes = 0

    def build(self, node: ast.expr, depth: int) -> Step:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise BadExpression("it is too large")
        kind = type(node).__name__
        method = getattr(self, f"_{kind.lower()}", None) if kind in _ALLOWED else None
        if method is None:
            raise BadExpression(f"{kind} is not part of the language")
        step: Step = method(node, depth + 1)
        return step

    def _constant(self, node: ast.Constant, depth: int) -> Step:
        value = node.value
        if value is not None and type(value) not in (bool, int, float, str):
            raise BadExpression(f"{type(value).__name__} is not a JSON constant")
        if type(value) in (int, float):
            _number(value)
        return lambda values: value

    def _name(self, node: ast.Name, depth: int) -> Step:
        name = node.id
        if name in CONSTANTS:
            constant = CONSTANTS[name]
            return lambda values: constant
        if name.startswith("_") or name in _FUNCTIONS:
            raise BadExpression(f"{name} is not a name of a value")
        self.names.add(name)

        def read(values: Mapping[str, object]) -> object:
            try:
                return values[name]
            except KeyError:
                raise BadExpression(f"there is no value {name}") from None

        return read

    def _boolop(self, node: ast.BoolOp, depth: int) -> Step:
        steps = [self.build(value, depth) for value in node.values]
        stop = isinstance(node.op, ast.Or)

        def decide(values: Mapping[str, object]) -> object:
            for step in steps:
                if _truth(step(values)) is stop:
                    return stop
            return not stop

        return decide

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Step:
        step = self.build(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return lambda values: not _truth(step(values))
        if isinstance(node.op, ast.USub):
            return lambda values: -_number(step(values))
        raise BadExpression(f"{type(node.op).__name__} is not part of the language")

    def _binop(self, node: ast.BinOp, depth: int) -> Step:
        operation = _ARITHMETIC.get(type(node.op))
        if operation is None:
            raise BadExpression(f"{type(node.op).__name__} is not part of the language")
        left, right = self.build(node.left, depth), self.build(node.right, depth)
        return lambda values: _number(operation(_number(left(values)), _number(right(values))))

    def _compare(self, node: ast.Compare, depth: int) -> Step:
        if len(node.ops) != 1:
            raise BadExpression("write a < b and b < c instead of a < b < c")
        test, left = node.ops[0], self.build(node.left, depth)
        if isinstance(test, ast.In | ast.NotIn):
            return _membership(left, self._written_list(node.comparators[0], depth), isinstance(test, ast.In))
        right = self.build(node.comparators[0], depth)
        if isinstance(test, ast.Eq):
            return lambda values: same(left(values), right(values))
        if isinstance(test, ast.NotEq):
            return lambda values: not same(left(values), right(values))
        order = _ORDER.get(type(test))
        if order is None:
            raise BadExpression(f"{type(test).__name__} is not part of the language")
        return lambda values: in_order(order, left(values), right(values))

    def _call(self, node: ast.Call, depth: int) -> Step:
        if not isinstance(node.func, ast.Name) or node.func.id not in _FUNCTIONS or node.keywords:
            raise BadExpression("only len(), min() and max() can be called")
        function = _FUNCTIONS[node.func.id]
        steps = [self.build(argument, depth) for argument in node.args]
        return lambda values: function([step(values) for step in steps])

    def _written_list(self, node: ast.expr, depth: int) -> list[Step]:
        if not isinstance(node, ast.List | ast.Tuple):
            raise BadExpression("after `in` comes a list that is written out")
        return [self.build(element, depth) for element in node.elts]


def in_order(order: Order, left: object, right: object) -> bool:
    """Compare two numbers or two texts; anything else has no order."""
    if (_is_number(left) and _is_number(right)) or (isinstance(left, str) and isinstance(right, str)):
        return order(left, right)
    raise BadExpression(f"{_kind(left)} and {_kind(right)} have no order")


def _membership(left: Step, elements: Sequence[Step], wanted: bool) -> Step:
    def test(values: Mapping[str, object]) -> object:
        value = left(values)
        return any(same(value, element(values)) for element in elements) is wanted

    return test


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise BadExpression(f"{_kind(value)} is neither true nor false")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: object) -> int | float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadExpression(f"{_kind(value)} is not a number")
    if not math.isfinite(value) or abs(value) > MAX_NUMBER:
        raise BadExpression("a number is too large")
    return value


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _length(arguments: list[object]) -> object:
    if len(arguments) == 1 and isinstance(arguments[0], str | list | dict):
        return len(arguments[0])
    raise BadExpression("len() takes one text or list")


def _least(arguments: list[object]) -> object:
    return min(_numbers(arguments))


def _greatest(arguments: list[object]) -> object:
    return max(_numbers(arguments))


def _numbers(arguments: list[object]) -> list[int | float]:
    if not arguments:
        raise BadExpression("min() and max() need numbers")
    return [_number(argument) for argument in arguments]


_ALLOWED = frozenset({"Constant", "Name", "BoolOp", "UnaryOp", "BinOp", "Compare", "Call"})
_ARITHMETIC: dict[type[ast.operator], Callable[[int | float, int | float], int | float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_ORDER: dict[type[ast.cmpop], Order] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, Callable[[list[object]], object]] = {
    "len": _length,
    "min": _least,
    "max": _greatest,
}
