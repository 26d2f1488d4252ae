"""What the letter asks of a unit and what the unit has answered, in words, for those who judge it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from engine.forms import Option
from engine.process import Told
from engine.text import Text, day_in_words
from workflows.cases.choices import ADOPTION, RESULT_CLASS
from workflows.documents.models import RecommendationItem
from workflows.rectification.models import Obligation, Track

ASKED = Text("第{no}条建议", "Recommendation {no}")
PLANNED = Text("第{no}条方案", "Plan for {no}")
REPORTED = Text("第{no}条反馈", "Reply to {no}")

DONE = Text("{result}；{day}完成", "{result}; done on {day}")
PROMISED = Text("{adoption}；承诺{day}前完成", "{adoption}; promised for {day}")
MEASURE = Text("{text}（{person}，{day}）", "{text} ({person}, {day})")


def in_short(session: Session, track: Track) -> list[Told]:
    """What is asked, the plan and the reply, obligation by obligation, as far as the unit has come."""
    return [told for one in track.obligations for told in _told(session, one)]


def _told(session: Session, one: Obligation) -> Iterator[Told]:
    item = session.get(RecommendationItem, one.recommendation_item_id)
    if item is not None:
        yield ASKED.format(no=one.rec_no), [item.text]
    if one.adoption_status is not None:
        yield PLANNED.format(no=one.rec_no), _plan(one)
    if one.reported_class is not None:
        result = _words(RESULT_CLASS, one.reported_class)
        done = DONE.format(result=result, day=day_in_words(one.done_on)) if one.done_on else result
        yield REPORTED.format(no=one.rec_no), [done, one.description]


def _plan(one: Obligation) -> list[Text | str]:
    adoption = _words(ADOPTION, one.adoption_status)
    promised = PROMISED.format(adoption=adoption, day=day_in_words(one.promised_due)) if one.promised_due else adoption
    reason = [one.adoption_reason] if one.adoption_reason else []
    measures = [
        MEASURE.format(text=row["text"], person=row["person"], day=day_in_words(date.fromisoformat(row["due"])))
        for row in one.measures
        if row["due"]
    ]
    return [promised, *reason, *measures]


def _words(options: Sequence[Option], value: object) -> Text:
    return next((option.text for option in options if option.value == value), Text(str(value), str(value)))
