"""Telling a unit what was decided about it: a note to read for its liaisons; on paper the officer tells it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Instance
from engine.text import Text
from workflows.notices import telling
from workflows.notices.kinds import NoticeKind
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind


def tell_units(session: Session, instance: Instance | None, unit_ids: Iterable[int], note: str, actor: Actor) -> None:
    """Send a note to the liaisons of units."""
    people = [person.id for group in _liaisons(unit_ids) for person in candidates.holders(session, group)]
    if instance is not None and people and note:
        telling.circulate(session, instance, people, note, actor)


def notify_units(
    session: Session,
    instance: Instance,
    unit_ids: Iterable[int],
    kind: NoticeKind,
    why: Text,
    actor: Actor,
    note: str = "",
) -> None:
    """A notice to the liaisons of units: `why` is the product's sentence, `note` what somebody wrote to them."""
    telling.tell_groups(session, instance, _liaisons(unit_ids), kind, why, actor, note)


def _liaisons(unit_ids: Iterable[int]) -> list[str]:
    return [f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{unit_id}" for unit_id in dict.fromkeys(unit_ids)]
