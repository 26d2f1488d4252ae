"""Telling people: a note to read for those behind a post, in words of the office; nothing waits for them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Instance
from workflows.cases.models import Case
from workflows.notices import telling
from workflows.people import candidates
from workflows.people.roles import Role, ScopeKind


def tell_units(session: Session, instance: Instance, unit_ids: Iterable[int], note: str, actor: Actor) -> None:
    """Send a note to the liaisons of units; a unit without one learns of it on paper."""
    groups = [f"{Role.UNIT_LIAISON}@{ScopeKind.UNIT}:{unit_id}" for unit_id in dict.fromkeys(unit_ids)]
    tell(session, instance, groups, note, actor)


def tell_vice_chair(session: Session, instance: Instance, case: Case, note: str, actor: Actor) -> None:
    """Send a note to the vice-chair in charge of the case's committee."""
    if case.committee_id is not None:
        tell(session, instance, [f"{Role.VICE_CHAIR}@{ScopeKind.COMMITTEE}:{case.committee_id}"], note, actor)


def tell_officers(session: Session, instance: Instance, case: Case, note: str, actor: Actor) -> None:
    """Send a note to the case's officers."""
    if case.committee_id is not None:
        tell(session, instance, [f"{Role.CASE_OFFICER}@{ScopeKind.COMMITTEE}:{case.committee_id}"], note, actor)


def tell(session: Session, instance: Instance, groups: Iterable[str], note: str, actor: Actor) -> None:
    """Send a note to everybody behind these groups today."""
    people = [person.id for group in groups for person in candidates.holders(session, group)]
    if people:
        telling.circulate(session, instance, people, note, actor)
