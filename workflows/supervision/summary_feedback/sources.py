"""Answers to those who brought a problem up, when the case is over; then their personal data go (reference §2.3)."""

from typing import Any

from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.process import ServiceStep
from workflows.cases.models import Case
from workflows.supervision.models import SourceResult
from workflows.supervision.preparation import sources

ANSWERS = "answer_sources_act"


def answer_all(step: ServiceStep, case: Case) -> None:
    """Open the answers to every source of a case that has ended; where none is due, erase at once.

    A source that was told of a merger is told of the end too. Who answers needs the complainant's telephone,
    so he is erased with the last answer, not before it.
    """
    if sources.expect_answers(step.session, case.id, SourceResult.CLOSED):
        commands.start(step.session, step.host, ANSWERS, ("case", case.id), case.id, {}, actor=step.actor)
    else:
        erase_complainants(step.session, case.id, step.actor)


def count_answers(step: ServiceStep) -> dict[str, Any]:
    """Whether a source still waits for its answer."""
    return {"sources_open": bool(sources.unanswered(step.session, step.instance.matter_id))}


def erase_after_answers(step: ServiceStep) -> dict[str, Any]:
    """Every source has its answer: what is left of the complainants' data goes."""
    erase_complainants(step.session, step.instance.matter_id, step.actor)
    return {}


def erase_complainants(session: Session, case_id: int, actor: Actor) -> None:
    """Erase name and telephone of everybody behind a source of the case; the fact that there was one stays."""
    for source in sources.of_case(session, case_id):
        sources.erase(session, source, actor)
