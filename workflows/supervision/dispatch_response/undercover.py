"""An undercover visit: whom the plan names as told, and who has opened the plan (decisions §2.2, 16)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import journal
from engine.actors import Actor
from engine.journal import Event
from engine.models import JournalEntry
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.models import DocumentRevision
from workflows.people.actors import actor_of
from workflows.people.models import Person
from workflows.people.rights import OFFICE, bodies, recusals
from workflows.supervision.models import Plan
from workflows.supervision.preparation import units

NOT_OF_THE_OFFICE = Text("{person}不是本政协机关人员。", "{person} does not work in this CPPCC's office.")


def told(session: Session, case_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By case, the persons whom its plan names as told, beside those who see it by post or team; one statement."""
    newest = select(func.max(DocumentRevision.no)).where(DocumentRevision.document_id == Plan.document_id)
    rows = session.execute(
        select(Plan.case_id, DocumentRevision.content)
        .join(DocumentRevision, DocumentRevision.document_id == Plan.document_id)
        .where(Plan.case_id.in_(case_ids), DocumentRevision.no == newest.correlate(Plan).scalar_subquery())
    )
    return {case_id: frozenset(content.get("told") or ()) for case_id, content in rows}


def strangers(session: Session, case: Case, wanted: Collection[int]) -> list[Text]:
    """Of those to be told, who works for another body, or is tied to a unit that the visit is about."""
    tied = recusals(session, wanted, units.ids(session, case.id), case.id) if wanted else {}
    found = []
    for person_id in wanted:
        actor = actor_of(session, person_id)
        if case.cppcc_id not in bodies(actor, *OFFICE):
            found.append(NOT_OF_THE_OFFICE.format(person=actor.name))
        elif person_id in tied:
            found.append(tied[person_id])
    return found


def note_opened(session: Session, case: Case, document_id: int, actor: Actor) -> None:
    """Write into the case's journal that somebody has opened its plan."""
    journal.write(session, f"instance:{case.instance_id}", Event.CONFIDENTIAL_READ, actor, document=document_id)


def opened(session: Session, case: Case) -> list[tuple[str, datetime]]:
    """Who has opened the plan, and when first, in that order."""
    first = func.min(JournalEntry.at)
    rows = session.execute(
        select(Person.name, first)
        .join(JournalEntry, JournalEntry.person_id == Person.id)
        .where(
            JournalEntry.stream == f"instance:{case.instance_id}", JournalEntry.event == str(Event.CONFIDENTIAL_READ)
        )
        .group_by(Person.id, Person.name)
        .order_by(first)
    )
    return [(name, at) for name, at in rows]
