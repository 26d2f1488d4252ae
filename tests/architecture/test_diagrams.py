"""Diagrams are read by people at the width of a page: what a drawing must not do, computed from its file."""

from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import pytest

from tests.architecture.drawing import (
    ACTIVITIES,
    BESIDE,
    BPMN,
    EVENTS,
    GATEWAYS,
    INSIDE,
    NODES,
    PADDING,
    Box,
    Edge,
    Plane,
    Point,
    lines_of,
    local,
    read,
    text_width,
)

ROOT = Path(__file__).parent.parent.parent / "bpmn"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.bpmn"))
WIDEST = 1400  # at 1,100 px of page the text is then still 11 px high
ARROW = 10  # the last stretch of a flow that its head needs
MOST = 15  # steps in one drawing: about a dozen can be read; what is longer calls a diagram of its own
HEADER = 26  # the strip at the left of a lane that holds its name

pytestmark = pytest.mark.parametrize("file", FILES)
Segment = tuple[Point, Point]


def planes(file: str) -> list[Plane]:
    found = read(ROOT / file)[1]
    assert found, f"{file} has no drawing"
    return found


def strip(segment: Segment) -> Box:
    (x1, y1), (x2, y2) = segment
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def around(plane: Plane, node: str) -> set[str]:
    """The node and every open sub-process that it lies in."""
    found, at = {node}, plane.nodes[node].parent
    while at and at in plane.nodes:
        found.add(at)
        at = plane.nodes[at].parent
    return found


def runs_through(segment: Segment, box: Box) -> bool:
    """Whether a segment has more than a touch inside a box."""
    found = strip(segment)
    grown = Box(found.left - 0.5, found.top - 0.5, found.right + 0.5, found.bottom + 0.5)
    return box.meets(grown, slack=1.5)


def core(box: Box) -> Box:
    """What a diamond fills of its bounds at least."""
    x, y, half = (box.left + box.right) / 2, (box.top + box.bottom) / 2, box.width / 2 - 21
    return Box(x - half, y - half, x + half, y + half)


def meet(one: Segment, other: Segment) -> bool:
    """Whether two segments cross, or run along each other; two that only touch at both ends do not."""
    a, b = strip(one), strip(other)
    if (a.width > 0.5) == (b.width > 0.5):
        flat = a.width > 0.5
        apart = abs(a.top - b.top) if flat else abs(a.left - b.left)
        shared = min(a.right, b.right) - max(a.left, b.left) if flat else min(a.bottom, b.bottom) - max(a.top, b.top)
        return apart < 6 and shared > 6
    flat_one, upright = (a, b) if a.width > 0.5 else (b, a)
    return flat_one.left + 1 < upright.left < flat_one.right - 1 and upright.top + 1 < flat_one.top < upright.bottom - 1


def touching(one: Edge, other: Edge) -> bool:
    """Whether an end of one lies within the other: a flow that runs into the middle of another one."""
    ends = {one.points[0], one.points[-1], other.points[0], other.points[-1]}
    inner = {*one.points[1:-1], *other.points[1:-1]}
    return bool(ends & inner)


def crossings(plane: Plane) -> Iterator[str]:
    for one, other in combinations(plane.edges.values(), 2):
        if touching(one, other) or any(meet(a, b) for a in one.segments for b in other.segments):
            yield f"{one.id} ({one.source} > {one.target}) and {other.id} ({other.source} > {other.target})"


def test_every_node_and_flow_is_drawn_once(file: str) -> None:
    root, drawn = read(ROOT / file)
    meant = [e.get("id") for e in root.iter() if BPMN in str(e.tag) and local(e) in NODES | {"lane", "sequenceFlow"}]
    shown = [name for plane in drawn for name in (*plane.lanes, *plane.nodes, *plane.edges)]
    assert sorted(shown) == sorted(str(name) for name in meant), f"not drawn: {set(meant) - set(shown)}"


def test_a_diagram_fits_the_width_of_a_page(file: str) -> None:
    for plane in planes(file):
        assert plane.extent.width <= WIDEST, f"{plane.id} is {plane.extent.width:.0f} wide"
        assert plane.extent.left >= 0 and plane.extent.top >= 0, f"{plane.id} begins outside the page"


def test_a_diagram_has_about_a_dozen_steps(file: str) -> None:
    for plane in planes(file):
        assert len(plane.nodes) <= MOST, f"{plane.id} has {len(plane.nodes)} steps"


def test_nothing_lies_outside_its_lane(file: str) -> None:
    for plane in planes(file):
        for node in plane.nodes.values():
            lane = plane.lanes.get(plane.members.get(node.id, ""))
            if lane is None or node.is_open or node.host:
                continue
            room = Box(lane.box.left + HEADER, lane.box.top, lane.box.right, lane.box.bottom)
            assert room.holds(node.box), f"{node.id} {node.name} leaves the lane {lane.name}"
        whole = Box(0, 0, plane.extent.right, plane.extent.bottom)
        if plane.lanes:
            whole = Box(HEADER, 0, min(one.box.right for one in plane.lanes.values()), plane.extent.bottom)
        for edge in plane.edges.values():
            assert all(whole.holds(strip(one)) for one in edge.segments), f"{edge.id} leaves the lanes"


def test_a_sub_process_holds_its_parts_and_nothing_else(file: str) -> None:
    for plane in planes(file):
        for frame in (node for node in plane.nodes.values() if node.is_open):
            for node in plane.nodes.values():
                if frame.id in around(plane, node.id) - {node.id}:
                    assert frame.box.holds(node.box), f"{node.id} sticks out of {frame.id}"
                elif node.id != frame.id and node.host != frame.id:
                    assert not frame.box.meets(node.box), f"{node.id} lies on {frame.id}"


