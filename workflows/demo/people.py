"""The people of 澜江市 as rows, as an import would write them; accounts come last, when the city is complete."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from engine import clock
from workflows.demo import city
from workflows.people import appointing
from workflows.people.actors import actor_of
from workflows.people.models import Account, Committee, Cppcc, District, Level, Person, Post, Unit
from workflows.people.posts import Appointment
from workflows.people.roles import Role, ScopeKind
from workflows.settings.defaults import seed
from workflows.supervision.models import PlanItem

SINCE = date(2022, 1, 1)


class Ids(NamedTuple):
    """Ids of rows by the keys of `city`. `plan`: of a plan item by its year and title."""

    cppcc: int
    districts: Mapping[str, int]
    committees: Mapping[str, int]
    units: Mapping[str, int]
    people: Mapping[str, int]
    plan: Mapping[tuple[int, str], int]


def settle(session: Session) -> Ids:
    """Write everybody and everything but the accounts; the default settings too."""
    cppcc = Cppcc(name=city.CPPCC[0], short=city.CPPCC[1], level=Level.CITY)
    whole = District(name=city.CITY)
    session.add_all([cppcc, whole])
    session.flush()
    districts = {key: District(name=name, parent_id=whole.id) for key, name in city.DISTRICTS.items()}
    committees = {
        code: Committee(code=code, name=name, short=short, cppcc_id=cppcc.id)
        for code, (name, short) in city.COMMITTEES.items()
    }
    session.add_all([*districts.values(), *committees.values()])
    session.flush()
    units = _units(session, cppcc, districts)
    people = _people(session, cppcc, units)
    places: Mapping[str, Committee | Unit] = {**committees, **units}
    session.add_all(_post(place, people, places.get(place.where, cppcc)) for place in city.POSTS)
    session.add_all(_further_posts(people, cppcc))
    seed(session)
    return Ids(
        cppcc.id,
        {key: row.id for key, row in districts.items()},
        {key: row.id for key, row in committees.items()},
        {key: row.id for key, row in units.items()},
        {key: row.id for key, row in people.items()},
        _plan(session, cppcc, committees),
    )


def _units(session: Session, cppcc: Cppcc, districts: Mapping[str, District]) -> dict[str, Unit]:
    found = {
        key: Unit(
            name=body.name,
            short=body.short,
            kind=body.kind,
            district_id=districts[body.district].id if body.district else None,
            cppcc_id=cppcc.id,
            aliases=[],
            valid_from=SINCE,
        )
        for key, body in city.UNITS.items()
    }
    session.add_all(found.values())
    session.flush()
    return found


def _people(session: Session, cppcc: Cppcc, units: Mapping[str, Unit]) -> dict[str, Person]:
    found = {key: Person(name=name, cppcc_id=cppcc.id) for key, name in city.NAMES.items()}
    for number, (key, person) in enumerate(found.items(), start=1):
        person.phone = f"1390000{number:04}"
        if key in city.MEMBERS:
            person.is_member, person.sector = True, city.MEMBERS[key][1]
        if key in city.EMPLOYERS:
            person.employer_unit_id = units[city.EMPLOYERS[key]].id
    for place in city.POSTS:
        if place.role in (Role.UNIT_LIAISON, Role.UNIT_HEAD):
            found[place.key].employer_unit_id = units[place.where].id
    session.add_all(found.values())
    session.flush()
    return found


def _post(place: city.Place, people: Mapping[str, Person], scope: Cppcc | Committee | Unit) -> Post:
    kinds = {Cppcc: ScopeKind.CPPCC, Committee: ScopeKind.COMMITTEE, Unit: ScopeKind.UNIT}
    return Post(
        person_id=people[place.key].id,
        role=place.role,
        scope_kind=kinds[type(scope)],
        scope_id=scope.id,
        title=place.title,
        valid_from=SINCE,
    )


def _further_posts(people: Mapping[str, Person], cppcc: Cppcc) -> list[Post]:
    key, _, leader, title = city.SECRETARY
    serving = Post(
        person_id=people[key].id,
        role=Role.LEADER_SECRETARY,
        scope_kind=ScopeKind.PERSON,
        scope_id=people[leader].id,
        title=title,
        valid_from=SINCE,
    )
    members = [_post(city.Place(key, "", Role.MEMBER, "", "市政协委员"), people, cppcc) for key in city.MEMBERS]
    return [serving, *members]


def _plan(session: Session, cppcc: Cppcc, committees: Mapping[str, Committee]) -> dict[tuple[int, str], int]:
    """The same topics stand in the plan of the year in which the stories begin, and in the next."""
    ids: dict[tuple[int, str], int] = {}
    for year in (clock.today().year, clock.today().year + 1):
        for number, (title, code) in enumerate(city.PLAN_ITEMS, start=1):
            item = PlanItem(cppcc_id=cppcc.id, year=year, no=number, title=title, committee_id=committees[code].id)
            session.add(item)
            session.flush()
            ids[year, title] = item.id
    return ids


def open_accounts(session: Session, ids: Ids) -> None:
    """An account for everybody but the citizens, under one hash whose password nobody has ever known."""
    unknown = PasswordHasher().hash(secrets.token_urlsafe(32))
    session.add_all(
        Account(
            person_id=person_id,
            login=session.get_one(Person, person_id).pinyin,
            password_hash=unknown,
            must_change=False,
            created_at=clock.now(),
        )
        for key, person_id in ids.people.items()
        if key not in city.CITIZENS
    )
    session.flush()


def propose_a_post(session: Session, ids: Ids) -> None:
    """The security administrator has proposed a post that waits for the system administrator."""
    wish = Appointment(Role.INTAKE_DESK, (ScopeKind.CPPCC, ids.cppcc), "办公室分办岗（兼）", clock.today())
    appointing.propose(session, ids.people["clerk"], wish, actor_of(session, ids.people["sec_admin"]))
