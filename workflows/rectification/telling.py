"""Telling a unit what was decided about it: a note to read for its liaisons; on paper the officer tells it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.models import Instance
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind


def tell_units(session: Session, instance: Instance | None, unit_ids: Iterable[int], note: str, actor: Actor) -> None:
    """Send a note to the liaisons of units."""
    groups = [f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{unit_id}" for unit_id in dict.fromkeys(unit_ids)]
    people = [person.id for group in groups for person in candidates.holders(session, group)]
    if instance is not None and people and note:
        commands.circulate(session, instance, people, note, actor=actor)
