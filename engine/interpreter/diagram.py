"""Reading the XML itself: the elements, their lanes, and whatever is outside the allow-list.

The library mis-runs in silence much of what it does not support, and takes lanes and documentation from the
wrong node; so the diagram is judged and described here, from the XML, before the library sees it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.expressions import BadExpression, compile_expression
from engine.interpreter.spec import Element

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DECISION = "{https://kanjian/bpmn}decision"  # attribute of a business rule task: id of a <decision>

NODES = frozenset(
    [
        "startEvent",
        "endEvent",
        "userTask",
        "serviceTask",
        "businessRuleTask",
        "receiveTask",
        "exclusiveGateway",
        "parallelGateway",
        "subProcess",
        "callActivity",
        "intermediateCatchEvent",
        "boundaryEvent",
    ]
)
_PARTS = frozenset(
    [
        "documentation",
        "extensionElements",
        "laneSet",
        "lane",
        "flowNodeRef",
        "childLaneSet",
        "sequenceFlow",
        "conditionExpression",
        "incoming",
        "outgoing",
        "textAnnotation",
        "text",
        "association",
        "group",
        "timerEventDefinition",
        "timeDuration",
        "timeDate",
        "messageEventDefinition",
        "errorEventDefinition",
        "terminateEventDefinition",
    ]
)
_EVENTS = {  # allowed definitions, and whether there must be one
    "startEvent": ((), False),
    "endEvent": (("terminate", "error"), False),
    "intermediateCatchEvent": (("timer", "message"), True),
    "boundaryEvent": (("timer", "message", "error"), True),
}
_ID = re.compile(r"[^\W\d][\w-]*")  # the library builds its own names with dots and blanks
_RESERVED = frozenset({"Start", "End"})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What all files of a definition declare, by id."""

    processes: Mapping[str, etree._Element]
    messages: Mapping[str, str]  # name
    errors: Mapping[str, str]  # code
    decisions: frozenset[str]


