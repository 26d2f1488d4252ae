"""Letters of this chapter: their first draft is the system's, and they are shown as they will read before they go."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.process import Step
from workflows.documents.letter import as_day, chinese_day
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Person
from workflows.rectification import owing
from workflows.rectification.models import Track
from workflows.rectification.step import TrackTask, case_of
from workflows.settings.models import Direction, IssuerKind


class DraftsPaper(TrackTask):
    """A step that fills in a letter of its own kind."""

    kind: DocumentKind
    issuer: IssuerKind

    def paper(self, step: Step) -> tuple[Document, Mapping[str, Any]]:
        """The letter and its content as the answer so far would make it; the row is not the store's."""
        answer = (step.task.answer if step.task else None) or (step.item.answer if step.item else None)
        filled = answer or self.initial(step)
        document = Document(case_id=case_of(step).id, kind=self.kind)
        document.issuer, document.direction = self.issuer, Direction.PARALLEL
        if filled.get("doc_no") and filled.get("sent_on"):
            document.doc_no, document.issued_on = filled["doc_no"], as_day(filled["sent_on"])
        return document, self.content(step, filled)

    def content(self, step: Step, filled: Mapping[str, Any]) -> dict[str, Any]:
        """What `documents.letter` composes, from the values of the form."""
        raise NotImplementedError


def late(session: Session, track: Track) -> list[str]:
    """What the unit owes that is over, as a letter says it."""
    return [one.words.zh for one in owing.pressing(session, track) if one.late]


def letter_of(session: Session, track: Track) -> Document | None:
    return session.get(Document, track.document_id) if track.document_id else None


def drafter(step: Step) -> int:
    """Who has written the letter, whoever looks at it or agrees to it now."""
    wrote = next((item.acted_by for item in step.task.items if item.acted_by), None) if step.task else None
    return wrote or step.actor.person_id


def contact(step: Step) -> dict[str, str] | None:
    """Who is named below the letter: the officer who wrote it."""
    person = step.session.get(Person, drafter(step))
    return {"name": person.name, "phone": person.phone} if person else None


def told_of(session: Session, track: Track, today: date) -> str:
    """Since when the unit has the letter, and what is over today."""
    letter = letter_of(session, track)
    which = f"民主监督建议书（{letter.doc_no}）" if letter is not None and letter.doc_no else "民主监督建议书"
    items = "；".join(late(session, track))
    sent, now = chinese_day(track.delivered_on), chinese_day(today)
    return f"{which}已于{sent}送达。截至{now}，以下事项尚未按时办理：{items}。"