def test_shapes_keep_apart(file: str) -> None:
    for plane in planes(file):
        solid = [node for node in plane.nodes.values() if not node.is_open]
        for one, other in combinations(solid, 2):
            if one.host != other.id and other.host != one.id:
                assert not one.box.meets(other.box, slack=-6), f"{one.id} and {other.id} touch"
        for event in (node for node in solid if node.host):
            middle = ((event.box.left + event.box.right) / 2, (event.box.top + event.box.bottom) / 2)
            assert plane.nodes[str(event.host)].box.border_has(middle), f"{event.id} is off the border of {event.host}"


def test_flows_are_upright_or_level_and_end_at_their_shapes(file: str) -> None:
    for plane in planes(file):
        for edge in plane.edges.values():
            for (x1, y1), (x2, y2) in edge.segments:
                assert x1 == x2 or y1 == y2, f"{edge.id} ({edge.source} > {edge.target}) runs aslant"
            assert plane.nodes[edge.source].outline_has(edge.points[0]), f"{edge.id} does not begin at {edge.source}"
            assert plane.nodes[edge.target].outline_has(edge.points[-1]), f"{edge.id} does not end at {edge.target}"
            assert sum(map(abs, last_step(edge))) >= ARROW, f"{edge.id} has no room for its arrow"


def last_step(edge: Edge) -> Point:
    (x1, y1), (x2, y2) = edge.segments[-1]
    return x2 - x1, y2 - y1


def test_no_flow_runs_through_a_shape(file: str) -> None:
    for plane in planes(file):
        for edge in plane.edges.values():
            frames = (around(plane, edge.source) | around(plane, edge.target)) - {edge.source, edge.target}
            for node in plane.nodes.values():
                if node.id in frames or (node.id == plane.nodes[edge.source].host):
                    continue
                own = node.id in (edge.source, edge.target) and node.kind in GATEWAYS
                hit = any(runs_through(segment, core(node.box) if own else node.box) for segment in edge.segments)
                assert not hit, f"{edge.id} ({edge.source} > {edge.target}) runs through {node.id} {node.name}"


def test_flows_do_not_cross(file: str) -> None:
    found = [one for plane in planes(file) for one in crossings(plane)]
    assert not found, f"{len(found)} crossings: " + "; ".join(found)


def test_names_inside_shapes_are_whole(file: str) -> None:
    for plane in planes(file):
        for task in (node for node in plane.nodes.values() if node.kind in ACTIVITIES and not node.is_open):
            lines = lines_of(task.name, task.box.width - PADDING, INSIDE)
            assert len(lines) <= 2 and min(map(len, lines)) > 1, f"{task.id} reads {' / '.join(lines)}"
        for lane in plane.lanes.values():
            room = lane.box.height - 8
            assert text_width(lane.name, INSIDE) <= room, f"the lane {lane.name} is too low for its name"


def test_names_beside_shapes_and_flows_are_whole(file: str) -> None:
    for plane in planes(file):
        beside = [node for node in plane.nodes.values() if node.kind in EVENTS | GATEWAYS] + [*plane.edges.values()]
        for one in (found for found in beside if found.name):
            assert one.label, f"{one.id} {one.name} has no room for its name"
            lines = lines_of(one.name, one.label.width, BESIDE)
            shortest = min(map(len, lines))
            assert len(lines) <= 3 and shortest >= min(2, len(one.name)), f"{one.id} reads {' / '.join(lines)}"


def test_gateways_that_divide_and_their_flows_are_labelled(file: str) -> None:
    for plane in planes(file):
        for gateway in (node for node in plane.nodes.values() if node.kind == "exclusiveGateway"):
            leaving = [edge for edge in plane.edges.values() if edge.source == gateway.id]
            if len(leaving) > 1:
                assert gateway.name, f"{gateway.id} asks nothing"
                assert all(edge.name for edge in leaving), f"{gateway.id} {gateway.name} has a flow without words"


def test_labels_keep_apart(file: str) -> None:
    for plane in planes(file):
        for (one, box), (other, second) in combinations(plane.labels.items(), 2):
            assert not box.meets(second), f"the labels of {one} and {other} overlap"


def test_labels_lie_on_no_shape(file: str) -> None:
    for plane in planes(file):
        for (name, box), node in product(plane.labels.items(), plane.nodes.values()):
            if not (node.is_open and node.box.holds(box)):
                assert not box.meets(node.box, slack=sharp(node.kind)), f"the label of {name} lies on {node.id}"
        lanes = [Box(one.box.left + HEADER, one.box.top, one.box.right, one.box.bottom) for one in plane.lanes.values()]
        for name, box in plane.labels.items() if lanes else ():
            assert any(lane.holds(box) for lane in lanes), f"the label of {name} lies on the border of a lane"


def test_labels_lie_on_no_flow(file: str) -> None:
    for plane in planes(file):
        for (name, box), edge in product(plane.labels.items(), plane.edges.values()):
            hit = any(runs_through(segment, box) for segment in edge.segments)
            assert not hit, f"the label of {name} lies on {edge.id} ({edge.source} > {edge.target})"


def sharp(kind: str) -> float:
    """How far a label may reach into the corner of a shape's bounds, where a diamond or a circle leaves it free."""
    return 13 if kind in GATEWAYS else 5 if kind in EVENTS else 0
