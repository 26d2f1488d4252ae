"""From the files of a definition to a `Spec`."""

import hashlib
from collections.abc import Iterator, Mapping

import orjson
from lxml import etree
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.interpreter.decisions import Decision, read_decisions
from engine.interpreter.diagram import BPMN, Catalogue, DiagramReader
from engine.interpreter.errors import BadDiagram
from engine.interpreter.parser import Parser
from engine.interpreter.spec import Spec
from engine.xml import UnsafeXml
from engine.xml import parse as parse_xml


def parse(files: Mapping[str, bytes], process_id: str) -> Spec:
    """Read `files` (name -> bytes of a .bpmn or .dmn file, everything the process calls included).

    Raises `BadDiagram` with every problem that was found, never an error of a library.
    """
    roots = dict(_roots(files))
    decisions, problems = _decisions(roots)
    catalogue, doubled = _catalogue(roots, decisions)
    reader = DiagramReader(catalogue)
    reader.read(process_id)
    problems += doubled + reader.problems
    if problems:
        raise BadDiagram(problems)
    process, called = _library_specs(roots, process_id, decisions)
    problems = [
        f"{identity} cannot be reached" for identity in reader.elements if not _known(identity, process, called)
    ]
    if problems:
        raise BadDiagram(problems)
    return Spec(process_id, reader.elements, _fingerprint(process, called, decisions), process, called)


def _roots(files: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for name, data in files.items():
        try:
            yield name, parse_xml(data, name)
        except UnsafeXml as error:
            raise BadDiagram([error.text.en]) from error


def _decisions(roots: Mapping[str, etree._Element]) -> tuple[dict[str, Decision], list[str]]:
    decisions: dict[str, Decision] = {}
    problems: list[str] = []
    for root in roots.values():
        if root.tag != BPMN + "definitions":
            found, wrong = read_decisions(root)
            problems += wrong
            problems += [f"decision {new.id} is defined twice" for new in found if new.id in decisions]
            decisions |= {new.id: new for new in found}
    return decisions, problems


def _catalogue(roots: Mapping[str, etree._Element], decisions: Mapping[str, Decision]) -> tuple[Catalogue, list[str]]:
    processes: dict[str, etree._Element] = {}
    messages: dict[str, str] = {}
    errors: dict[str, str] = {}
    problems: list[str] = []
    for root in roots.values():
        for node in root.iterfind(BPMN + "process"):
            identity = node.get("id", "")
            if identity in processes:
                problems.append(f"process {identity} is defined twice")
            processes[identity] = node
        messages |= {node.get("id", ""): node.get("name", "") for node in root.iterfind(BPMN + "message")}
        errors |= {node.get("id", ""): node.get("errorCode", "") for node in root.iterfind(BPMN + "error")}
    return Catalogue(processes, messages, errors, frozenset(decisions)), problems


def _library_specs(
    roots: Mapping[str, etree._Element], process_id: str, decisions: Mapping[str, Decision]
) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    parser = Parser(decisions)
    try:
        for name, root in roots.items():
            if root.tag == BPMN + "definitions":
                parser.add_bpmn_xml(root, name)
        return parser.get_spec(process_id), parser.get_subprocess_specs(process_id)
    except SpiffWorkflowException as error:
        raise BadDiagram([f"{getattr(error, 'id', '')}: {error}"]) from error


def _known(identity: str, process: BpmnProcessSpec, called: Mapping[str, BpmnProcessSpec]) -> bool:
    return any(identity in spec.task_specs for spec in (process, *called.values()))


def _fingerprint(
    process: BpmnProcessSpec, called: Mapping[str, BpmnProcessSpec], decisions: Mapping[str, Decision]
) -> str:
    """Of all that decides how a state goes on; element names, documentation, lanes and drawing are left out."""
    shape = [[spec.name, _shape(spec)] for spec in (process, *(called[name] for name in sorted(called)))]
    tables = [[name, decisions[name].source] for name in sorted(decisions)]
    return hashlib.sha256(orjson.dumps([shape, tables])).hexdigest()[:32]


def _shape(spec: BpmnProcessSpec) -> list[object]:
    nodes: list[object] = []
    for name in sorted(spec.task_specs):
        node = spec.task_specs[name]
        event = getattr(node, "event_definition", None)
        conditions = [
            [condition.args[0] if condition is not None else None, target]
            for condition, target in getattr(node, "cond_task_specs", ())
        ]
        nodes.append(
            [
                name,
                type(node).__name__,
                sorted(node._outputs) if conditions else node._outputs,
                conditions,
                getattr(node, "default_task_spec", None),
                getattr(node, "spec", None),
                [type(event).__name__, event.name] if event is not None else None,
                getattr(node, "cancel_activity", None),
                getattr(node, "decision", None) and node.decision.id,
            ]
        )
    return nodes
