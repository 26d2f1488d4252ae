"""Conditions on flows: written in the closed language, about values that exist."""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import Drawn, Model
from engine.expressions import BadExpression, Expression, compile_expression
from engine.text import Text


def every_condition_is_in_the_language(model: Model) -> Iterator[Finding]:
    for flow, condition in _conditions(model):
        if len(condition.xml):
            yield flow.found(
                "condition_with_markup",
                Text("流向“{label}”的条件里只能有文字。", "The condition of flow “{label}” may hold nothing but text."),
            )
        try:
            compile_expression(condition.xml.text or "")
        except BadExpression as error:
            yield flow.found(
                "condition_bad",
                Text(
                    "流向“{label}”的条件“{condition}”：{why} {hint}",
                    "The condition “{condition}” of flow “{label}”: {why}. {hint}",
                ),
                condition=(condition.xml.text or "").strip()[:80],
                why=error.text,
                hint=_hint(condition.xml.text or ""),
            )


def every_name_in_a_condition_is_known(model: Model) -> Iterator[Finding]:
    for flow, condition in _conditions(model):
        for name in unknown_names(model, _compiled(condition.xml.text or "")):
            yield flow.found(
                "name_unknown",
                Text(
                    "流向“{label}”的条件用到“{name}”，没有这样的路由值或事实。",
                    "The condition of flow “{label}” reads “{name}”, which is no routing value or fact.",
                ),
                name=name,
            )


def unknown_names(model: Model, expression: Expression | None) -> list[str]:
    if expression is None or model.declared is None or model.declared.names is None:
        return []
    return sorted(expression.names - model.declared.names)


def _compiled(text: str) -> Expression | None:
    """None for what another rule refuses."""
    try:
        return compile_expression(text)
    except BadExpression:
        return None


def _conditions(model: Model) -> Iterator[tuple[Drawn, Drawn]]:
    for level in model.levels:
        for flow in level.flows:
            for condition in flow.children("conditionExpression"):
                yield flow, condition


def _hint(text: str) -> Text:
    """The commonest foreign spelling: an expression of the Java world."""
    if text.strip().startswith(("${", "#{", "=")):
        return Text(
            "请直接写表达式，如 approved == true，不加 ${{}} 或等号。",
            "Write the bare expression, like approved == true, without ${{}} or a leading equals sign.",
        ).format()
    return Text("", "")


RULES = (every_condition_is_in_the_language, every_name_in_a_condition_is_known)
