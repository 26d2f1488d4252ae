"""Flows: does every step have one way in, one way out, a way to it and a way to an end?"""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import ACTIVITIES, GATEWAYS, Drawn, Level, Model
from engine.text import Text


def drawn_levels(model: Model) -> Iterator[Level]:
    """The levels that have an order: ad-hoc and event sub-processes are refused anyway, as elements."""
    for level in model.levels:
        if level.owner.kind != "adHocSubProcess" and level.owner.get("triggeredByEvent") != "true":
            yield level


def parts(level: Level) -> Iterator[Drawn]:
    """The nodes that hang on flows: event sub-processes and compensation handlers do not."""
    for node in level.nodes.values():
        if node.get("triggeredByEvent") != "true" and node.get("isForCompensation") != "true":
            yield node


def every_flow_joins_two_steps_of_its_level(model: Model) -> Iterator[Finding]:
    for level in model.levels:
        pairs: set[tuple[str, str]] = set()
        for flow in level.flows:
            pair = (flow.get("sourceRef"), flow.get("targetRef"))
            if not all(end in level.nodes for end in pair):
                yield flow.found(
                    "flow_dangling",
                    Text(
                        "流向“{label}”没有连接本层的两个步骤。",
                        "Flow “{label}” does not join two steps of its own level.",
                    ),
                )
            elif pair in pairs:
                yield flow.found(
                    "flow_doubled",
                    Text(
                        "“{label}”：两个步骤之间已有一条流向。",
                        "“{label}”: there is already a flow between these two steps.",
                    ),
                )
            pairs.add(pair)


def every_level_has_one_start_and_an_end(model: Model) -> Iterator[Finding]:
    for level in drawn_levels(model):
        if len(level.starts()) != 1:
            yield level.owner.found(
                "start_not_one",
                Text(
                    "“{label}”须恰好有一个开始事件，现有 {count} 个。",
                    "“{label}” needs exactly one start event; it has {count}.",
                ),
                count=len(level.starts()),
            )
        if not any(node.kind == "endEvent" for node in level.nodes.values()):
            yield level.owner.found(
                "end_missing",
                Text("“{label}”没有结束事件，永远不会办结。", "“{label}” has no end event and would never finish."),
            )


def starts_and_ends_are_at_the_edge(model: Model) -> Iterator[Finding]:
    for level in model.levels:
        for node in level.nodes.values():
            if node.kind in ("startEvent", "boundaryEvent") and level.incoming[node.id]:
                yield node.found(
                    "flow_into_start", Text("不能有流向进入“{label}”。", "No flow may lead into “{label}”.")
                )
            if node.kind == "endEvent" and level.outgoing[node.id]:
                yield node.found("flow_out_of_end", Text("不能有流向离开“{label}”。", "No flow may leave “{label}”."))


def only_gateways_split_and_merge(model: Model) -> Iterator[Finding]:
    for level in drawn_levels(model):
        for node in parts(level):
            if node.kind not in GATEWAYS and len(level.outgoing[node.id]) > 1:
                yield node.found(
                    "several_flows_out",
                    Text(
                        "“{label}”有多条流出；请在其后画一个网关。",
                        "Several flows leave “{label}”; draw a gateway behind it.",
                    ),
                )
            if node.kind in ACTIVITIES | {"intermediateCatchEvent"} and len(level.incoming[node.id]) > 1:
                yield node.found(
                    "several_flows_in",
                    Text(
                        "“{label}”有多条流入；请在其前画一个排他网关汇合。",
                        "Several flows lead into “{label}”; merge them with an exclusive gateway before it.",
                    ),
                )


def every_step_can_be_reached(model: Model) -> Iterator[Finding]:
    for level in drawn_levels(model):
        reached = level.reachable([start.id for start in level.starts()])
        lost = {node.id for node in parts(level)} - reached if level.starts() else set()
        before = {id: [flow.get("sourceRef") for flow in level.incoming[id]] for id in lost}
        for id in _causes(level, lost, {id for id in lost if not any(other in lost for other in before[id])}):
            yield level.nodes[id].found(
                "unreachable",
                Text("从开始走不到“{label}”。", "“{label}” cannot be reached from the start."),
            )


def every_step_leads_to_an_end(model: Model) -> Iterator[Finding]:
    for level in drawn_levels(model):
        lost = {node.id for node in parts(level)} - _leading_to_an_end(level)
        stops = {node.id for node in parts(level) if node.kind != "endEvent" and not _leads_on(level, node)}
        circling = {id for id in lost if not stops & level.reachable([id])}
        for id in sorted(stops | circling, key=list(level.nodes).index):
            yield level.nodes[id].found(
                "dead_end",
                Text(
                    "从“{label}”走不到任何结束事件；每条支路都要画到结束。",
                    "No end event can be reached from “{label}”; every branch must lead to one.",
                ),
            )


def _leads_on(level: Level, node: Drawn) -> bool:
    return any(flow.get("targetRef") in level.nodes for flow in level.outgoing[node.id])


def _causes(level: Level, lost: set[str], heads: set[str]) -> list[str]:
    """Of lost nodes those that the others hang on; all of a ring in which each hangs on the other."""
    return [id for id in level.nodes if id in lost and (id in heads or id not in level.reachable(list(heads)))]


def _leading_to_an_end(level: Level) -> set[str]:
    before: dict[str, list[str]] = {id: [] for id in level.nodes}
    for id, after in level.successors.items():
        for next in after:
            before[next].append(id)
    leads: set[str] = set()
    todo = [node.id for node in level.nodes.values() if node.kind == "endEvent"]
    while todo:
        if (id := todo.pop()) not in leads:
            leads.add(id)
            todo += before[id]
    return leads


RULES = (
    every_flow_joins_two_steps_of_its_level,
    every_level_has_one_start_and_an_end,
    starts_and_ends_are_at_the_edge,
    only_gateways_split_and_merge,
    every_step_can_be_reached,
    every_step_leads_to_an_end,
)
