"""Answers to those who brought a problem up, when the case is over; then their personal data go (reference §2.3)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands, journal
from engine.actors import Actor
from engine.models import Instance, Task, WorkItem
from engine.process import ServiceStep
from workflows.cases.models import Case
from workflows.supervision.models import Complainant, Source, SourceResult

ANSWERS = "answer_sources_act"


def answer_all(step: ServiceStep, case: Case) -> None:
    """Open the answers to every source of a case that has ended; where none is due, erase at once.

    A source that was told of a merger is told of the end too. Who answers needs the complainant's telephone,
    so he is erased with the last answer, not before it.
    """
    due = [source for source in of_case(step.session, case.id) if source.withdrawn_on is None]
    for source in due:
        source.result, source.replied_on = SourceResult.CLOSED, None
    step.session.flush()
    if due:
        commands.start(step.session, step.host, ANSWERS, ("case", case.id), case.id, {}, actor=step.actor)
    else:
        erase_complainants(step.session, case.id, step.actor)


def of_case(session: Session, case_id: int) -> list[Source]:
    """The sources of a case, in the order in which they came."""
    return list(session.scalars(select(Source).where(Source.case_id == case_id).order_by(Source.id)))


def unanswered(session: Session, case_id: int) -> list[Source]:
    """Sources whose reply is due."""
    return [
        source
        for source in of_case(session, case_id)
        if source.withdrawn_on is None and source.result is not None and source.replied_on is None
    ]


def count_answers(step: ServiceStep) -> dict[str, Any]:
    """Whether a source still waits for its answer."""
    return {"sources_open": bool(unanswered(step.session, step.instance.matter_id))}


def erase_after_answers(step: ServiceStep) -> dict[str, Any]:
    """Every source has its answer: what is left of the complainants' data goes."""
    erase_complainants(step.session, step.instance.matter_id, step.actor)
    return {}


def erase_complainants(
    session: Session, case_id: int, actor: Actor, source_ids: Iterable[int] | None = None
) -> list[int]:
    """Erase name and telephone of a case's complainants (of some sources alone); the fact that there was one stays.

    Returns the ids of the sources concerned. The journal keeps the fact, never the person.
    """
    found = select(Complainant).where(Complainant.case_id == case_id, Complainant.erased_at.is_(None))
    if source_ids is not None:
        found = found.where(Complainant.source_id.in_(list(source_ids)))
    erased = []
    for complainant in session.scalars(found.order_by(Complainant.source_id)):
        complainant.name = complainant.phone = None
        complainant.erased_at = clock.now()
        erased.append(complainant.source_id)
    if erased:
        _scrub_answers(session, case_id)
        journal.write(session, f"matter:{case_id}", journal.Event.PERSONAL_DATA_ERASED, actor, sources=erased)
    return erased


def _scrub_answers(session: Session, case_id: int) -> None:
    """The answer that registered the lead named him too; it keeps all else."""
    here = select(Task.id).join(Instance, Instance.id == Task.instance_id)
    tasks = list(session.scalars(here.where(Instance.matter_id == case_id, Task.element == "register_lead")))
    holders: list[Task | WorkItem] = [*session.scalars(select(Task).where(Task.id.in_(tasks)))]
    holders += session.scalars(select(WorkItem).where(WorkItem.task_id.in_(tasks)))
    for holder in holders:
        if holder.answer and holder.answer.get("complainant"):
            holder.answer = {**holder.answer, "complainant": None}
