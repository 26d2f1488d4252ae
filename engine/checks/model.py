"""A diagram as the rules see it: elements with their file and line, and one graph per level.

Reading never fails: what is wrong with an element is for a rule to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from engine.checks.declared import Declared
from engine.checks.finding import Finding
from engine.text import Text

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
KANJIAN = "{https://kanjian/bpmn}"
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
LEVELS = SUB_PROCESSES | {"process"}
TASKS = frozenset(
    f"{kind}Task" for kind in ("user", "service", "businessRule", "receive", "script", "manual", "send")
) | {"task"}
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset(f"{kind}Gateway" for kind in ("exclusive", "parallel", "inclusive", "complex", "eventBased"))
EVENTS = frozenset(["startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"])
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True, eq=False)
class Drawn:
    """One element of one file."""

    file: str
    xml: etree._Element

    @property
    def kind(self) -> str:
        """The tag without the BPMN namespace; tags of other namespaces stay whole."""
        return str(self.xml.tag).removeprefix(BPMN)

    @property
    def id(self) -> str:
        return self.xml.get("id", "")

    @property
    def name(self) -> str:
        return " ".join(self.xml.get("name", "").split())

    @property
    def label(self) -> str:
        """How a finding calls the element: its name, else its id, else its kind."""
        return self.name or self.id or self.kind

    def get(self, attribute: str) -> str:
        return self.xml.get(attribute, "").strip()

    def children(self, kind: str | None = None) -> Iterator["Drawn"]:
        """Child elements of the BPMN namespace; vendor elements, comments and instructions are left out."""
        for child in self.xml:
            if isinstance(child.tag, str) and child.tag.startswith(BPMN):
                drawn = Drawn(self.file, child)
                if kind is None or drawn.kind == kind:
                    yield drawn

    def text_of(self, kind: str) -> str | None:
        """The text of the first child of that kind up to any markup in it; None without such a child."""
        child = next(self.children(kind), None)
        return None if child is None else (child.xml.text or "").strip()

    def called(self) -> str:
        """The process that a call activity names; "" for everything else."""
        return self.get("calledElement") if self.kind == "callActivity" else ""

    def descendants(self) -> Iterator["Drawn"]:
        """Itself and all BPMN elements below, not looking into extensions."""
        yield self
        if self.kind != "extensionElements":
            for child in self.children():
                yield from child.descendants()

    def event_definitions(self) -> list["Drawn"]:
        return [child for child in self.children() if child.kind.endswith("EventDefinition")]

    def found(self, rule: str, text: Text, **details: object) -> Finding:
        """A finding on this element; `{label}` in the text is filled in."""
        line = self.xml.sourceline
        return Finding(
            rule,
            self.file,
            self.id,
            self.name,
            line if isinstance(line, int) else None,
            text.format(label=self.label, **details),
        )


@dataclass(frozen=True, eq=False)
class Level:
    """A process or an embedded sub-process with what stands directly in it."""

    owner: Drawn
    nodes: dict[str, Drawn]
    flows: list[Drawn]

    @cached_property
    def outgoing(self) -> dict[str, list[Drawn]]:
        return self._by(self.flows, "sourceRef")

    @cached_property
    def incoming(self) -> dict[str, list[Drawn]]:
        return self._by(self.flows, "targetRef")

    @cached_property
    def boundaries(self) -> dict[str, list[Drawn]]:
        """Host id -> the boundary events on it."""
        return self._by([node for node in self.nodes.values() if node.kind == "boundaryEvent"], "attachedToRef")

    def _by(self, elements: list[Drawn], attribute: str) -> dict[str, list[Drawn]]:
        found: dict[str, list[Drawn]] = {id: [] for id in self.nodes}
        for element in elements:
            found.get(element.get(attribute), []).append(element)
        return found

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """Where a token may go next, a boundary event counting as a way out of its host."""
        return {
            id: [flow.get("targetRef") for flow in self.outgoing[id] if flow.get("targetRef") in self.nodes]
            + [event.id for event in self.boundaries[id]]
            for id in self.nodes
        }

    def starts(self) -> list[Drawn]:
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    def reachable(self, origins: list[str], without: frozenset[str] = frozenset()) -> set[str]:
        """All node ids that a token can come to from `origins` (they included), never entering `without`."""
        seen: set[str] = set()
        todo = [id for id in origins if id not in without]
        while todo:
            if (id := todo.pop()) not in seen:
                seen.add(id)
                todo += [next for next in self.successors[id] if next not in without]
        return seen


@dataclass(frozen=True, eq=False)
class Model:
    """All readable files of one definition. `declared` is None when diagrams are checked on their own.

    `is_whole`: every file could be read; otherwise what is missing may stand in one that could not.
    """

    drawings: list[Drawn]
    decisions: list[Drawn]
    process_id: str | None
    declared: Declared | None
    is_whole: bool

    @cached_property
    def processes(self) -> list[Drawn]:
        """Those that are meant to run. A process marked as not executable beside one that is, is a picture."""
        return [process for drawing in self.drawings for process in _meant_to_run(drawing)]

    @cached_property
    def levels(self) -> list[Level]:
        return [
            _level(element) for process in self.processes for element in process.descendants() if element.kind in LEVELS
        ]

    @cached_property
    def level_of(self) -> dict[str, Level]:
        """By the id of the process or sub-process."""
        return {level.owner.id: level for level in self.levels}

    @cached_property
    def around(self) -> dict[str, list[tuple[Level, Drawn]]]:
        """Process or sub-process id -> where it stands or is called: the level and the node in it."""
        found: dict[str, list[tuple[Level, Drawn]]] = {}
        for level in self.levels:
            for node in level.nodes.values():
                if node.kind in SUB_PROCESSES or node.called():
                    found.setdefault(node.called() or node.id, []).append((level, node))
        return found

    @cached_property
    def nodes(self) -> list[Drawn]:
        return [node for level in self.levels for node in level.nodes.values()]

    @cached_property
    def elements(self) -> list[Drawn]:
        """All of all files, from their roots down, except those of processes that are only pictures."""
        running = {process.xml for process in self.processes}
        return [
            element
            for drawing in self.drawings
            for child in drawing.children()
            if child.kind != "process" or child.xml in running
            for element in child.descendants()
        ]

    def of_kind(self, kind: str) -> Iterator[Drawn]:
        return (node for node in self.nodes if node.kind == kind)

    @cached_property
    def roots(self) -> dict[tuple[str, str], Drawn]:
        """Messages, errors and the like: (kind, id) -> element."""
        return {(root.kind, root.id): root for drawing in self.drawings for root in drawing.children()}


def _meant_to_run(drawing: Drawn) -> list[Drawn]:
    processes = list(drawing.children("process"))
    executable = [process for process in processes if process.get("isExecutable") != "false"]
    return executable or processes


def _level(owner: Drawn) -> Level:
    nodes: dict[str, Drawn] = {}
    for child in owner.children():
        if child.kind in FLOW_NODES and child.id:
            nodes.setdefault(child.id, child)
    return Level(owner, nodes, list(owner.children("sequenceFlow")))
