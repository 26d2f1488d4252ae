"""A definition as it is kept in memory: read once, never changed, shared by every thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec


@dataclass(frozen=True, slots=True)
class Element:
    """A node of a diagram. `kind`: its BPMN tag. `lane`: None if it stands in none (look at the caller)."""

    id: str
    kind: str
    name: str
    process_id: str
    lane: str | None = None
    documentation: str = ""
    called: str | None = None  # process id of a call activity
    message: str | None = None
    timer: str | None = None  # deadline key
    error: str | None = None  # error code
    attached_to: str | None = None  # element id
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """`fingerprint` changes whenever a stored state could run differently; names and drawing do not count."""

    process_id: str
    elements: Mapping[str, Element]
    fingerprint: str
    process: BpmnProcessSpec = field(repr=False)
    called: Mapping[str, BpmnProcessSpec] = field(repr=False)  # sub-processes and called processes by id
