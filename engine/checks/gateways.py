"""Gateways: a choice has labels, conditions and a way out when nothing holds."""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import Drawn, Model
from engine.text import Text


def choices(model: Model) -> Iterator[tuple[Drawn, list[Drawn]]]:
    """Each exclusive gateway that decides something, with its outgoing flows."""
    for level in model.levels:
        for node in level.nodes.values():
            if node.kind == "exclusiveGateway" and len(level.outgoing[node.id]) > 1:
                yield node, level.outgoing[node.id]


def every_choice_has_a_default(model: Model) -> Iterator[Finding]:
    for gateway, flows in choices(model):
        if gateway.get("default") not in {flow.id for flow in flows}:
            yield gateway.found(
                "default_missing",
                Text(
                    "网关“{label}”没有默认流向；条件都不成立时流程会停住。",
                    "Gateway “{label}” has no default flow; if no condition holds the process would stop.",
                ),
            )


def every_other_way_has_a_condition(model: Model) -> Iterator[Finding]:
    for gateway, flows in choices(model):
        for flow in flows:
            condition = flow.text_of("conditionExpression")
            if flow.id == gateway.get("default"):
                if condition is not None:
                    yield flow.found(
                        "default_with_condition",
                        Text("默认流向“{label}”不能有条件。", "The default flow “{label}” cannot have a condition."),
                    )
            elif not condition:
                yield flow.found(
                    "condition_missing",
                    Text(
                        "网关“{gateway}”的流向“{label}”没有条件。",
                        "Flow “{label}” of gateway “{gateway}” has no condition.",
                    ),
                    gateway=gateway.label,
                )


def conditions_stand_only_behind_choices(model: Model) -> Iterator[Finding]:
    """Anywhere else the engine does not look at them."""
    behind = {flow.xml for _, flows in choices(model) for flow in flows}
    for level in model.levels:
        for flow in level.flows:
            if flow.text_of("conditionExpression") is not None and flow.xml not in behind:
                yield flow.found(
                    "condition_ignored",
                    Text(
                        "流向“{label}”的条件不会被判断；条件只能在排他网关的分支上。",
                        "The condition of flow “{label}” would never be looked at; "
                        "conditions stand on the branches of exclusive gateways.",
                    ),
                )


def every_default_is_a_choice(model: Model) -> Iterator[Finding]:
    deciding = {gateway.xml for gateway, _ in choices(model)}
    for gateway in model.of_kind("exclusiveGateway"):
        if gateway.get("default") and gateway.xml not in deciding:
            yield gateway.found(
                "default_without_choice",
                Text(
                    "网关“{label}”不分支，不应有默认流向。",
                    "Gateway “{label}” decides nothing and cannot have a default flow.",
                ),
            )


def every_choice_is_labelled(model: Model) -> Iterator[Finding]:
    """Diagrams are read by people: the gateway asks, its flows answer."""
    for gateway, flows in choices(model):
        for element in (gateway, *flows):
            if not element.name:
                yield element.found(
                    "label_missing",
                    Text(
                        "网关和它的每条流向都要有文字：“{label}”没有名称。",
                        "A gateway and each of its flows need words: “{label}” has no name.",
                    ),
                )


RULES = (
    every_choice_has_a_default,
    every_other_way_has_a_condition,
    conditions_stand_only_behind_choices,
    every_default_is_a_choice,
    every_choice_is_labelled,
)
