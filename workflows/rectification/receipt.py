"""A unit has the letter: it signed, or said so on the telephone; from that day its clocks run."""

from datetime import date

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.models import Message
from engine.process import ServiceStep
from workflows.rectification import dates, tracks
from workflows.rectification.derived import live
from workflows.rectification.models import Track

CONFIRMED = "receipt_confirmed"


def receive(session: Session, track: Track, day: date, how: str, actor: Actor) -> None:
    """Start the clocks on the day that counts. `how`: SIGNED, CALL or DEEMED."""
    track.signed_on, track.signed_how = day, how
    dates.settle_dates(session, track, actor)
    if live(track.obligations):
        dates.expect_progress(session, track, day)
    tracks.refresh(session, track, actor, how)


def confirm_receipt(step: ServiceStep) -> dict[str, str]:
    """The message came that the unit has the letter: `receipt_on` (ISO day) and `how`."""
    track = step.session.get_one(Track, step.instance.subject_id)
    day = date.fromisoformat(str(step.values["receipt_on"]))
    receive(step.session, track, day, str(step.values["how"]), step.actor)
    return {"outcome": "SIGN"}


def deem_served(step: ServiceStep) -> dict[str, str]:
    """Where the office has switched it on: five working days after delivery the letter counts as received."""
    confirm_by_message(step.session, step.instance.id, clock.today(), "DEEMED")
    return {}


def confirm_by_message(session: Session, instance_id: int, day: date, how: str) -> None:
    """Leave the message for an instance that is moving right now: it is delivered before the move ends."""
    session.add(
        Message(
            instance_id=instance_id,
            name=CONFIRMED,
            values={"receipt_on": day.isoformat(), "how": how},
            sent_at=clock.now(),
        )
    )
    session.flush()
