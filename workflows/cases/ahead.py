"""What comes after a step, read from the diagrams that the case runs: names of the next tasks and waits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import xml
from engine.models import Definition

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


def next_steps(session: Session, definition_id: int, element: str) -> tuple[str, ...]:
    """Names of what may follow `element`, nearest first; empty where the process may end."""
    digest = session.scalars(select(Definition.digest).where(Definition.id == definition_id)).one()
    if digest not in _tables:
        _tables[digest] = _table(session.get_one(Definition, definition_id).files)
    return _tables[digest].get(element, ())


_tables: dict[str, Mapping[str, tuple[str, ...]]] = {}


def _table(files: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    drawing = _Drawing()
    for name, content in files.items():
        if name.endswith(".bpmn"):
            _read(drawing, xml.parse(content.encode(), name))
    stops = [node for node, (kind, _name, _level) in drawing.nodes.items() if kind in STOPS]
    return {stop: tuple(dict.fromkeys(_ahead(drawing, stop))) for stop in stops}


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


def _ahead(drawing: _Drawing, origin: str) -> Iterator[str]:
    seen: set[str] = set()
    todo = list(drawing.after.get(origin, ()))
    while todo:
        node = todo.pop(0)
        if node in seen or node not in drawing.nodes:
            continue
        seen.add(node)
        kind, name, level = drawing.nodes[node]
        if kind in STOPS:
            yield name
        elif node in drawing.calls and drawing.calls[node] in drawing.starts:
            todo.append(drawing.starts[drawing.calls[node]])
        elif kind == "endEvent":
            callers = [caller for caller, called in drawing.calls.items() if called == level]
            todo += [after for caller in callers for after in drawing.after.get(caller, ())]
        else:
            todo += drawing.after.get(node, ())
