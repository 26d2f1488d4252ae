"""What the letter asks of a unit and what the unit has answered, in words, for those who judge it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from engine.forms import Option
from engine.text import Text, day_in_words
from workflows.cases.choices import ADOPTION, RESULT_CLASS
from workflows.documents.models import RecommendationItem
from workflows.rectification.models import Obligation, Track

ASKED = Text("第{no}条建议", "Recommendation {no}")
PLANNED = Text("第{no}条方案", "Plan for {no}")
REPORTED = Text("第{no}条反馈", "Reply to {no}")


def in_short(session: Session, track: Track) -> list[tuple[Text, str]]:
    """One line for what is asked, one for the plan and one for the reply, as far as the unit has come."""
    return [line for one in track.obligations for line in _lines(session, one)]


def _lines(session: Session, one: Obligation) -> Iterator[tuple[Text, str]]:
    item = session.get(RecommendationItem, one.recommendation_item_id)
    if item is not None:
        yield ASKED.format(no=one.rec_no), item.text
    if one.adoption_status is not None:
        yield PLANNED.format(no=one.rec_no), _plan(one)
    if one.reported_class is not None:
        done = f"{day_in_words(one.done_on).zh}完成" if one.done_on else ""
        said = "；".join(part for part in (_words(RESULT_CLASS, one.reported_class), done) if part)
        yield REPORTED.format(no=one.rec_no), "\n".join(part for part in (said, one.description) if part)


def _plan(one: Obligation) -> str:
    said = _words(ADOPTION, one.adoption_status)
    promised = f"承诺{day_in_words(one.promised_due).zh}前完成" if one.promised_due else ""
    measures = [f"{row['text']}（{row['person']}，{_day(row['due'])}）" for row in one.measures]
    head = "；".join(part for part in (said, promised) if part)
    return "\n".join(part for part in (head, one.adoption_reason, *measures) if part)


def _day(text: str) -> str:
    """A measure's day, which is kept as text; an old ledger's may have none."""
    return day_in_words(date.fromisoformat(text)).zh if text else ""


def _words(options: Sequence[Option], value: object) -> str:
    return next((option.text.zh for option in options if option.value == value), "")
