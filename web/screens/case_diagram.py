"""The diagrams of a case: its map, the maps of its stages and the steps that these call, with who holds what."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from engine import definitions, queries
from engine.errors import NotFound
from engine.interpreter import Element, Run
from engine.models import Definition
from engine.moves import look as look_at
from engine.text import Text
from web.words import t, tr
from workflows.bootstrap import DOMAIN
from workflows.cases import stages
from workflows.cases.models import Case
from workflows.cases.state_words import STAGES, STEPS
from workflows.people.candidates import describe_groups

OVERVIEW = Text("全图", "The whole")


def context(session: Session, case: Case, wanted: str | None) -> dict[str, Any] | None:
    """The file that was asked for, or the step in which the case stands, with its tokens; None before it runs."""
    if case.instance_id is None:
        return None
    instance = look_at(session, case.instance_id)
    spec = definitions.spec(session, instance.definition_id)
    run = Run.load(spec, instance.state)
    files = session.get_one(Definition, instance.definition_id).files
    groups = {task.element: item.groups for item, task in queries.open_items(session, [instance.id])}
    words = describe_groups(session, sorted({g for listed in groups.values() for g in listed}))
    who = {element: t("、", ", ").join(tr(words[g]) for g in listed[:2]) for element, listed in groups.items()}
    tokens = list(_tokens(spec.elements, run, who))
    known = stages.by_diagram(spec.elements)
    inside = [spec.elements[id].process_id for id, _ in tokens]
    here = next((d for d in inside if known.get(d) is case.stage), case.stage.value.lower())
    shown = (wanted or f"{here}.bpmn").removesuffix(".bpmn")
    if f"{shown}.bpmn" not in files:
        raise NotFound

    def href(diagram: str) -> str:
        return url_for("cases.show", case_id=case.id, tab="diagram", file=f"{diagram}.bpmn")

    steps = [step for step in STEPS if known.get(step) is not None and known[step] is known.get(shown)]
    return {
        "xml_url": url_for("cases.diagram_xml", case_id=case.id, file=f"{shown}.bpmn"),
        "done": " ".join(sorted(run.done())),
        "here": json.dumps([{"id": id, "who": name} for id, name in tokens], ensure_ascii=False),
        "calls": json.dumps({one.id: href(one.called) for one in spec.elements.values() if one.called}),
        "title": tr(DOMAIN.process(instance.process).label),
        "others": [
            {"label": tr(_name(diagram)), "href": href(diagram), "is_here": diagram == shown}
            for diagram in (instance.process, *stages.MAPS, *steps)
            if f"{diagram}.bpmn" in files
        ],
    }


def _tokens(elements: Mapping[str, Element], run: Run, who: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What waits, with its holders, and each call that leads to it; persons and the innermost first."""
    calls = [elements[id] for id in run.calling()]
    waiting = sorted(run.open().values(), key=lambda found: (found.attached_to is not None, found.kind != "user"))
    level = {found.element_id: who.get(found.element_id, "") for found in waiting}
    while level:
        yield from level.items()
        within = {elements[id].process_id: name for id, name in sorted(level.items(), key=lambda one: one[1])}
        level = {call.id: within[call.called] for call in calls if call.called in within}


def _name(diagram: str) -> Text:
    return STAGES.get(diagram.upper()) or STEPS.get(diagram) or OVERVIEW
