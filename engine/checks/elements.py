"""Elements, attributes and places: is everything in the file something that runs?"""

import re
from collections.abc import Iterator

from engine.checks.finding import Finding
from engine.checks.model import ACTIVITIES, BPMN, KANJIAN, SUB_PROCESSES, Drawn, Model
from engine.checks.vocabulary import FIXED_VALUES, REFUSED, REFUSED_ATTRIBUTES, RUNS
from engine.text import Text

OWN_ATTRIBUTES = {"decision": "businessRuleTask"}
_MISLEADS = re.compile(r"(sequenceFlow|boundaryEvent|dataObjectReference|dataStoreReference)$")


def every_element_runs(model: Model) -> Iterator[Finding]:
    """Does not look below a refused element, except into sub-processes: one fault, one finding."""
    pictures = {child.xml for drawing in model.drawings for child in drawing.children("process")}
    pictures -= {process.xml for process in model.processes}
    for drawing in model.drawings:
        for child in drawing.children():
            if child.xml not in pictures:
                yield from _walk(child, "definitions")


def _walk(element: Drawn, parent: str) -> Iterator[Finding]:
    if element.kind in REFUSED:
        yield element.found(
            "element_refused",
            Text("“{label}”（{kind}）不能运行：{reason}。", "“{label}” ({kind}) does not run: {reason}."),
            kind=element.kind,
            reason=REFUSED[element.kind],
        )
        if element.kind not in SUB_PROCESSES:
            return
    elif element.kind not in RUNS:
        yield element.found(
            "element_unknown",
            Text("“{label}”：BPMN 2.0 没有元素 {kind}。", "“{label}”: BPMN 2.0 has no element {kind}."),
            kind=element.kind,
        )
        return
    elif parent in RUNS and element.kind not in RUNS[parent].children:
        yield element.found(
            "element_misplaced",
            Text("“{label}”（{kind}）不能放在 {parent} 里。", "“{label}” ({kind}) cannot stand in {parent}."),
            kind=element.kind,
            parent=parent,
        )
    if element.kind != "extensionElements":
        for child in element.children():
            yield from _walk(child, element.kind)


def every_attribute_runs(model: Model) -> Iterator[Finding]:
    for element in [*model.drawings, *model.elements]:
        if element.kind in RUNS:
            for attribute, value in element.xml.attrib.items():
                yield from _attribute(element, str(attribute), str(value).strip())


def _attribute(element: Drawn, attribute: str, value: str) -> Iterator[Finding]:
    if attribute.startswith(KANJIAN):
        if OWN_ATTRIBUTES.get(attribute.removeprefix(KANJIAN)) != element.kind:
            yield _unknown(element, attribute.removeprefix(KANJIAN))
    elif attribute.startswith("{"):
        return  # vendors' attributes are theirs; nothing here reads them
    elif attribute in REFUSED_ATTRIBUTES and attribute not in RUNS[element.kind].attributes:
        yield _refused(element, attribute, value, REFUSED_ATTRIBUTES[attribute])
    elif attribute not in RUNS[element.kind].attributes:
        yield _unknown(element, attribute)
    elif attribute in FIXED_VALUES and value != FIXED_VALUES[attribute][0]:
        yield _refused(element, attribute, value, FIXED_VALUES[attribute][1])


def _unknown(element: Drawn, attribute: str) -> Finding:
    return element.found(
        "attribute_unknown",
        Text("“{label}”的属性 {attribute} 不认识。", "“{label}” has an unknown attribute {attribute}."),
        attribute=attribute,
    )


def _refused(element: Drawn, attribute: str, value: str, reason: Text) -> Finding:
    return element.found(
        "attribute_refused",
        Text(
            '“{label}”的 {attribute}="{value}" 不能运行：{reason}。',
            '“{label}” with {attribute}="{value}" does not run: {reason}.',
        ),
        attribute=attribute,
        value=value,
        reason=reason,
    )


def extensions_hide_nothing(model: Model) -> Iterator[Finding]:
    """The parser finds elements by the end of their tag, wherever they stand; so vendors' must not look alike."""
    for element in [*model.drawings, *model.elements]:
        inside = element.kind == "extensionElements"
        for child in element.xml.iterdescendants() if inside else element.xml:
            tag = str(child.tag) if isinstance(child.tag, str) else ""
            if (inside and tag.startswith(BPMN)) or (not tag.startswith(BPMN) and _MISLEADS.search(tag)):
                yield Drawn(element.file, child).found(
                    "extension_hides",
                    Text(
                        "扩展内容里有名为 {tag} 的元素，会被当作流程的一部分；请删除。",
                        "An extension holds an element {tag} that would be taken for a part of the process; remove it.",
                    ),
                    tag=tag.rpartition("}")[2],
                )


def boundary_events_have_a_host(model: Model) -> Iterator[Finding]:
    """A boundary event sits on an activity of its own level."""
    for level in model.levels:
        for node in level.nodes.values():
            if node.kind != "boundaryEvent":
                continue
            host = level.nodes.get(node.get("attachedToRef"))
            if host is None or host.kind not in ACTIVITIES:
                yield node.found(
                    "boundary_without_host",
                    Text(
                        "边界事件“{label}”没有附在本层的任务或子流程上。",
                        "Boundary event “{label}” is not attached to an activity of its level.",
                    ),
                )


def something_is_executable(model: Model) -> Iterator[Finding]:
    for process in model.processes:
        if process.get("isExecutable") == "false":
            yield process.found(
                "process_not_executable",
                Text(
                    '流程“{label}”标为不可执行；请设 isExecutable="true"。',
                    'Process “{label}” is marked as not executable; set isExecutable="true".',
                ),
            )
    for drawing in model.drawings:
        processes = [process for process in model.processes if process.xml.getparent() is drawing.xml]
        if not processes:
            yield drawing.found("file_without_process", Text("文件里没有流程。", "The file holds no process."))
        for process in processes[1:]:
            yield process.found(
                "several_executable_processes",
                Text(
                    "一个文件只能有一个可执行流程；“{label}”请另存一个文件，或标为不可执行。",
                    "A file holds one executable process; move “{label}” to its own file or mark it as not executable.",
                ),
            )


RULES = (
    every_element_runs,
    every_attribute_runs,
    extensions_hide_nothing,
    boundary_events_have_a_host,
    something_is_executable,
)
