"""circulate, mark_read, urge: acts that move nothing."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal, projection
from engine.actors import Actor
from engine.commands.guards import hold, require_open, require_right
from engine.errors import NotFound, NotPermitted
from engine.journal import Event
from engine.models import Instance, Reading, Urge
from engine.process import Came, Host
from engine.text import Text

URGE_INTERVAL = timedelta(hours=4)
TOO_SOON = Text("{when}已催办过，4小时内不再重复。", "It was urged at {when}; not again within 4 hours.")


def circulate(session: Session, instance: Instance, person_ids: list[int], note: str, *, actor: Actor) -> list[Reading]:
    """Send something to people to read; nothing waits for them."""
    made = [
        Reading(instance_id=instance.id, person_id=person, sent_by=actor.person_id, sent_at=clock.now(), note=note)
        for person in dict.fromkeys(person_ids)
    ]
    session.add_all(made)
    stream = projection.stream(instance)
    journal.write(session, stream, Event.CIRCULATED, actor, people=[reading.person_id for reading in made])
    return made


def mark_read(session: Session, reading_id: int, *, actor: Actor) -> Reading:
    """The reader has opened it."""
    reading = session.get(Reading, reading_id)
    if reading is None or reading.person_id != actor.person_id:
        raise NotFound
    reading.read_at = reading.read_at or clock.now()
    return reading


def urge(session: Session, host: Host, item_id: int, via: str, note: str, *, actor: Actor) -> Urge:
    """Remind those who have an open item; at most once in four hours."""
    held = hold(session, host, item_id)
    require_open(held)
    require_right(session, host, actor, "urge", held.item)
    last = session.scalar(select(Urge).where(Urge.work_item_id == item_id).order_by(Urge.id.desc()).limit(1))
    if last is not None and clock.now() - last.urged_at < URGE_INTERVAL:
        raise NotPermitted(reason=TOO_SOON.format(when=f"{last.urged_at.astimezone(clock.CITY):%H:%M}"))
    made = Urge(
        instance_id=held.instance.id,
        work_item_id=item_id,
        urged_by=actor.person_id,
        urged_at=clock.now(),
        via=via,
        note=note,
    )
    session.add(made)
    journal.write(session, projection.stream(held.instance), Event.URGED, actor, item=item_id, via=via)
    host.came(session, held.item, Came.URGED, actor, note if via == "NOTICE" else "")
    return made
