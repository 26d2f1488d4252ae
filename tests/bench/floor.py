"""The floor: plain SpiffWorkflow on the same diagrams. Load JSON, complete one task, run on, save with sqlite3."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
KEPT = {"userTask"}
TO_MANUAL = {"serviceTask", "businessRuleTask", "receiveTask", "callActivity"}


def plain(diagram: bytes) -> bytes:
    """The diagram as plain SpiffWorkflow runs it: what needs our classes becomes a user task; no timers."""
    root = etree.fromstring(diagram)
    for event in list(root.iter(f"{BPMN}boundaryEvent")):
        gone = event.get("id")
        parent = event.getparent()
        if parent is None:
            continue
        parent.remove(event)
        for flow in list(root.iter(f"{BPMN}sequenceFlow")):
            above = flow.getparent()
            if flow.get("sourceRef") == gone and above is not None:
                above.remove(flow)
    for name in TO_MANUAL:
        for task in list(root.iter(f"{BPMN}{name}")):
            task.tag = f"{BPMN}userTask"
    return etree.tostring(root)


@contextmanager
def act(diagram: Path, process: str, folder: Path, upto: int) -> Iterator[Callable[[int], None]]:
    """One completion on an instance that stands at its `upto`-th user task, on a database of its own."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(plain(diagram.read_bytes())), filename=diagram.name)
    spec, subs = parser.get_spec(process), parser.get_subprocess_specs(process)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    workflow = BpmnWorkflow(spec, subs)
    workflow.do_engine_steps()
    for _ in range(upto):
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            break
        ready[0].data.update(outcome="APPROVED", decision="APPROVE")
        ready[0].run()
        workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)
    store = sqlite3.connect(folder / "floor.db", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT)")
    store.execute("INSERT INTO instance VALUES (1, ?)", (state,))

    def once(_: int) -> None:
        store.execute("BEGIN IMMEDIATE")
        (text,) = store.execute("SELECT state FROM instance WHERE id = 1").fetchone()
        loaded = serializer.deserialize_json(text)
        loaded.get_tasks(state=TaskState.READY, manual=True)[0].run()
        loaded.do_engine_steps()
        store.execute("UPDATE instance SET state = ? WHERE id = 1", (serializer.serialize_json(loaded),))
        store.execute("COMMIT")
        store.execute("UPDATE instance SET state = ? WHERE id = 1", (json.dumps(json.loads(state)),))

    yield once
    store.close()
