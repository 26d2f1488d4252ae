"""The cells of a decision table's input columns: `"a","b"`, `not("a")`, `< 5`, `[1..5]`, `-`."""

import operator
import re
from collections.abc import Callable, Mapping

from engine.expressions import BadExpression, Expression, Order, compile_expression, in_order, same

Test = Callable[[object, Mapping[str, object]], bool]

_COMPARISONS: tuple[tuple[str, Order], ...] = (
    ("<=", operator.le),
    (">=", operator.ge),
    ("<", operator.lt),
    (">", operator.gt),
)
_INTERVAL = re.compile(r"([\[\](])(.+?)\.\.(.+)([\])\[])")


def compile_cell(text: str) -> Test:
    """The test of one cell: (value of the column, all names) -> fits. Raises `BadExpression`."""
    cell = text.strip()
    if cell in ("", "-"):
        return lambda value, values: True
    if cell.startswith("not(") and cell.endswith(")"):
        inner = _any_of(cell[4:-1])
        return lambda value, values: not inner(value, values)
    return _any_of(cell)


def _any_of(cell: str) -> Test:
    tests = [_single(part.strip()) for part in _split(cell)]
    return lambda value, values: any(test(value, values) for test in tests)


def _single(part: str) -> Test:
    for sign, order in _COMPARISONS:
        if part.startswith(sign):
            return _comparison(order, compile_expression(part[len(sign) :]))
    interval = _INTERVAL.fullmatch(part)
    if interval and '"' not in part:
        opening, low, high, closing = interval.groups()
        lower = _comparison(operator.ge if opening == "[" else operator.gt, compile_expression(low))
        upper = _comparison(operator.le if closing == "]" else operator.lt, compile_expression(high))
        return lambda value, values: lower(value, values) and upper(value, values)
    expected = compile_expression(part)
    return lambda value, values: same(value, expected.evaluate(values))


def _comparison(order: Order, limit: Expression) -> Test:
    def test(value: object, values: Mapping[str, object]) -> bool:
        return value is not None and in_order(order, value, limit.evaluate(values))

    return test


def _split(cell: str) -> list[str]:
    """Split at the commas that stand outside quotes and brackets."""
    parts, quote, depth, start = [], "", 0, 0
    for position, sign in enumerate(cell):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "," and depth <= 0:
            parts.append(cell[start:position])
            start = position + 1
    if quote:
        raise BadExpression(f"a quotation mark is missing in {cell[:80]}")
    return [*parts, cell[start:]]
