"""Finding people, units, committees and districts by a part of the name, by pinyin or by initials."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, or_, select
from sqlalchemy.orm import Session

from engine import clock
from workflows.people.actors import printed_title
from workflows.people.models import Committee, District, Person, Post, Unit

KINDS = ("unit", "committee", "district", "person", "member")


class Found(NamedTuple):
    """One choice. `hint` tells namesakes apart: post, employer, district; never a phone."""

    id: int
    label: str
    hint: str


def search(session: Session, kind: str, query: str, limit: int = 10) -> list[Found]:
    """The best matches of a kind (`KINDS`); closed units and committees are not offered.

    `query`: a part of the name, short name or alias; or of its pinyin; or initials (`zjj`). Exact matches
    come first, then those that begin with it. An empty query gives the first of the kind. Raises `KeyError`
    for an unknown kind.
    """
    model = _MODELS[kind]
    wanted = "".join(unicodedata.normalize("NFKC", query).lower().split())
    statement = select(model).where(_matches(model, wanted)) if wanted else select(model)
    if kind == "member":
        statement = statement.where(Person.is_member)
    if model is Unit or model is Committee:
        statement = statement.where(model.valid_on(clock.today()))
    rows: Sequence[Row] = session.scalars(statement.order_by(model.id)).all()
    best = sorted(rows, key=lambda row: _rank(row, wanted))[:limit]
    return _described(session, best)


def labels(session: Session, kind: str, ids: Collection[int]) -> dict[int, Found]:
    """What stands on the screen for chosen ids, closed ones included. Raises `KeyError` for an unknown kind."""
    model = _MODELS[kind]
    rows: Sequence[Row] = session.scalars(select(model).where(model.id.in_(ids))).all()
    return {found.id: found for found in _described(session, rows)}


def is_open(unit: Unit, on: date | None = None) -> bool:
    """Whether a unit may still be chosen: it has begun and is not closed or merged away."""
    return unit.is_valid(on or clock.today())


Row = Unit | Committee | District | Person
_MODELS: dict[str, type[Any]] = {
    "unit": Unit,
    "org": Unit,
    "committee": Committee,
    "district": District,
    "person": Person,
    "member": Person,
}


def _matches(model: type[Any], wanted: str) -> ColumnElement[bool]:
    columns = [model.name, model.pinyin, model.initials]
    if model is Unit:
        columns += [Unit.short, cast(Unit.aliases, String)]
    if model is Committee:
        columns += [Committee.short, Committee.code]
    return or_(*(column.icontains(wanted, autoescape=True) for column in columns))


def _rank(row: Row, wanted: str) -> tuple[int, int, int]:
    """Exact, then beginning, then anywhere; the shorter name first."""
    spelled = [*row.initials.split(), *row.pinyin.split()]
    names = [row.name, getattr(row, "short", ""), *spelled, *getattr(row, "aliases", [])]
    lowered = [name.lower() for name in names if name]
    closeness = 0 if wanted in lowered else 1 if any(name.startswith(wanted) for name in lowered) else 2
    return closeness, len(row.name), row.id


def _described(session: Session, rows: Sequence[Row]) -> list[Found]:
    people = [row.id for row in rows if isinstance(row, Person)]
    posts: dict[int, list[str]] = {}
    for post in session.scalars(_valid_posts(people)) if people else ():
        posts.setdefault(post.person_id, []).append(printed_title(post))
    return [Found(row.id, row.name, _hint(session, row, posts)) for row in rows]


def _valid_posts(people: Collection[int]) -> Select[Post]:
    return select(Post).where(Post.person_id.in_(people), Post.valid_on(clock.today())).order_by(Post.id)


def _hint(session: Session, row: Row, posts: dict[int, list[str]]) -> str:
    if isinstance(row, Person):
        employer = session.get(Unit, row.employer_unit_id) if row.employer_unit_id else None
        words = [*dict.fromkeys(posts.get(row.id, [])), row.sector, employer.name if employer else ""]
        return " · ".join(word for word in words if word)
    if isinstance(row, District):
        parent = session.get(District, row.parent_id) if row.parent_id else None
        return parent.name if parent else ""
    return row.short
