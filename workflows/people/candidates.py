"""From a seat of a step to group keys, and from a group key to the people who stand behind it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import person_group
from engine.text import Text
from workflows.people.actors import groups_of, printed_title
from workflows.people.models import Committee, Cppcc, Delegation, Person, Post, Unit
from workflows.people.roles import Role, ScopeKind

PERSONAL_SCOPES = frozenset({"team", "invited", "own"})
BODY_SCOPES = frozenset({"office", "city"})
NAMES_SHOWN = 3


def groups(
    role: str,
    scope: str,
    *,
    cppcc_id: int | None = None,
    committee_id: int | None = None,
    unit_id: int | None = None,
    person_ids: Iterable[int] = (),
) -> list[str]:
    """Group keys of a seat, its scope being one of forms.json.

    `team`, `invited` and `own` are the persons themselves (whom the case knows), whatever their role;
    a vice-chair of scope `committee` is the one in charge of it. Raises `ValueError` where the id that
    the scope needs is missing, and for `route`, whose items bring roles and scopes of their own.
    """
    if scope in PERSONAL_SCOPES:
        return [person_group(person_id) for person_id in person_ids]
    if scope == "any":
        return [f"{Role(role)}@any"]
    if scope in BODY_SCOPES:
        kind, scope_id = ScopeKind.CPPCC, cppcc_id
    elif scope == "committee":
        kind, scope_id = ScopeKind.COMMITTEE, committee_id
    elif scope == "unit":
        kind, scope_id = ScopeKind.UNIT, unit_id
    else:
        raise ValueError(f"scope {scope} names no group")
    if scope_id is None:
        raise ValueError(f"{role} of scope {scope}: the case has no such id")
    return [f"{Role(role)}@{kind}:{scope_id}"]


def holders(session: Session, group: str, on: date | None = None, *, with_delegates: bool = True) -> list[Person]:
    """Who stands behind a group key on a day (today): holders first, then their delegates."""
    day = on or clock.today()
    if group.startswith("person:"):
        found = session.get(Person, int(group.partition(":")[2]))
        return [found] if found else []
    rows = session.execute(_posts([group], day)).all()
    people = {person.id: person for _post, person in rows}
    if with_delegates and rows:
        lent = (
            select(Person)
            .join(Delegation, Delegation.to_person_id == Person.id)
            .where(
                Delegation.post_id.in_([post.id for post, _person in rows if _lends(post, group)]),
                Delegation.revoked_at.is_(None),
                Delegation.valid_on(day),
            )
            .order_by(Person.id)
        )
        people |= {person.id: person for person in session.scalars(lent) if person.id not in people}
    return list(people.values())


def _lends(post: Post, group: str) -> bool:
    return group in (post.group, f"{post.role}@any")


def describe_group(session: Session, group: str, on: date | None = None) -> Text:
    """A group in words: 城建委主任 周敬文."""
    return describe_groups(session, [group], on)[group]


def describe_groups(session: Session, wanted: Sequence[str], on: date | None = None) -> dict[str, Text]:
    """Several groups in words, in a fixed number of statements."""
    day = on or clock.today()
    persons = [int(group.partition(":")[2]) for group in wanted if group.startswith("person:")]
    described = {
        person_group(person.id): Text(person.name, person.name)
        for person in session.scalars(select(Person).where(Person.id.in_(persons)))
    }
    roles = [group for group in wanted if "@" in group]
    rows = session.execute(_posts(roles, day)).all() if roles else []
    for group in roles:
        behind = [(post, person) for post, person in rows if group in groups_of(post)]
        described[group] = _words(group, behind, place_of(session, group))
    unknown = Text("（已不在册）", "(no longer listed)")
    return {group: described.get(group, unknown) for group in wanted}


def seat_in_words(session: Session, group: str) -> Text:
    """The post of a group without whoever holds it: 城建委承办人."""
    role, place = Role(group.partition("@")[0]).label, place_of(session, group)
    return Text(f"{place}{role.zh}", f"{role.en} ({place})" if place else role.en)


def _words(group: str, behind: list[tuple[Post, Person]], place: str) -> Text:
    role = Role(group.partition("@")[0]).label
    names = list(dict.fromkeys(person.name for _post, person in behind))
    where = f" ({place})" if place else ""
    if not names:
        return Text(f"{place}{role.zh}（暂无人担任）", f"{role.en}{where}: vacant")
    if len(names) == 1:
        return Text(f"{printed_title(behind[0][0])} {names[0]}", f"{role.en}{where}: {names[0]}")
    shown, more = names[:NAMES_SHOWN], len(names) > NAMES_SHOWN
    return Text(
        f"{place}{role.zh}（{'、'.join(shown)}{f'等{len(names)}人' if more else ''}）",
        f"{role.en}{where}: {', '.join(shown)}{f' and {len(names) - NAMES_SHOWN} more' if more else ''}",
    )


def place_of(session: Session, group: str) -> str:
    """Where a role of a group is held, in short: 城建委. "" where that is not one place."""
    kind, _, number = group.partition("@")[2].partition(":")
    if kind == ScopeKind.COMMITTEE:
        committee = session.get(Committee, int(number))
        return committee.short if committee else ""
    if kind == ScopeKind.UNIT:
        unit = session.get(Unit, int(number))
        return (unit.short or unit.name) if unit else ""
    if kind == ScopeKind.CPPCC:
        cppcc = session.get(Cppcc, int(number))
        return cppcc.short if cppcc else ""
    if kind == ScopeKind.PERSON:
        leader = session.get(Person, int(number))
        return leader.name if leader else ""
    return ""


def _posts(wanted: Sequence[str], day: date) -> Select[Post, Person]:
    return (
        select(Post, Person)
        .join(Person, Person.id == Post.person_id)
        .where(Post.valid_on(day), or_(*(_is_in(group) for group in wanted)))
        .order_by(Post.id)
    )


def _is_in(group: str) -> ColumnElement[bool]:
    """The condition that a post opens a group; see `actors.groups_of`."""
    role, _, scope = group.partition("@")
    if scope == "any":
        return Post.role == Role(role)
    kind, _, number = scope.partition(":")
    here = and_(Post.scope_kind == ScopeKind(kind), Post.scope_id == int(number))
    holds = Post.role == Role(role)
    if role == Role.CHAIRPERSON:
        return and_(here, or_(holds, Post.is_presiding))
    return and_(here, holds)


def liaisons(session: Session, unit_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """By unit, name and telephone of the liaison in office, the first one named; one statement."""
    rows = session.execute(
        select(Post.scope_id, Person.name, Person.phone)
        .join(Person, Person.id == Post.person_id)
        .where(
            Post.role == Role.UNIT_LIAISON,
            Post.scope_kind == ScopeKind.UNIT,
            Post.scope_id.in_(unit_ids),
            Post.valid_on(clock.today()),
        )
        .order_by(Post.id.desc())
    )
    return {unit_id: (name, phone) for unit_id, name, phone in rows if unit_id is not None}
