"""Which stage of a case a diagram belongs to: a stage is a map, and calls diagrams of its steps."""

from collections.abc import Mapping

from engine.interpreter import Element
from workflows.cases.models import Stage

MAPS: Mapping[str, Stage] = {stage.value.lower(): stage for stage in Stage}
"""The stages by the id of their map."""


def by_diagram(elements: Mapping[str, Element]) -> dict[str, Stage]:
    """The stage of each diagram, by process id. What several stages call, such as an approval, has none."""
    callers: dict[str, set[str]] = {}
    for element in elements.values():
        if element.called:
            callers.setdefault(element.called, set()).add(element.process_id)

    def stage(diagram: str) -> Stage | None:
        if diagram in MAPS:
            return MAPS[diagram]
        found = {stage(caller) for caller in callers.get(diagram, ())}
        return found.pop() if len(found) == 1 else None

    known = {diagram: stage(diagram) for diagram in {element.process_id for element in elements.values()}}
    return {diagram: found for diagram, found in known.items() if found is not None}
