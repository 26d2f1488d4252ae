"""What was done to urge a unit beyond calls: letters, talks and requests for inspection, as the office and the unit
itself read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.text import Text, day_in_words
from workflows.documents.models import Document
from workflows.supervision.chasing import Escalation, Level

DROPPED = Text("未发{level}：{note}", "{level} not sent: {note}")
AGREED = Text("{level}，商定：{agreed}", "{level}, agreed: {agreed}")
BY = Text("{text}（{day}前）", "{text} (by {day})")
KNOWN = Text("；督查结果（{day}）：{result}", "; result ({day}): {result}")


@dataclass(frozen=True)
class Chased:
    """`document_id`: the letter that went out, None where there is none. `outside`: the same for the unit."""

    level: Level
    on: date
    words: Text
    outside: Text
    document_id: int | None
    doc_no: str
    is_dropped: bool


def of_tracks(session: Session, track_ids: Collection[int]) -> dict[int, list[Chased]]:
    """By track, the first first; one statement."""
    rows = session.execute(
        select(Escalation, Document.doc_no)
        .outerjoin(Document, Document.id == Escalation.document_id)
        .where(Escalation.track_id.in_(track_ids))
        .order_by(Escalation.id)
    )
    found: dict[int, list[Chased]] = {}
    for row, doc_no in rows:
        found.setdefault(row.track_id, []).append(
            Chased(
                level=row.level,
                on=row.happened_on,
                words=_joined(_outside(row), _result(row)),
                outside=_outside(row),
                document_id=row.document_id,
                doc_no=doc_no or "",
                is_dropped=row.is_dropped,
            )
        )
    return found


def _outside(row: Escalation) -> Text:
    """What was done, without what came of it."""
    label = row.level.label
    if row.is_dropped:
        return DROPPED.format(level=label, note=row.note)
    if not row.agreed:
        return label
    lines = [_promise(one["text"], one["due"]) for one in row.agreed]
    agreed = Text("；".join(one.zh for one in lines), "; ".join(one.en for one in lines))
    return AGREED.format(level=label, agreed=agreed)


def _promise(text: str, due: str | None) -> Text:
    said = Text(text, text)
    return BY.format(text=said, day=day_in_words(date.fromisoformat(due))) if due else said


def _result(row: Escalation) -> Text:
    return KNOWN.format(day=day_in_words(row.result_on), result=row.result) if row.result_on else Text("", "")


def _joined(one: Text, other: Text) -> Text:
    return Text(one.zh + other.zh, one.en + other.en)
