"""What a person has read of his notices."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import NotFound
from engine.models import Reading
from workflows.notices.choosing import preference_of
from workflows.notices.models import Notice


def mark_read(session: Session, notice_id: int, actor: Actor) -> Notice:
    """The one who is told has opened it. NotFound for anybody else."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.person_id != actor.person_id:
        raise NotFound
    notice.read_at = notice.read_at or clock.now()
    return notice


def mark_all_read(session: Session, actor: Actor) -> None:
    """Everything that has come until now: notices, what was circulated, and new tasks as far as they are news."""
    now = clock.now()
    for kind in (Notice, Reading):
        unread = (kind.person_id == actor.person_id) & kind.read_at.is_(None)
        session.execute(update(kind).where(unread).values(read_at=now))
    preference_of(session, actor.person_id).read_until = now
