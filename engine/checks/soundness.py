"""Splits and joins: plays the token game of each level and looks for a join that waits for ever.

Every choice counts as possible, whatever its condition says: two gateways whose conditions happen to agree
are a trap for whoever changes one of them.
"""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.graph import drawn_levels
from engine.checks.model import GATEWAYS, Drawn, Level, Model
from engine.text import Text

MAX_MARKINGS = 5_000
"""A level with more situations than that is not played to its end; no drawing for people has them."""

Marking = frozenset[str]


def every_join_gets_its_tokens(model: Model) -> Iterator[Finding]:
    for level in drawn_levels(model):
        kinds = {node.kind for node in level.nodes.values()} & GATEWAYS
        if len(level.starts()) == 1 and kinds <= {"exclusiveGateway", "parallelGateway"}:
            game = _Game(level)
            for origin in [level.starts()[0], *_side_branches(level)]:
                game.play(origin)
            yield from game.findings()


def a_side_branch_ends_by_itself(model: Model) -> Iterator[Finding]:
    """What a non-interrupting boundary starts runs beside the main path and must not come back into it."""
    for level in drawn_levels(model):
        sides = _side_branches(level)
        main = level.reachable([start.id for start in level.starts()], frozenset(side.id for side in sides))
        for side in sides:
            shared = [id for id in level.reachable([side.id]) & main if level.nodes[id].kind != "endEvent"]
            if shared:
                yield side.found(
                    "side_branch_merges",
                    Text(
                        "“{label}”不中断主线，它的支路却并入主线（“{node}”），会使之后的步骤办两遍；请单独结束。",
                        "“{label}” does not interrupt, yet its branch runs into the main path (“{node}”), "
                        "whose steps would then be done twice; give it an end of its own.",
                    ),
                    node=level.nodes[min(shared)].label,
                )


def _side_branches(level: Level) -> list[Drawn]:
    return [node for node in level.nodes.values() if _is_side(node)]


def _is_side(node: Drawn) -> bool:
    return node.kind == "boundaryEvent" and node.get("cancelActivity") == "false"


class _Game:
    """A token lies on a flow, named by its place in the level; tokens that reached an end stay there."""

    def __init__(self, level: Level) -> None:
        self.level = level
        whole = [flow for flow in level.flows if {flow.get("sourceRef"), flow.get("targetRef")} <= set(level.nodes)]
        self.target = {str(n): level.nodes[flow.get("targetRef")] for n, flow in enumerate(whole)}
        self.out: dict[str, Marking] = {
            id: frozenset(str(n) for n, flow in enumerate(whole) if flow.get("sourceRef") == id) for id in level.nodes
        }
        self.into: dict[str, Marking] = {
            id: frozenset(place for place, node in self.target.items() if node.id == id) for id in level.nodes
        }
        self.stuck: dict[str, Drawn] = {}
        self.doubled: dict[str, Drawn] = {}

    def play(self, origin: Drawn) -> None:
        seen: set[Marking] = set()
        todo = [self.out[origin.id]]
        while todo and len(seen) < MAX_MARKINGS:
            marking = todo.pop()
            if marking not in seen:
                seen.add(marking)
                todo += self._after(marking)

    def _after(self, marking: Marking) -> list[Marking]:
        """The next situations. Moves one token only: tokens that no join holds cannot disturb each other."""
        for place in sorted(marking):
            node = self.target[place]
            if node.kind != "endEvent" and not self._joins(node):
                return [self._put(marking - {place}, new) for new in self._ways_out(node)]
            if next(node.children("terminateEventDefinition"), None) or next(
                node.children("errorEventDefinition"), None
            ):
                return []
        waiting = {self.target[place].id: self.target[place] for place in marking if self._joins(self.target[place])}
        for id in sorted(waiting):
            if self.into[id] <= marking:
                return [self._put(marking - self.into[id], self.out[id])]
        self.stuck.update(waiting)
        return []

    def _joins(self, node: Drawn) -> bool:
        return node.kind == "parallelGateway" and len(self.into[node.id]) > 1

    def _ways_out(self, node: Drawn) -> list[Marking]:
        if node.kind == "exclusiveGateway":
            return [frozenset({place}) for place in self.out[node.id]]
        return [self.out[node.id]] + [
            self.out[event.id] for event in self.level.boundaries[node.id] if not _is_side(event)
        ]

    def _put(self, marking: Marking, new: Marking) -> Marking:
        for place in marking & new:
            self.doubled[self.target[place].id] = self.target[place]
        return marking | new

    def findings(self) -> Iterator[Finding]:
        for node in self.stuck.values():
            yield node.found(
                "join_waits_for_ever",
                Text(
                    "并行汇合“{label}”可能永远等不齐：前面的分支是择一的，或有一支提前结束。",
                    "Parallel join “{label}” may wait for ever: the ways into it are alternatives, or one ends early.",
                ),
            )
        for node in self.doubled.values():
            yield node.found(
                "done_twice",
                Text(
                    "并行的两支不经并行汇合就走到“{label}”，它会办两遍；请用并行网关汇合。",
                    "Two parallel branches come to “{label}” without a parallel join, so it would be done twice; "
                    "join them with a parallel gateway.",
                ),
            )


RULES = (every_join_gets_its_tokens, a_side_branch_ends_by_itself)