class DiagramReader:
    """Collects `elements` and `problems` of one process after another."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.elements: dict[str, Element] = {}
        self.problems: list[str] = []

    def read(self, process_id: str) -> None:
        """Read a process and all that it calls."""
        waiting, seen = [process_id], set()
        calls: dict[str, set[str]] = {}
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            node = self.catalogue.processes.get(current)
            if node is None:
                self.problems.append(f"process {current} is missing")
                continue
            if node.get("isExecutable", "true") != "true":
                self.problems.append(f"process {current} is not executable")
            first = len(self.elements)
            self._walk(node, current, _lanes(node), None)
            new = list(self.elements.values())[first:]
            calls[current] = {element.called for element in new if element.called}
            waiting.extend(calls[current])
        self.problems += [f"process {caller} calls itself" for caller in calls if _reaches(calls, caller)]

    def _walk(self, scope: etree._Element, process_id: str, lanes: Mapping[str, str], lane: str | None) -> None:
        """`lane`: that of the enclosing sub-process, for nodes that stand in none."""
        flows = list(scope.iterfind(BPMN + "sequenceFlow"))
        for node in _parts(scope):
            kind = _kind(node)
            if kind not in NODES:
                if kind not in _PARTS:
                    self.problems.append(f"{kind} {node.get('id', '')} is not supported")
                continue
            element = self._element(node, process_id, lanes, lane)
            if element.id in self.elements or element.id in self.catalogue.processes:
                self.problems.append(f"id {element.id} is used twice")
            self.elements[element.id] = element
            if kind == "subProcess":
                self._walk(node, process_id, lanes, element.lane)
            else:
                self._check_parts(node)
        self._check_flows(scope, flows)

    def _element(self, node: etree._Element, process_id: str, lanes: Mapping[str, str], lane: str | None) -> Element:
        identity, kind = node.get("id", ""), _kind(node)
        if not _ID.fullmatch(identity) or identity in _RESERVED:
            self.problems.append(f"{kind} has the id {identity!r}, which cannot be used")
        if node.get("triggeredByEvent") == "true":
            self.problems.append(f"event sub-process {identity} is not supported")
        event = self._event(node, kind)
        if kind == "receiveTask":
            event["message"] = self._message(node, node)
        if kind == "businessRuleTask" and node.get(DECISION) not in self.catalogue.decisions:
            self.problems.append(f"businessRuleTask {identity}: decision {node.get(DECISION)} is missing")
        if kind == "callActivity" and not node.get("calledElement"):
            self.problems.append(f"callActivity {identity} calls nothing")
        return Element(
            id=identity,
            kind=kind,
            name=node.get("name", ""),
            process_id=process_id,
            lane=lanes.get(identity, lane),
            documentation=node.findtext(BPMN + "documentation") or "",
            called=node.get("calledElement") if kind == "callActivity" else None,
            attached_to=node.get("attachedToRef"),
            interrupting=node.get("cancelActivity", "true") == "true",
            **event,
        )

    def _event(self, node: etree._Element, kind: str) -> dict[str, str | None]:
        """The `message`, `timer` or `error` of an event node."""
        definitions = [child for child in _parts(node) if _kind(child).endswith("EventDefinition")]
        allowed, needed = _EVENTS.get(kind, ((), False))
        names = [_kind(child).removesuffix("EventDefinition") for child in definitions]
        if len(names) > 1 or not set(names) <= set(allowed) or (needed and not names):
            found = ", ".join(names) or "no"
            self.problems.append(f"{kind} {node.get('id', '')} with {found} event is not supported")
            return {}
        if not names or names[0] == "terminate":
            return {}
        read = {"timer": self._timer, "message": self._message, "error": self._error}[names[0]]
        return {names[0]: read(node, definitions[0])}

    def _timer(self, node: etree._Element, definition: etree._Element) -> str | None:
        key = (definition.findtext(BPMN + "timeDuration") or definition.findtext(BPMN + "timeDate") or "").strip()
        if not key.isidentifier():
            self.problems.append(f"timer {node.get('id', '')}: {key!r} is no deadline key, such as reply_due")
        return key

    def _message(self, node: etree._Element, definition: etree._Element) -> str | None:
        name = self.catalogue.messages.get(definition.get("messageRef", ""))
        if not name:
            self.problems.append(f"{_kind(node)} {node.get('id', '')} has no message")
        return name

    def _error(self, node: etree._Element, definition: etree._Element) -> str | None:
        code = self.catalogue.errors.get(definition.get("errorRef", ""))
        identity = node.get("id", "")
        if not code and (_kind(node) == "endEvent" or definition.get("errorRef")):
            self.problems.append(f"{_kind(node)} {identity}: its error has no code")
        if node.get("cancelActivity") == "false":
            self.problems.append(f"boundaryEvent {identity}: an error always interrupts")
        return code

    def _check_parts(self, node: etree._Element) -> None:
        for part in _parts(node):
            if _kind(part) not in _PARTS:
                self.problems.append(f"{_kind(part)} of {node.get('id', '')} is not supported")

    def _check_flows(self, scope: etree._Element, flows: list[etree._Element]) -> None:
        kinds = {node.get("id"): node for node in scope if _kind(node) in NODES}
        for flow in flows:
            source, target = kinds.get(flow.get("sourceRef")), kinds.get(flow.get("targetRef"))
            if source is None or target is None:
                self.problems.append(f"sequenceFlow {flow.get('id', '')} has a loose end")
                continue
            self._check_condition(flow, source)

    def _check_condition(self, flow: etree._Element, source: etree._Element) -> None:
        condition = flow.findtext(BPMN + "conditionExpression")
        if condition is None:
            return
        if _kind(source) != "exclusiveGateway":
            self.problems.append(f"sequenceFlow {flow.get('id', '')}: only an exclusive gateway has conditions")
        try:
            compile_expression(condition)
        except BadExpression as error:
            self.problems.append(f"sequenceFlow {flow.get('id', '')}: {error.text.en}")


def _reaches(calls: Mapping[str, set[str]], caller: str) -> bool:
    """Whether a process calls itself, through others or at once: such an instance would never end to begin."""
    waiting, seen = list(calls[caller]), set()
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(calls.get(current, ()))
    return caller in seen


def _parts(node: etree._Element) -> Iterator[etree._Element]:
    """Child elements of BPMN; comments and foreign elements do not count."""
    for child in node.iterchildren(tag=etree.Element):
        if child.tag.startswith(BPMN):
            yield child


def _kind(node: etree._Element) -> str:
    return str(node.tag).removeprefix(BPMN) if isinstance(node.tag, str) else ""


def _lanes(process: etree._Element) -> dict[str, str]:
    """Lane name by node id. Of nested lanes the innermost counts, wherever it stands in the file."""
    found: dict[str, tuple[int, str]] = {}
    for reference in process.iter(BPMN + "flowNodeRef"):
        lane = reference.getparent()
        depth = sum(1 for _ in reference.iterancestors(BPMN + "lane"))
        identity = (reference.text or "").strip()
        if lane is not None and depth > found.get(identity, (0, ""))[0]:
            found[identity] = (depth, lane.get("name", ""))
    return {identity: name for identity, (_, name) in found.items() if name}
