"""The floor: plain SpiffWorkflow on the same diagrams. Load JSON, complete one task, run on, save with sqlite3."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
AUTOMATIC = ("serviceTask", "businessRuleTask", "receiveTask", "intermediateCatchEvent")
Passed = Sequence[tuple[str, Mapping[str, Any]]]  # element, routing values after it


def plain(diagram: bytes, done: frozenset[str]) -> etree._Element:
    """The diagram as the stock library runs it: what waits or works in Python becomes an empty script; no timers;
    every gateway goes the way that the case has gone (`done`: what it has passed)."""
    root = etree.fromstring(diagram)
    backward = _backward(root)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        for condition in flow.iter(f"{BPMN}conditionExpression"):
            condition.text = str(flow.get("targetRef") in done and flow.get("id") not in backward)
    for event in list(root.iter(f"{BPMN}boundaryEvent")):
        _remove(event)
        for flow in [f for f in root.iter(f"{BPMN}sequenceFlow") if f.get("sourceRef") == event.get("id")]:
            _remove(flow)
    for name in AUTOMATIC:
        for task in list(root.iter(f"{BPMN}{name}")):
            _make_script(task)
    return root


def _make_script(task: etree._Element) -> None:
    for inner in [inner for inner in task if str(inner.tag).endswith("EventDefinition")]:
        task.remove(inner)
    task.tag = f"{BPMN}scriptTask"
    etree.SubElement(task, f"{BPMN}script").text = "pass"


def _backward(root: etree._Element) -> set[str]:
    """Flows that lead back: to a node that is on the way from the start to their source."""
    after: dict[str, list[tuple[str, str]]] = {}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        after.setdefault(flow.get("sourceRef", ""), []).append((flow.get("id", ""), flow.get("targetRef", "")))
    found: set[str] = set()

    def walk(node: str, way: frozenset[str], seen: set[str]) -> None:
        seen.add(node)
        for flow, target in after.get(node, []):
            if target in way:
                found.add(flow)
            elif target not in seen:
                walk(target, way | {target}, seen)

    for start in root.iter(f"{BPMN}startEvent"):
        walk(start.get("id", ""), frozenset({start.get("id", "")}), set())
    return found


def _remove(element: etree._Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


@contextmanager
def act(
    files: Mapping[str, bytes], process: str, folder: Path, passed: Passed, done: frozenset[str]
) -> Iterator[Callable[[int], None]]:
    """One completion on an instance that has `passed` these user tasks, on a database of its own."""
    parser = BpmnParser()
    for name, content in files.items():
        if name.endswith(".bpmn"):
            parser.add_bpmn_xml(plain(content, done), filename=name)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    workflow = BpmnWorkflow(parser.get_spec(process), parser.get_subprocess_specs(process))
    workflow.do_engine_steps()
    for element, values in passed:
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        ready = [task for task in waiting if task.task_spec.bpmn_id == element]
        if not ready:
            continue  # the stock library took a shorter way here, for want of our facts
        ready[0].data.update(values)
        ready[0].run()
        workflow.do_engine_steps()
    assert [task.task_spec.bpmn_id for task in workflow.get_tasks(state=TaskState.READY, manual=True)]
    state = serializer.serialize_json(workflow)
    store = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        store.execute(statement)
    store.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT)")
    store.executemany("INSERT INTO instance VALUES (?, ?)", [(number, state) for number in range(1000)])

    def once(number: int) -> None:
        store.execute("BEGIN IMMEDIATE")
        (text,) = store.execute("SELECT state FROM instance WHERE id = ?", (number,)).fetchone()
        loaded = serializer.deserialize_json(text)
        task = loaded.get_tasks(state=TaskState.READY, manual=True)[0]
        task.run()
        loaded.do_engine_steps()
        store.execute("UPDATE instance SET state = ? WHERE id = ?", (serializer.serialize_json(loaded), number))
        store.execute("COMMIT")

    yield once
    store.close()
