"""Calls and visits (X15): they count as urging, and may confirm on which day a unit received its letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.forms import Option
from engine.text import Text
from workflows.rectification.models import Contact, Track

CONTACT_KIND = (
    Option("PHONE", Text("电话", "Telephone")),
    Option("VISIT", Text("走访", "Visit")),
)


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
    return made


def examine_receipt(track: Track, receipt_on: date | None, today: date) -> Text | None:
    """A receipt is confirmed for a day between the delivery and today."""
    if receipt_on is None or track.delivered_on <= receipt_on <= today:
        return None
    return Text("应在送达之后、今天之前。", "It must lie between the delivery and today.")
