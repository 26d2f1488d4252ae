"""May this diagram be deployed? Every reason against it at once, with file, element, name and line.

The engine's library accepts and mis-runs in silence much of what it does not support. So a diagram is checked
against a closed list of what runs here, and against the Python that answers to it. One rule is one function.
"""

from collections.abc import Mapping

from engine.checks import (
    bindings,
    decisions,
    elements,
    events,
    expressions,
    gateways,
    graph,
    identity,
    loops,
    size,
    soundness,
)
from engine.checks.declared import Declared
from engine.checks.finding import Finding, Rule
from engine.checks.reading import read

__all__ = ["RULES", "Declared", "Finding", "check"]

RULES: tuple[Rule, ...] = tuple(
    rule
    for group in (
        identity,
        elements,
        events,
        graph,
        gateways,
        expressions,
        decisions,
        soundness,
        loops,
        size,
        bindings,
    )
    for rule in group.RULES
)


def check(
    files: Mapping[str, bytes], process_id: str | None = None, declaration: Declared | None = None
) -> list[Finding]:
    """All findings in all `files` (name -> bytes of .bpmn or .dmn), in the order of files and lines.

    Never raises, whatever the bytes. `process_id`: the process that must be there. Without a `declaration`
    the diagrams are checked on their own, and every service task counts as a job.
    """
    model, findings = read(files, process_id, declaration)
    for rule in RULES:
        findings += rule(model)
    order = {name: place for place, name in enumerate(files)}
    return sorted(
        dict.fromkeys(findings), key=lambda finding: (order.get(finding.file, -1), finding.line or 0, finding.rule)
    )
