"""What comes after a step, read from the diagrams that the case runs: names of the next tasks and waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import xml
from engine.models import Definition
from engine.text import Text

STOPS = frozenset({"userTask", "receiveTask", "intermediateCatchEvent"})
NODES = STOPS | {
    "startEvent",
    "endEvent",
    "exclusiveGateway",
    "parallelGateway",
    "serviceTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "boundaryEvent",
}


@dataclass
class _Drawing:
    """All nodes of a definition by id: (kind, name, level), the flows, and who calls which level."""

    nodes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    after: dict[str, list[str]] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)  # call activity or sub-process -> its level
    starts: dict[str, str] = field(default_factory=dict)  # level -> its start event


def next_steps(session: Session, definition_id: int, element: str, passed: Sequence[str] = ()) -> tuple[Text, ...]:
    """Names of what may follow `element`, nearest first; empty where the process may end.

    `passed`: elements done before, the latest first; they tell which of several callers an approval is for.
    """
    digest = session.scalars(select(Definition.digest).where(Definition.id == definition_id)).one()
    if digest not in _drawings:
        _drawings[digest] = _drawing(session.get_one(Definition, definition_id).files)
    drawing = _drawings[digest]
    return tuple(dict.fromkeys(_ahead(drawing, element, _callers(drawing, element, passed))))


WAITS = {
    "await_units": "wait for the units",
    "await_follow_ups": "wait for the follow-ups",
    "await_wake": "wait in the main case",
    "deemed_service_due": "deemed received",
    "first_look_back_due": "first look-back",
    "second_look_back_due": "second look-back",
    "next_check": "next check",
}
"""What the diagrams wait for, in English; a diagram itself speaks Chinese alone."""


@cache
def english() -> Mapping[str, str]:
    """English names of what may follow, by element: of the tasks as their Python says it, and of the waits."""
    from workflows import catalog  # the catalogue knows the processes, and these know the cases

    tasks = [task for process in catalog.processes().values() for task in process.tasks]
    return {**{task.element: task.label.en for task in tasks}, **WAITS}


_drawings: dict[str, "_Drawing"] = {}


def _drawing(files: Mapping[str, str]) -> _Drawing:
    drawing = _Drawing()
    for name, content in files.items():
        if name.endswith(".bpmn"):
            _read(drawing, xml.parse(content.encode(), name))
    return drawing


def _callers(drawing: _Drawing, element: str, passed: Sequence[str]) -> frozenset[str]:
    """The calls that may have led to the element: those reached from the last step outside its own level."""
    level = drawing.nodes[element][2] if element in drawing.nodes else ""
    before = next((one for one in passed if one in drawing.nodes and drawing.nodes[one][2] != level), None)
    if before is None:
        return frozenset()
    return frozenset(node for node in _walk(drawing, before, frozenset()) if node in drawing.calls)


def _read(drawing: _Drawing, root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        kind, identity = etree.QName(element).localname, element.get("id", "")
        if kind == "sequenceFlow":
            drawing.after.setdefault(element.get("sourceRef", ""), []).append(element.get("targetRef", ""))
        elif kind in NODES:
            level = _level_of(element)
            drawing.nodes[identity] = (kind, element.get("name", ""), level)
            if kind == "startEvent":
                drawing.starts[level] = identity
            elif kind == "callActivity":
                drawing.calls[identity] = element.get("calledElement", "")
            elif kind == "subProcess":
                drawing.calls[identity] = identity


def _level_of(element: etree._Element) -> str:
    parent = element.getparent()
    return parent.get("id", "") if parent is not None else ""


def _ahead(drawing: _Drawing, origin: str, callers: frozenset[str]) -> Iterator[Text]:
    for node in _walk(drawing, origin, callers):
        kind, name, _level = drawing.nodes[node]
        if kind in STOPS and node != origin:
            yield Text(name, english().get(node, name))


def _walk(drawing: _Drawing, origin: str, callers: frozenset[str]) -> Iterator[str]:
    """What is reached from a node without passing another stop, over calls into and out of other levels."""
    seen: set[str] = set()
    todo = list(drawing.after.get(origin, ()))
    while todo:
        node = todo.pop(0)
        if node in seen or node not in drawing.nodes:
            continue
        seen.add(node)
        yield node
        kind, _name, level = drawing.nodes[node]
        if node in drawing.calls and drawing.calls[node] in drawing.starts:
            todo.append(drawing.starts[drawing.calls[node]])
        elif kind == "endEvent":
            todo += [after for caller in _back_to(drawing, level, callers) for after in drawing.after.get(caller, ())]
        elif kind not in STOPS:
            todo += drawing.after.get(node, ())


def _back_to(drawing: _Drawing, level: str, callers: frozenset[str]) -> list[str]:
    """Where a level ends into: its only caller, or that of several which is known to have called it."""
    found = [caller for caller, called in drawing.calls.items() if called == level]
    return found if len(found) == 1 else [caller for caller in found if caller in callers]
