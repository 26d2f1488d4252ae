"""What comes after a step, read from the diagrams that the case runs: the next tasks and waits, and when which."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from lxml import etree
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import xml
from engine.models import Definition
from engine.text import Text
from workflows.reading import flow_words

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
    """All nodes of a definition by id: (kind, name, level), the flows (target, words), and who calls which level."""

    nodes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    after: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)  # call activity or sub-process -> its level
    starts: dict[str, str] = field(default_factory=dict)  # level -> its start event
    ends: dict[str, list[str]] = field(default_factory=dict)  # level -> the names of its ends


class Ahead(NamedTuple):
    """What may follow. `on`: the answer that leads there, None where nothing is decided; `steps`: one of these."""

    on: Text | None
    steps: tuple[Text, ...]


class _Place(NamedTuple):
    """A node on the way. `on`: (gateway, words of its flow); `is_left`: it was answered in a level left since;
    `ended`: the name of the end by which that level was left, until a gateway asks something else."""

    node: str
    on: tuple[str, str] | None = None
    is_left: bool = False
    ended: str = ""
    not_ended: tuple[str, ...] = ()  # the level's other ends, which therefore did not come about


THE_END = Text("办理完毕", "the end")
ENDS = {
    "已销号": Text("该单位销号", "the unit is closed"),
    "提请督查中": Text("提请督查", "the inspection office is asked"),
    "只提意见": Text("该单位只提意见", "the unit gives its opinion alone"),
    "不再承办": Text("该单位不再承办", "the unit is no longer responsible"),
}
"""How the track of a unit ends; the case goes on when all have."""
ON = Text("若{on}：{steps}", "if {on}: {steps}")
MORE = Text("等", " …")
SHOWN, STEPS = 3, 2  # alternatives, and what one of them may lead to


def next_steps(session: Session, definition_id: int, element: str, passed: Sequence[str] = ()) -> tuple[Ahead, ...]:
    """What may follow `element`, by answers, the hoped-for one first; empty where nothing does.

    `passed`: elements done before, the latest first; they tell which of several callers an approval is for.
    """
    digest = session.scalars(select(Definition.digest).where(Definition.id == definition_id)).one()
    if digest not in _drawings:
        _drawings[digest] = _drawing(session.get_one(Definition, definition_id).files)
    drawing = _drawings[digest]
    found: dict[tuple[str, str] | None, list[str]] = {}
    for place in _walk(drawing, element, _callers(drawing, element, passed)):
        if drawing.nodes[place.node][0] in STOPS or _is_the_end(drawing, place.node):
            found.setdefault(place.on, []).append(place.node)
    if len({frozenset(nodes) for nodes in found.values()}) == 1:
        found = {None: next(iter(found.values()))}  # whatever is decided leads to the same
    order = sorted(found, key=lambda on: flow_words.place(on[1]) if on else -1)
    return tuple(Ahead(_answer(on), _steps(drawing, found[on])) for on in order)


def words(alternatives: Sequence[Ahead]) -> Text:
    """若同意：…；若退回：…; of many only the first."""
    parts = [_one(each) for each in alternatives[:SHOWN]]
    more = MORE if len(alternatives) > SHOWN else Text("", "")
    return Text("；".join(part.zh for part in parts) + more.zh, "; ".join(part.en for part in parts) + more.en)


def _one(each: Ahead) -> Text:
    steps, more = each.steps[:STEPS], MORE if len(each.steps) > STEPS else Text("", "")
    words = Text("或".join(one.zh for one in steps) + more.zh, " or ".join(one.en for one in steps) + more.en)
    return ON.format(on=each.on, steps=words) if each.on else words


def _answer(on: tuple[str, str] | None) -> Text | None:
    return flow_words.answer(*on) if on else None


def _steps(drawing: _Drawing, nodes: Sequence[str]) -> tuple[Text, ...]:
    names = [(drawing.nodes[node][1], english().get(node)) for node in nodes if not _is_the_end(drawing, node)]
    steps = [Text(name, in_english or name) for name, in_english in names]
    ends = [ENDS.get(drawing.nodes[node][1], THE_END) for node in nodes if _is_the_end(drawing, node)]
    return tuple(dict.fromkeys(steps or ends))


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
    return frozenset(at.node for at in _walk(drawing, before, frozenset()) if at.node in drawing.calls)


def _read(drawing: _Drawing, root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        kind, identity = etree.QName(element).localname, element.get("id", "")
        if kind == "sequenceFlow":
            flow = (element.get("targetRef", ""), element.get("name", ""))
            drawing.after.setdefault(element.get("sourceRef", ""), []).append(flow)
        elif kind in NODES:
            level = _level_of(element)
            drawing.nodes[identity] = (kind, element.get("name", ""), level)
            if kind == "startEvent":
                drawing.starts[level] = identity
            elif kind == "endEvent":
                drawing.ends.setdefault(level, []).append(element.get("name", ""))
            elif kind == "callActivity":
                drawing.calls[identity] = element.get("calledElement", "")
            elif kind == "subProcess":
                drawing.calls[identity] = identity


def _level_of(element: etree._Element) -> str:
    parent = element.getparent()
    return parent.get("id", "") if parent is not None else ""


def _walk(drawing: _Drawing, origin: str, callers: frozenset[str]) -> Iterator[_Place]:
    """What is reached from a node without passing another stop, over calls into and out of other levels.

    The first gateway's answer counts; that of the origin's own level gives way to its caller's.
    """
    if origin not in drawing.nodes:
        return  # a step of another process beside this one
    own = drawing.nodes[origin][2]
    seen: set[_Place] = set()
    todo = list(_after(drawing, _Place(origin)))
    while todo:
        place = todo.pop(0)
        if place in seen or place.node not in drawing.nodes:
            continue
        seen.add(place)
        yield place
        kind, name, level = drawing.nodes[place.node]
        if place.node in drawing.calls and drawing.calls[place.node] in drawing.starts:
            todo.append(place._replace(node=drawing.starts[drawing.calls[place.node]]))
        elif kind == "endEvent":
            others = tuple(end for end in drawing.ends[level] if end != name)
            left = place._replace(is_left=level == own, ended=name, not_ended=others)
            for caller in _back_to(drawing, level, callers):
                todo += _after(drawing, left._replace(node=caller))
        elif kind not in STOPS:
            todo += _after(drawing, place)


def _after(drawing: _Drawing, place: _Place) -> Iterator[_Place]:
    flows = drawing.after.get(place.node, [])
    if drawing.nodes[place.node][0] != "exclusiveGateway":
        yield from (place._replace(node=target) for target, _name in flows)
        return
    given = _given(flows, place.ended)
    place = place if given or len(flows) == 1 else place._replace(ended="")
    for target, name in given or [flow for flow in flows if flow[1] not in place.not_ended]:
        is_free = name and (place.on is None or place.is_left)
        on = place._replace(on=(place.node, name), is_left=False) if is_free else place
        yield on._replace(node=target, not_ended=place.not_ended if place.ended else ())


def _given(flows: Sequence[tuple[str, str]], ended: str) -> list[tuple[str, str]]:
    """The answer that an end has given already: 退回拟稿人 is followed by 退回, 不发建议书 by 改为不发建议书."""
    return [flow for flow in flows if ended and _gist(flow[1]) == _gist(ended)]


def _gist(name: str) -> str:
    return name.removeprefix("已").removeprefix("改为")[:2]


def _is_the_end(drawing: _Drawing, node: str) -> bool:
    kind, _name, level = drawing.nodes[node]
    return kind == "endEvent" and level not in drawing.calls.values()


def _back_to(drawing: _Drawing, level: str, callers: frozenset[str]) -> list[str]:
    """Where a level ends into: its only caller, or that of several which is known to have called it."""
    found = [caller for caller, called in drawing.calls.items() if called == level]
    return found if len(found) == 1 else [caller for caller in found if caller in callers]
