"""Recusal (decisions D20): who is tied to a responsible unit keeps out of the team, the re-inspection, the
ballot and every approval of its matter, unless the secretary-general has dispensed him."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import NotPermitted
from engine.text import Text
from workflows.people.models import Dispensation, Person, Post, Tie, TieKind, Unit
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
    """What ties a person to a unit."""

    unit_id: int
    kind: TieKind


def recusal(
    session: Session, person_id: int, unit_ids: Collection[int], matter_id: int, on: date | None = None
) -> Text | None:
    """Why the person may not act in a matter of these units; None if he may.

    Not for the unit's own acts: its liaison and its head are tied by nature.
    """
    return recusals(session, [person_id], unit_ids, matter_id, on).get(person_id)


def recusals(
    session: Session,
    person_ids: Collection[int],
    unit_ids: Collection[int],
    matter_id: int,
    on: date | None = None,
) -> dict[int, Text]:
    """The same for several people at once, such as a team or a list of voters: person -> why not."""
    day = on or clock.today()
    lineage = _lineage(session, unit_ids)
    dispensed = {
        (made.person_id, made.unit_id)
        for made in session.scalars(select(Dispensation).where(Dispensation.matter_id == matter_id))
    }
    found: dict[int, Text] = {}
    for person, bonds in _bonds(session, person_ids, day):
        for bond in bonds:
            target = lineage.get(bond.unit_id)
            if target and (person.id, target) not in dispensed and (person.id, bond.unit_id) not in dispensed:
                unit = session.get_one(Unit, bond.unit_id)
                found[person.id] = RULE.format(tie=WORDS[bond.kind].format(person=person.name, unit=unit.name))
                break
    return found


def bonds_of(person: Person, posts: Iterable[Post], ties: Iterable[Tie]) -> list[Bond]:
    """Employer, then posts in units, then ties on record; pure."""
    found = [Bond(person.employer_unit_id, TieKind.EMPLOYER)] if person.employer_unit_id else []
    found += [Bond(post.scope_id, TieKind.CONCURRENT_POST) for post in posts if post.scope_kind is ScopeKind.UNIT]
    return found + [Bond(tie.unit_id, tie.kind) for tie in ties]


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


def _bonds(session: Session, person_ids: Collection[int], day: date) -> list[tuple[Person, list[Bond]]]:
    people = session.scalars(select(Person).where(Person.id.in_(person_ids))).all()
    posts = session.scalars(
        select(Post)
        .where(Post.person_id.in_(person_ids), Post.scope_kind == ScopeKind.UNIT, Post.valid_on(day))
        .order_by(Post.id)
    ).all()
    ties = session.scalars(select(Tie).where(Tie.person_id.in_(person_ids), Tie.valid_on(day)).order_by(Tie.id)).all()
    return [
        (
            person,
            bonds_of(
                person,
                [post for post in posts if post.person_id == person.id],
                [tie for tie in ties if tie.person_id == person.id],
            ),
        )
        for person in people
    ]


def _lineage(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """Every unit that is one of these, was merged into one, or took one over -> that one."""
    merged = session.scalars(select(Unit).where(Unit.successor_id.is_not(None)))
    heirs = {unit.id: unit.successor_id for unit in merged if unit.successor_id is not None}
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
