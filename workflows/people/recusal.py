"""Recusal (decisions D20): who is tied to a responsible unit keeps out of the team, the re-inspection, the
ballot and every approval of its matter, unless the secretary-general has dispensed him."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, literal, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.db import Word
from engine.editions import kept
from engine.errors import NotPermitted
from engine.text import Text
from workflows.people.models import Dispensation, Person, Post, Tie, TieKind, Unit, lasts
from workflows.people.roles import Role, ScopeKind

WORDS: Mapping[TieKind, Text] = {
    TieKind.EMPLOYER: Text("{person}的工作单位是{unit}", "{person} works at {unit}"),
    TieKind.CONCURRENT_POST: Text("{person}在{unit}兼有职务", "{person} also holds a post at {unit}"),
    TieKind.DECLARED: Text("{person}已申报与{unit}有关联", "{person} has declared a relation to {unit}"),
}
RULE = Text(
    "{tie}，按回避规定不能办理；确有必要的，须经秘书长批准。",
    "{tie} and is recused; where it cannot be avoided, the secretary-general may dispense.",
)


class Bond(NamedTuple):
    """What ties a person to a unit, on which days; None leaves an end open."""

    person_id: int
    unit_id: int
    kind: TieKind
    valid_from: date | None
    valid_until: date | None

    def is_valid(self, on: date) -> bool:
        return lasts(self.valid_from, self.valid_until, on)


def recusal(
    session: Session, person_id: int, unit_ids: Iterable[int], matter_id: int, on: date | None = None
) -> Text | None:
    """Why the person may not act in a matter of these units; None if he may. The units are asked for only where
    he is tied to any unit at all.

    Not for the unit's own acts: its liaison and its head are tied by nature.
    """
    return recusals(session, [person_id], unit_ids, matter_id, on).get(person_id)


def recusals(
    session: Session,
    person_ids: Collection[int],
    unit_ids: Iterable[int],
    matter_id: int,
    on: date | None = None,
) -> dict[int, Text]:
    """The same for several people at once, such as a team or a list of voters: person -> why not."""
    bonds = _bonds(session, person_ids, on or clock.today())
    lineage = _lineage(session, tuple(unit_ids)) if bonds else {}
    binding = [bond for bond in bonds if bond.unit_id in lineage]
    dispensed = _dispensed(session, matter_id) if binding else set()
    found: dict[int, Text] = {}
    for bond in binding:
        if not {(bond.person_id, bond.unit_id), (bond.person_id, lineage[bond.unit_id])} & dispensed:
            found.setdefault(bond.person_id, _words(session, bond))
    return found


def _words(session: Session, bond: Bond) -> Text:
    person, unit = session.get_one(Person, bond.person_id), session.get_one(Unit, bond.unit_id)
    return RULE.format(tie=WORDS[bond.kind].format(person=person.name, unit=unit.name))


def _dispensed(session: Session, matter_id: int) -> set[tuple[int, int]]:
    made = select(Dispensation.person_id, Dispensation.unit_id).where(Dispensation.matter_id == matter_id)
    return {(person_id, unit_id) for person_id, unit_id in session.execute(made)}


def dispense(session: Session, person_id: int, unit_id: int, matter_id: int, reason: str, actor: Actor) -> Dispensation:
    """Let a tied person act in one matter. Raises `NotPermitted` for anyone but the secretary-general, and for
    himself."""
    standing = actor.standings.get(f"{Role.SECRETARY_GENERAL}@any")
    if standing is None or actor.person_id == person_id:
        raise NotPermitted(
            Text("只有秘书长可以批准他人免予回避。", "Only the secretary-general may dispense, and never himself.")
        )
    made = Dispensation(
        matter_id=matter_id,
        person_id=person_id,
        unit_id=unit_id,
        reason=reason,
        by_person_id=actor.person_id,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    journal.write(
        session,
        f"matter:{matter_id}",
        journal.Event.DISPENSED,
        actor,
        standing.title,
        dispensed=person_id,
        unit=unit_id,
        on_behalf_of=standing.on_behalf_of,
    )
    return made


def _bonds(session: Session, person_ids: Collection[int], day: date) -> list[Bond]:
    """Employers, then posts in units, then ties on record, each in the order in which they were entered."""
    ties = kept(session, _ties)
    return [bond for person_id in person_ids for bond in ties.get(person_id, ()) if bond.is_valid(day)]


def _ties(session: Session) -> dict[int, list[Bond]]:
    """Everybody who is tied to any unit on any day: nearly nobody else is asked about as often."""
    found: dict[int, list[Bond]] = {}
    for statement in (_EMPLOYERS, _POSTS, _DECLARED):
        for row in session.execute(statement):
            found.setdefault(row[0], []).append(Bond(*row))
    return found


_ALWAYS = (literal(None, Date), literal(None, Date))
_EMPLOYERS = (
    select(Person.id, Person.employer_unit_id, literal(TieKind.EMPLOYER, Word(TieKind)), *_ALWAYS)
    .where(Person.employer_unit_id.is_not(None))
    .order_by(Person.id)
)
_POSTS = (
    select(
        Post.person_id,
        Post.scope_id,
        literal(TieKind.CONCURRENT_POST, Word(TieKind)),
        Post.valid_from,
        Post.valid_until,
    )
    .where(Post.scope_kind == ScopeKind.UNIT)
    .order_by(Post.id)
)
_DECLARED = select(Tie.person_id, Tie.unit_id, Tie.kind, Tie.valid_from, Tie.valid_until).order_by(Tie.id)


def _heirs(session: Session) -> dict[int, int]:
    merged = select(Unit.id, Unit.successor_id).where(Unit.successor_id.is_not(None))
    return {old: new for old, new in session.execute(merged) if new is not None}


def _lineage(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """Every unit that is one of these, was merged into one, or took one over -> that one."""
    heirs = kept(session, _heirs)
    lineage = {unit_id: unit_id for unit_id in unit_ids}
    for unit_id in unit_ids:
        heir = heirs.get(unit_id)
        while heir is not None and heir not in lineage:
            lineage[heir] = unit_id
            heir = heirs.get(heir)
    grown = True
    while grown:
        found = {old: lineage[new] for old, new in heirs.items() if new in lineage and old not in lineage}
        lineage |= found
        grown = bool(found)
    return lineage
