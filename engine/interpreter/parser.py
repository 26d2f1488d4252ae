"""The library's parser with our own node classes and events.

Whatever describes a node (lane, documentation, position, extensions, data) is read by `diagram`; here these
readings are switched off. Lanes in particular are keyed by the address of a parsed root, which is reused as
soon as a root is freed.
"""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask

from engine.interpreter.decisions import Decision
from engine.interpreter.diagram import BPMN, DECISION, NODES
from engine.interpreter.events import Error, Message, Timer
from engine.interpreter.gateways import EndJoin, Parallel
from engine.interpreter.nodes import Choice, DecisionTask, ServiceTask


class _Plain:
    """Mixed in front of every node parser of the library."""

    node: etree._Element
    process_parser: Any

    def parse_documentation(self, sequence_flow: object = None) -> None:
        return None

    def parse_incoming_data_references(self) -> list[object]:
        return []

    def parse_outgoing_data_references(self) -> list[object]:
        return []

    def get_position(self, node: object = None) -> dict[str, float]:
        """All alike: then flows keep the order of the file, and moving a shape changes nothing."""
        return {"x": 0.0, "y": 0.0}

    def parse_timer_event(self, event: etree._Element) -> Timer:
        key = event.findtext(BPMN + "timeDuration") or event.findtext(BPMN + "timeDate") or ""
        return Timer(key.strip())

    def parse_message_event(self, event: etree._Element) -> Message:
        return Message(self.process_parser.parser.messages[event.get("messageRef")])

    def parse_error_event(self, event: etree._Element) -> Error:
        error = self.process_parser.parser.errors.get(event.get("errorRef"))
        return Error(error["error_code"] if error else None)

    def _create_task(self, event_definition: object, cancel_activity: bool | None = None) -> object:
        extra = {} if cancel_activity is None else {"cancel_activity": cancel_activity}
        return self.spec_class(  # type: ignore[attr-defined]
            self.spec,  # type: ignore[attr-defined]
            self.node.get("id"),
            event_definition=event_definition,
            **self.bpmn_attributes,  # type: ignore[attr-defined]
            **extra,
        )


class _DecisionParser(_Plain, TaskParser):  # type: ignore[misc]
    def create_task(self) -> DecisionTask:
        task = DecisionTask(self.spec, self.bpmn_id, **self.bpmn_attributes)
        task.decision = self.process_parser.parser.decisions[self.node.get(DECISION)]
        return task


_OWN = {
    "serviceTask": (TaskParser, ServiceTask),
    "exclusiveGateway": (ConditionalGatewayParser, Choice),
    "parallelGateway": (GatewayParser, Parallel),
}
_STOCK = {tag: BpmnParser.PARSER_CLASSES[full_tag(tag)] for tag in NODES - {"businessRuleTask"}}


class _Process(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose last join is ours."""

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)
        name = f"{self.name}.EndJoin"
        del self.task_specs[name], self.task_specs["End"]
        self.end = EndJoin(self, name)
        self.end.connect(SimpleBpmnTask(self, "End"))


class _ProcessParser(ProcessParser):  # type: ignore[misc]
    def create_spec(self) -> _Process:
        return _Process(name=self.bpmn_id, description=self.get_name(), filename=self.filename)


class Parser(BpmnParser):  # type: ignore[misc]
    """Knows only the nodes of the allow-list."""

    PARSER_CLASSES = {
        full_tag(tag): (type(f"Plain{parser.__name__}", (_Plain, parser), {}), spec_class)
        for tag, (parser, spec_class) in (_STOCK | _OWN).items()
    } | {full_tag("businessRuleTask"): (_DecisionParser, DecisionTask)}

    PROCESS_PARSER_CLASS = _ProcessParser

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        super().__init__()
        self.decisions = decisions

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        key = self._document_key(bpmn)
        self.document_lanes[key] = {}
        self.document_positions[key] = {}

    def _add_signals(self, bpmn: etree._Element) -> None:
        """Not part of the allow-list."""

    _add_escalations = _add_correlations = _add_data_stores = _add_collaborations = _add_signals
