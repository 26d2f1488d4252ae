"""Ids: a form, a row and a line of the journal find their element by its id, for years."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.checks.finding import Finding
from engine.checks.model import FLOW_NODES, Drawn, Model
from engine.text import Text

ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
RESERVED = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
"""Names of nodes that the engine puts into every process; a drawn node of that id would silently be left out."""

_WITH_ID = FLOW_NODES | {"process", "sequenceFlow", "lane", "message", "error"}
_UNIQUE_EVERYWHERE = FLOW_NODES | {"process"}
_SHARED = {"message": "name", "error": "errorCode"}


def every_id_is_usable(model: Model) -> Iterator[Finding]:
    for element in model.elements:
        if element.kind in _WITH_ID and not ID.fullmatch(element.id):
            yield element.found(
                "id_invalid",
                Text(
                    "“{label}”的编号“{id}”须以字母或下划线开头，只含字母、数字、“_”和“-”。",
                    "The id “{id}” of “{label}” must begin with a letter or _ and hold only letters, digits, _ and -.",
                ),
                id=element.id,
            )
        elif element.kind in _UNIQUE_EVERYWHERE and element.id in RESERVED:
            yield element.found(
                "id_reserved",
                Text("编号“{id}”为引擎保留，请改名。", "The id “{id}” is reserved by the engine; choose another."),
                id=element.id,
            )


def every_id_is_unique(model: Model) -> Iterator[Finding]:
    """Steps and processes over all files; everything else, vendors' elements too, within its file."""
    everywhere = Counter(element.id for element in model.elements if element.kind in _UNIQUE_EVERYWHERE)
    for drawing in model.drawings:
        here = Counter(str(element.get("id", "")) for element in drawing.xml.iter(etree.Element))
        for element in drawing.descendants():
            twice = here[element.id] > 1 or (element.kind in _UNIQUE_EVERYWHERE and everywhere[element.id] > 1)
            if element.id and element.kind in _WITH_ID and twice:
                yield element.found(
                    "id_twice",
                    Text(
                        "编号“{id}”出现多次；所有文件中的步骤编号须各不相同。",
                        "The id “{id}” stands more than once; ids of steps must differ over all files.",
                    ),
                    id=element.id,
                )


def shared_definitions_agree(model: Model) -> Iterator[Finding]:
    """The engine knows messages and errors by id over all files: the last one read would win."""
    for drawing in model.drawings:
        for element in drawing.children():
            attribute = _SHARED.get(element.kind)
            if attribute and element.get(attribute) != model.roots[element.kind, element.id].get(attribute):
                yield element.found(
                    "definition_differs",
                    Text(
                        "编号“{id}”在另一个文件中的 {attribute} 不同。",
                        "Another file gives the id “{id}” a different {attribute}.",
                    ),
                    id=element.id,
                    attribute=attribute,
                )


def lanes_hold_each_step_once(model: Model) -> Iterator[Finding]:
    for process in model.processes:
        lanes = [element for element in process.descendants() if element.kind == "lane"]
        ids = {element.id for element in process.descendants() if element.kind in FLOW_NODES}
        held: dict[str, Drawn] = {}
        for lane in lanes:
            if not lane.name:
                yield lane.found(
                    "lane_without_name",
                    Text("泳道“{label}”没有名称（角色）。", "Lane “{label}” has no name (role)."),
                )
            for reference in lane.children("flowNodeRef"):
                id = (reference.xml.text or "").strip()
                if id not in ids or not _nested(held.setdefault(id, lane), lane):
                    yield lane.found(
                        "lane_reference",
                        Text(
                            "泳道“{label}”列出的“{id}”不存在，或已在另一泳道中。",
                            "Lane “{label}” lists “{id}”, which does not exist or stands in another lane too.",
                        ),
                        id=id[:60],
                    )


def _nested(one: Drawn, other: Drawn) -> bool:
    """The same lane, or one inside the other: then the inner one counts."""
    return one.xml is other.xml or one.xml in other.xml.iterancestors() or other.xml in one.xml.iterancestors()


RULES = (every_id_is_usable, every_id_is_unique, shared_definitions_agree, lanes_hold_each_step_once)
