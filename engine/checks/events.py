"""Which events run, by kind of event, definition and place; and whether what they name exists."""

import re
from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import Drawn, Level, Model
from engine.checks.vocabulary import REFUSED
from engine.text import Text

DEADLINE_KEY = re.compile(r"(?!P\d|PT\d)[A-Za-z_][A-Za-z0-9_]*")
"""A duration of ISO 8601, such as P3D, would pass for a name; most diagrams from elsewhere have one."""

_NONE = Text("事件须说明等待什么（定时或消息）", "the event must say what it waits for (timer or message)")
_STARTED = Text("流程由人在系统中发起，不由事件启动", "people start a process in the system, not events")
_END_SENDS = Text("结束时发送的消息会被默默吞掉；请用服务任务", "what an end sends is swallowed; use a service task")

RUNS = frozenset(
    {
        ("startEvent", ""),
        ("endEvent", ""),
        ("endEvent", "terminate"),
        ("endEvent", "error"),
        ("intermediateCatchEvent", "timer"),
        ("intermediateCatchEvent", "message"),
        ("boundaryEvent", "timer"),
        ("boundaryEvent", "message"),
        ("boundaryEvent", "error"),
    }
)
"""(kind of event, definition without "EventDefinition"); "" stands for an event without definition."""

REASONS = {
    ("startEvent", "timer"): _STARTED,
    ("startEvent", "message"): _STARTED,
    ("startEvent", "error"): _STARTED,
    ("endEvent", "message"): _END_SENDS,
    ("intermediateCatchEvent", ""): _NONE,
    ("boundaryEvent", ""): _NONE,
}
"""Why a pair does not run whose definition would run elsewhere."""

_NOT_HERE = Text("这种事件不能放在这里", "this kind of event cannot stand here")


def every_event_runs(model: Model) -> Iterator[Finding]:
    for node in model.nodes:
        if not node.kind.endswith("Event") or node.kind in REFUSED:
            continue
        definitions = node.event_definitions()
        if len(definitions) > 1:
            yield _refused(node, Text("一个事件只能有一个定义", "an event has one definition only"))
            continue
        kind = definitions[0].kind.removesuffix("EventDefinition") if definitions else ""
        if (node.kind, kind) not in RUNS and f"{kind}EventDefinition" not in REFUSED:
            yield _refused(node, REASONS.get((node.kind, kind), _NOT_HERE))


def an_error_boundary_interrupts(model: Model) -> Iterator[Finding]:
    for node in model.of_kind("boundaryEvent"):
        if _definition(node, "error") is not None and node.get("cancelActivity") == "false":
            yield _refused(node, Text("错误总是中断所附的任务", "an error always interrupts its host"))


def an_error_boundary_sits_where_errors_come_from(model: Model) -> Iterator[Finding]:
    able = {"serviceTask", "subProcess", "callActivity"}
    for level in model.levels:
        for host_id, boundaries in level.boundaries.items():
            for node in boundaries:
                if _definition(node, "error") is not None and level.nodes[host_id].kind not in able:
                    yield _refused(
                        node,
                        Text(
                            "只有服务任务、子流程和调用活动会出错",
                            "only service tasks, sub-processes and call activities raise errors",
                        ),
                    )


def every_timer_names_a_deadline(model: Model) -> Iterator[Finding]:
    for node, timer in _defined(model, "timer"):
        key = timer.text_of("timeDuration") or timer.text_of("timeDate") or ""
        if timer.text_of("timeCycle") is not None:
            continue  # refused as an element
        if not DEADLINE_KEY.fullmatch(key):
            yield node.found(
                "timer_without_key",
                Text(
                    "定时器“{label}”的内容应是期限名（如 lookback_1），现在是“{key}”；期限的天数在期限表中。",
                    "Timer “{label}” must name a deadline (like lookback_1) but says “{key}”; "
                    "how long it takes stands in the table of deadlines.",
                ),
                key=key[:40],
            )
        elif model.declared is not None and key not in model.declared.deadlines:
            yield node.found(
                "deadline_unknown",
                Text("定时器“{label}”的期限名“{key}”没有登记。", "Timer “{label}” names the unknown deadline “{key}”."),
                key=key,
            )


