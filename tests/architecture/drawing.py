"""A diagram's drawing as plain geometry: what the file says, and what a viewer with 14 and 15 px fonts makes of it."""

from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from pathlib import Path

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"}
GATEWAYS = {"exclusiveGateway", "parallelGateway"}
ACTIVITIES = {"userTask", "serviceTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess"}
NODES = EVENTS | GATEWAYS | ACTIVITIES
INSIDE, BESIDE = 15, 14  # px: the viewer's fonts in a shape and beside one
LINE = 1.2
PADDING = 14  # px: both sides of a name inside a task

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in the units of the drawing, which are pixels before zooming."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", slack: float = 0) -> bool:
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.top + slack < other.bottom
            and other.top + slack < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def border_has(self, point: Point) -> bool:
        x, y = point
        near = self.left - 1 <= x <= self.right + 1 and self.top - 1 <= y <= self.bottom + 1
        return near and (
            min(abs(x - self.left), abs(x - self.right)) <= 1 or min(abs(y - self.top), abs(y - self.bottom)) <= 1
        )

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass
class Shape:
    """A lane or a flow node; `parent` is the sub-process around it, `host` what a boundary event sits on."""

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None
    parent: str | None = None
    host: str | None = None
    is_open: bool = False

    def outline_has(self, point: Point) -> bool:
        """Whether a flow may begin or end there: on the border, of a gateway on the diamond."""
        if self.kind not in GATEWAYS:
            return self.box.border_has(point)
        x, y = (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2
        return abs(abs(point[0] - x) + abs(point[1] - y) - self.box.width / 2) <= 1


@dataclass
class Edge:
    """A sequence flow as drawn."""

    id: str
    name: str
    source: str
    target: str
    points: list[Point]
    label: Box | None

    @property
    def segments(self) -> list[tuple[Point, Point]]:
        return list(pairwise(self.points))


@dataclass
class Plane:
    """One drawing; a file has one, and one more per closed sub-process."""

    id: str
    lanes: dict[str, Shape] = field(default_factory=dict)
    nodes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)  # node id -> lane id

    @property
    def labels(self) -> dict[str, Box]:
        """What is written beside shapes and flows: only as much of the label's bounds as its text takes."""
        shapes = {one.id: written(one.name, one.label) for one in self.nodes.values() if one.name and one.label}
        flows = {one.id: written(one.name, one.label) for one in self.edges.values() if one.name and one.label}
        return shapes | flows

    @property
    def extent(self) -> Box:
        boxes = [one.box for one in (*self.lanes.values(), *self.nodes.values())] + list(self.labels.values())
        points = [point for edge in self.edges.values() for point in edge.points]
        xs = [x for box in boxes for x in (box.left, box.right)] + [x for x, _ in points]
        ys = [y for box in boxes for y in (box.top, box.bottom)] + [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))


def text_width(text: str, px: int) -> float:
    return sum(px if ord(char) > 0x2000 else px * 0.6 for char in text)


def lines_of(text: str, room: float, px: int) -> list[str]:
    """As the viewer breaks a text without blanks: a line that does not fit is cut one character short."""
    lines, rest = [], text
    while rest:
        line = rest
        while text_width(line, px) > room and len(line) > 1:
            line = line[: max(round(len(line) * room / text_width(line, px) - 1), 1)]
        lines.append(line)
        rest = rest[len(line) :]
    return lines


def written(text: str, bounds: Box) -> Box:
    lines = lines_of(text, bounds.width, BESIDE)
    half = max(text_width(line, BESIDE) for line in lines) / 2
    middle = (bounds.left + bounds.right) / 2
    return Box(middle - half, bounds.top, middle + half, bounds.top + ceil(len(lines) * BESIDE * LINE))


def box_of(element: etree._Element) -> Box:
    bounds = element.find(f"{DC}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.get(name) or 0) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def read(path: Path) -> tuple[etree._Element, list[Plane]]:
    """The file's root and its planes; what a plane shows and the process does not have raises KeyError."""
    root = etree.parse(str(path)).getroot()
    known = {element.get("id"): element for element in root.iter() if element.get("id") and BPMN in str(element.tag)}
    members = {ref.text or "": lane.get("id") or "" for lane in root.iter(f"{BPMN}lane") for ref in lane}
    planes = []
    for drawn in root.iter(f"{BPMNDI}BPMNPlane"):
        plane = Plane(id=drawn.get("bpmnElement") or "", members=members)
        for shape in drawn.iter(f"{BPMNDI}BPMNShape"):
            add_shape(plane, shape, known[shape.get("bpmnElement")])
        for edge in drawn.iter(f"{BPMNDI}BPMNEdge"):
            add_edge(plane, edge, known[edge.get("bpmnElement")])
        planes.append(plane)
    return root, planes


def label_of(drawn: etree._Element) -> Box | None:
    label = drawn.find(f"{BPMNDI}BPMNLabel")
    return None if label is None else box_of(label)


def add_shape(plane: Plane, drawn: etree._Element, meant: etree._Element) -> None:
    around = meant.getparent()
    inside = around is not None and local(around) == "subProcess"
    shape = Shape(
        id=meant.get("id") or "",
        kind=local(meant),
        name=meant.get("name") or "",
        box=box_of(drawn),
        label=label_of(drawn),
        parent=around.get("id") if around is not None and inside else None,
        host=meant.get("attachedToRef"),
        is_open=drawn.get("isExpanded") == "true",
    )
    (plane.lanes if shape.kind == "lane" else plane.nodes)[shape.id] = shape


def add_edge(plane: Plane, drawn: etree._Element, meant: etree._Element) -> None:
    points = [(float(p.get("x") or 0), float(p.get("y") or 0)) for p in drawn.iter(f"{DI}waypoint")]
    plane.edges[meant.get("id") or ""] = Edge(
        id=meant.get("id") or "",
        name=meant.get("name") or "",
        source=meant.get("sourceRef") or "",
        target=meant.get("targetRef") or "",
        points=points,
        label=label_of(drawn),
    )
