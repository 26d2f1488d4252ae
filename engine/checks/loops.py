"""Loops and calls: nothing may run round and round with nobody to stop it."""

from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.graph import drawn_levels
from engine.checks.model import SUB_PROCESSES, Drawn, Level, Model
from engine.text import Text

_PASSES = frozenset({"businessRuleTask", "exclusiveGateway", "parallelGateway", "startEvent", "endEvent", "scriptTask"})


def every_loop_waits(model: Model) -> Iterator[Finding]:
    passing = _passing_levels(model)
    for level in drawn_levels(model):
        waiting = _waiting(model, level, passing)
        told: set[str] = set()
        for id in level.nodes:
            if id not in waiting and id not in told:
                after = level.reachable(level.successors[id], waiting)
                if id in after:
                    told |= {other for other in after if id in level.reachable(level.successors[other], waiting)}
                    yield level.nodes[id].found(
                        "loop_without_wait",
                        Text(
                            "经过“{label}”的循环没有任何等待（用户任务、接收、定时、消息或作业），会无休止地转。",
                            "The loop through “{label}” waits for nothing (user task, receive task, timer, message "
                            "or job) and would spin.",
                        ),
                    )


def _passing_levels(model: Model) -> set[str]:
    """Ids of the processes and sub-processes that may run from start to end without a wait."""
    passing: set[str] = set()
    while more := {id for id, level in model.level_of.items() if id not in passing and _passes(model, level, passing)}:
        passing |= more
    return passing


def _passes(model: Model, level: Level, passing: set[str]) -> bool:
    reached = level.reachable([start.id for start in level.starts()], _waiting(model, level, passing))
    return any(level.nodes[id].kind == "endEvent" for id in reached)


def _waiting(model: Model, level: Level, passing: set[str]) -> frozenset[str]:
    return frozenset(node.id for node in level.nodes.values() if _waits(model, node, passing))


def _waits(model: Model, node: Drawn, passing: set[str]) -> bool:
    """Kinds that are refused anyway count as waiting, so that one fault gives one finding."""
    if node.kind == "serviceTask":
        return model.declared is None or node.id not in model.declared.services
    if node.kind == "boundaryEvent":
        return next(node.children("errorEventDefinition"), None) is None
    if node.kind in SUB_PROCESSES or node.called():
        return (node.called() or node.id) not in passing
    return node.kind not in _PASSES


def the_process_exists(model: Model) -> Iterator[Finding]:
    ids = {process.id for process in model.processes}
    if model.is_whole and model.process_id is not None and model.process_id not in ids:
        yield Finding(
            "process_missing",
            "",
            model.process_id,
            "",
            None,
            Text("没有流程“{id}”。", "There is no process “{id}”.").format(id=model.process_id),
        )


def every_called_process_exists(model: Model) -> Iterator[Finding]:
    ids = {process.id for process in model.processes}
    for node in model.of_kind("callActivity"):
        if model.is_whole and node.called() not in ids:
            yield node.found(
                "called_process_missing",
                Text(
                    "“{label}”调用的流程“{called}”不在文件中。",
                    "“{label}” calls the process “{called}”, which is in none of the files.",
                ),
                called=node.called(),
            )


def no_process_calls_itself(model: Model) -> Iterator[Finding]:
    calls: dict[str, set[str]] = {process.id: set() for process in model.processes}
    for process in model.processes:
        calls[process.id] |= {element.called() for element in process.descendants() if element.called() in calls}
    for process in model.processes:
        for element in process.descendants():
            if element.called() in calls and process.id in _closure(calls, element.called()):
                yield element.found(
                    "call_recursive",
                    Text(
                        "“{label}”直接或间接地又调用了自己所在的流程。",
                        "“{label}” calls, directly or by others, the process that it stands in.",
                    ),
                )


def _closure(calls: dict[str, set[str]], origin: str) -> set[str]:
    seen: set[str] = set()
    todo = [origin]
    while todo:
        if (id := todo.pop()) not in seen:
            seen.add(id)
            todo += calls[id]
    return seen


RULES = (every_loop_waits, the_process_exists, every_called_process_exists, no_process_calls_itself)
