"""Size: how much future the engine would write into the state of each case."""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.graph import drawn_levels
from engine.checks.model import FLOW_NODES, Drawn, Level, Model
from engine.text import Text

MAX_PREDICTED = 2_000
MAX_NODES = 500
"""Steps in one file. A diagram for people has about a dozen; the graph rules take quadratic time."""


def too_large(drawing: Drawn) -> Finding | None:
    count = sum(element.kind in FLOW_NODES for element in drawing.descendants())
    if count <= MAX_NODES:
        return None
    return drawing.found(
        "diagram_too_large",
        Text(
            "图中有 {count} 个步骤，最多 {limit} 个；请拆成几个流程再调用。",
            "The diagram has {count} steps, more than {limit}; split it into processes that call each other.",
        ),
        count=count,
        limit=MAX_NODES,
    )


def no_split_predicts_too_much(model: Model) -> Iterator[Finding]:
    """The engine writes down the certain future up to the next choice or join, once per parallel branch.

    Splits inside splits without joins therefore multiply. Named is the last split that crosses the limit.
    """
    for level in drawn_levels(model):
        predicted = dict.fromkeys(level.nodes, 0)
        for id in _last_first(level):
            predicted[id] = _predicted(level, level.nodes[id], predicted)
        for id, count in predicted.items():
            if count > MAX_PREDICTED and all(predicted[next] <= MAX_PREDICTED for next in level.successors[id]):
                yield level.nodes[id].found(
                    "prediction_too_large",
                    Text(
                        "从“{label}”起，引擎要预先写下 {count} 个步骤，最多 {limit} 个；请汇合并行分支或放进子流程。",
                        "From “{label}” on the engine would write down {count} future steps, more than {limit}; "
                        "join the parallel branches or put them into a sub-process.",
                    ),
                    count=count,
                    limit=MAX_PREDICTED,
                )


def _predicted(level: Level, node: Drawn, predicted: dict[str, int]) -> int:
    """Nodes in the state for `node` and what follows.

    Not drawn, but written down: a split and a join around a step with boundary events, and of each event its
    way on and its way to that join; behind an end, the join of all ends and what follows it.
    """
    boundaries = len(level.boundaries[node.id])
    own = 1 + (2 + 3 * boundaries if boundaries else 0) + (2 if node.kind == "endEvent" else 0)
    after = [flow.get("targetRef") for flow in level.outgoing[node.id]]
    if node.kind == "parallelGateway" and len(level.incoming[node.id]) > 1:
        return own
    if node.kind == "exclusiveGateway" and len(after) > 1:
        return own + len(after)
    return own + sum(predicted.get(next, 0) for next in after)


def _last_first(level: Level) -> list[str]:
    """Every node after those it leads to, as far as loops allow."""
    order: list[str] = []
    seen: set[str] = set()
    for origin in level.nodes:
        stack = [(origin, False)]
        while stack:
            id, done = stack.pop()
            if done:
                order.append(id)
            elif id not in seen:
                seen.add(id)
                stack.append((id, True))
                stack += [(next, False) for next in level.successors[id]]
    return order


RULES = (no_split_predicts_too_much,)