def every_message_is_declared(model: Model) -> Iterator[Finding]:
    waiting = [(node, message) for node, message in _defined(model, "message")]
    waiting += [(node, node) for node in model.of_kind("receiveTask")]
    for node, holder in waiting:
        message = model.roots.get(("message", holder.get("messageRef")))
        if message is None or not message.name:
            yield node.found(
                "message_missing",
                Text(
                    "“{label}”没有指明一个有名称的消息（messageRef）。",
                    "“{label}” does not name a message (messageRef) that has a name.",
                ),
            )
        elif model.declared is not None and message.name not in model.declared.messages:
            yield node.found(
                "message_undeclared",
                Text(
                    "“{label}”等待的消息“{message}”没有登记。",
                    "“{label}” waits for the undeclared message “{message}”.",
                ),
                message=message.name,
            )


def every_error_is_caught(model: Model) -> Iterator[Finding]:
    """An error end climbs from level to level, also through call activities, until a boundary catches it."""
    for level in model.levels:
        for node in level.nodes.values():
            definition = _definition(node, "error") if node.kind == "endEvent" else None
            if definition is not None and not _caught(model, level, error_code(model, definition)):
                yield node.found(
                    "error_not_caught",
                    Text(
                        "错误结束“{label}”没有错误边界事件来接；请在外层子流程或调用活动上加一个。",
                        "Nobody catches error end “{label}”; put an error boundary on what contains it.",
                    ),
                )


def every_error_has_a_code(model: Model) -> Iterator[Finding]:
    """A boundary without error catches every code; an end must name one."""
    for node, definition in _defined(model, "error"):
        if (node.kind == "endEvent" or definition.get("errorRef")) and not error_code(model, definition):
            yield node.found(
                "error_without_code",
                Text(
                    "“{label}”没有指明一个有代码的错误（errorRef、errorCode）。",
                    "“{label}” does not name an error that has a code (errorRef, errorCode).",
                ),
            )


def error_code(model: Model, definition: Drawn) -> str:
    error = model.roots.get(("error", definition.get("errorRef")))
    return "" if error is None else error.get("errorCode")


def _caught(model: Model, level: Level, code: str) -> bool:
    """True when on every way out of `level` some level has a boundary for `code`."""
    seen: set[str] = set()
    todo = [level]
    while todo:
        current = todo.pop()
        if current.owner.id in seen:
            continue
        seen.add(current.owner.id)
        around = model.around.get(current.owner.id, [])
        if not around:
            return False
        for outer, host in around:
            if not any(_catches(model, event, code) for event in outer.boundaries[host.id]):
                todo.append(outer)
    return True


def _catches(model: Model, event: Drawn, code: str) -> bool:
    definition = _definition(event, "error")
    return definition is not None and (not definition.get("errorRef") or error_code(model, definition) == code)


def _definition(node: Drawn, kind: str) -> Drawn | None:
    return next(node.children(f"{kind}EventDefinition"), None)


def _defined(model: Model, kind: str) -> Iterator[tuple[Drawn, Drawn]]:
    for node in model.nodes:
        for definition in node.children(f"{kind}EventDefinition"):
            yield node, definition


def _refused(node: Drawn, reason: Text) -> Finding:
    return node.found(
        "event_refused",
        Text("事件“{label}”不能运行：{reason}。", "Event “{label}” does not run: {reason}."),
        reason=reason,
    )


RULES = (
    every_event_runs,
    an_error_boundary_interrupts,
    an_error_boundary_sits_where_errors_come_from,
    every_timer_names_a_deadline,
    every_message_is_declared,
    every_error_is_caught,
    every_error_has_a_code,
)
