"""Calls and visits (X15): they count as urging, and may confirm on which day a unit received its letter."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.forms import Option
from engine.models import Instance
from engine.text import Text, day_in_words
from workflows.cases.models import Case
from workflows.notices.kinds import NoticeKind
from workflows.people.models import Committee
from workflows.rectification import owing
from workflows.rectification.models import Contact, Track
from workflows.rectification.telling import notify_units
from workflows.settings.in_force import threshold

CONTACT_KIND = (
    Option("PHONE", Text("电话", "Telephone")),
    Option("VISIT", Text("走访", "Visit")),
)

URGED = Text("{who}{day}{how}催办：{what}。", "{who} urged on {day} ({how}): {what}.")
JUST_URGED = Text(
    "{n}小时内已催办过该单位，请确认是否再次催办。", "This unit was urged within the last {n} hours; urge it again?"
)
TO_DATE = Text("请按期办理", "please keep to the dates")


def keep_contact(session: Session, track: Track, call_id: int, data: Mapping[str, Any], actor: Actor) -> Contact:
    """One call or visit about one track. `call_id`: the work item in which it was recorded."""
    made = Contact(
        case_id=track.case_id,
        track_id=track.id,
        call_id=call_id,
        kind=data["contact_kind"],
        contacted_at=data["contacted_at"],
        person=data["person"],
        said=data["said"],
        receipt_on=data["receipt_on"],
        next_on=data["next_on"],
        counts_as_urge=data["counts_as_urge"],
        by_person_id=actor.person_id,
    )
    session.add(made)
    if made.counts_as_urge:
        _tell(session, track, made, actor)
    return made


def just_urged(session: Session, track: Track, at: datetime) -> Text | None:
    """That the unit was called about this track a short while before (`urge_interval`)."""
    as_of = session.get_one(Case, track.case_id).clocks_on
    hours = int(threshold(session, "urge_interval", as_of))
    last = session.scalar(
        select(func.max(Contact.contacted_at)).where(
            Contact.track_id == track.id, Contact.counts_as_urge, Contact.contacted_at > at - timedelta(hours=hours)
        )
    )
    return JUST_URGED.format(n=hours) if last is not None else None


def _tell(session: Session, track: Track, made: Contact, actor: Actor) -> None:
    """The unit reads who urged, when and about what; not what was written down of the talk, which is the office's."""
    case, instance = session.get_one(Case, track.case_id), session.get(Instance, track.instance_id)
    if instance is None or case.committee_id is None:
        return
    owed = [one.words for one in owing.pressing(session, track)]
    committee = session.get_one(Committee, case.committee_id)
    why = URGED.format(
        who=committee.short,
        day=day_in_words(clock.day_of(made.contacted_at)),
        how=next(option.text for option in CONTACT_KIND if option.value == made.kind),
        what=Text("；".join(one.zh for one in owed), "; ".join(one.en for one in owed)) if owed else TO_DATE,
    )
    notify_units(session, instance, [track.unit_id], NoticeKind.URGED, why, actor)


def examine_receipt(track: Track, receipt_on: date | None, today: date) -> Text | None:
    """A receipt is confirmed for a day between the delivery and today."""
    if receipt_on is None or track.delivered_on <= receipt_on <= today:
        return None
    return Text("应在送达之后、今天之前。", "It must lie between the delivery and today.")
