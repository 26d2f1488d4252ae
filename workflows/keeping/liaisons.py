"""X19 更换联络员: a unit names another liaison, or the office enters it for the unit; a case officer confirms.

Open items follow the post by themselves. The old liaison's post ends the day before, and his account with it where he
holds nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, day, line, ref
from engine.text import Text
from workflows.people import accounts, posts, proposals, rights
from workflows.people.models import Account, Person, Post, Proposal, ProposalKind, ProposalState, Unit
from workflows.people.persons import PHONE
from workflows.people.posts import Appointment
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role, ScopeKind

KIND = ProposalKind.LIAISON
RULE = "liaison_change"
TITLE = Text("{unit}联络员", "Liaison of {unit}")
PAST = Text("最早从今天起。", "Today at the earliest.")
CLOSED = Text("{unit}已撤销或并入其他单位。", "{unit} is closed or merged.")
SAME = Text("{name}现在就是联络员。", "{name} is the liaison already.")
WAITS = Text("{unit}已有一项更换联络员待确认。", "A change of liaison of {unit} waits to be confirmed already.")


class LiaisonForm(Form):
    new_name = line(20, "新联络员", "New liaison", required=True)
    new_phone = line(20, "电话", "Telephone", required=True, pattern=PHONE)
    valid_from = day("起始日期", "From", required=True)


class EnteredLiaisonForm(LiaisonForm):
    """The same, entered by the office for the unit."""

    unit = ref("unit", "单位", "Unit", required=True)
    asked_by = line(60, "单位由谁、以何种方式提出", "Who at the unit asked, and how", required=True)


def scene(unit: Unit) -> Scene:
    return Scene(cppcc_id=unit.cppcc_id, unit_ids=frozenset({unit.id}))


def ask(session: Session, unit_id: int, data: Mapping[str, Any], actor: Actor) -> Proposal:
    """Note who is to be the liaison. NotPermitted for whoever does not speak for the unit or enter for it; BadAnswer
    with what is wrong, by field."""
    unit = session.get(Unit, unit_id, with_for_update=True)
    if unit is None:
        raise NotFound
    _require(Action.CHANGE_LIAISON, actor, unit)
    errors = _wrong(session, unit, data)
    if errors:
        raise BadAnswer(errors)
    facts = {
        "name": data["new_name"],
        "phone": data["new_phone"],
        "valid_from": data["valid_from"].isoformat(),
        "asked_by": data.get("asked_by") or "",
    }
    return proposals.enter(session, KIND, unit.id, facts, actor, unit.cppcc_id)


def _wrong(session: Session, unit: Unit, data: Mapping[str, Any]) -> dict[str, list[Text]]:
    if data["valid_from"] < clock.today():
        return {"valid_from": [PAST]}
    if not unit.is_valid(data["valid_from"]):
        return {"valid_from": [CLOSED.format(unit=unit.name)]}
    if proposals.listed(session, (KIND,), 1, only_waiting=True, subject_id=unit.id):
        return {"new_name": [WAITS.format(unit=unit.name)]}
    known = find(session, unit, data["new_name"], data["new_phone"])
    if known is not None and any(post.person_id == known.id for post in held(session, unit.id)):
        return {"new_name": [SAME.format(name=known.name)]}
    return {}


def held(session: Session, unit_id: int) -> Collection[Post]:
    """The liaison's posts of a unit, of today and to come."""
    found = select(Post).where(
        Post.role == Role.UNIT_LIAISON,
        Post.scope_kind == ScopeKind.UNIT,
        Post.scope_id == unit_id,
        or_(Post.valid_until.is_(None), Post.valid_until >= clock.today()),
    )
    return session.scalars(found.order_by(Post.id)).all()


def find(session: Session, unit: Unit, name: str, phone: str) -> Person | None:
    """Somebody of this name who works at the unit, or has this telephone."""
    same = or_(Person.employer_unit_id == unit.id, Person.phone == phone)
    return session.scalar(select(Person).where(Person.name == name, same).order_by(Person.id).limit(1))


def login_for(session: Session, one: Proposal) -> tuple[Person, str]:
    """Whose first password is to be made, and the login that is free for him; slow hashing comes before the lock."""
    unit = session.get_one(Unit, one.subject_id)
    person = find(session, unit, one.facts["name"], one.facts["phone"]) or Person(name=one.facts["name"])
    account = session.scalar(select(Account).where(Account.person_id == person.id)) if person.id else None
    if account is not None:
        return person, account.login
    wanted = accounts.fold(person.pinyin.split(" ")[0])
    taken = set(session.scalars(select(Account.login).where(Account.login.startswith(wanted, autoescape=True))))
    return person, next(
        login for n in range(1, len(taken) + 3) if (login := f"{wanted}{n if n > 1 else ''}") not in taken
    )


def confirm(session: Session, proposal_id: int, login: str, hashed: str, actor: Actor) -> bool:
    """A case officer agrees: the new liaison holds the post from the day on, today at the earliest, and the old ones do
    not. True where the password of `hashed` is the new liaison's."""
    one = of(session, proposal_id, actor, Action.CONFIRM_LIAISON)
    proposals.decide(session, proposal_id, KIND, ProposalState.CONFIRMED, actor)
    unit = session.get_one(Unit, one.subject_id, with_for_update=True)
    first = max(date.fromisoformat(one.facts["valid_from"]), clock.today())
    if not unit.is_valid(first):
        raise NotPermitted(CLOSED, unit=unit.name)
    for post in held(session, unit.id):
        posts.end_post(session, post, first - timedelta(days=1), actor)
    person = _person(session, unit, one.facts)
    place = (ScopeKind.UNIT, unit.id)
    title = TITLE.format(unit=unit.short or unit.name).zh
    posts.give(session, person.id, Appointment(Role.UNIT_LIAISON, place, title, first), actor)
    return _opened(session, person, login, hashed, actor)


def _person(session: Session, unit: Unit, facts: Mapping[str, Any]) -> Person:
    found = find(session, unit, facts["name"], facts["phone"])
    if found is None:
        found = Person(name=facts["name"], cppcc_id=unit.cppcc_id, employer_unit_id=unit.id)
        session.add(found)
    found.phone = facts["phone"]
    session.flush()
    return found


def _opened(session: Session, person: Person, login: str, hashed: str, actor: Actor) -> bool:
    account = session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        accounts.create_account(session, person, login, hashed, actor)
        return True
    if account.disabled_at is None:
        return False
    accounts.enable(session, account, actor)
    accounts.reset_password(session, account, hashed, actor)
    return True


def refuse(session: Session, proposal_id: int, reason: str, actor: Actor) -> None:
    """The officer does not agree, and says why; the unit reads it."""
    of(session, proposal_id, actor, Action.CONFIRM_LIAISON)
    proposals.decide(session, proposal_id, KIND, ProposalState.REFUSED, actor, reason)


def take_back(session: Session, proposal_id: int, actor: Actor) -> None:
    """Whoever asked thinks better of it."""
    of(session, proposal_id, actor, Action.CHANGE_LIAISON)
    proposals.decide(session, proposal_id, KIND, ProposalState.TAKEN_BACK, actor)


def of(session: Session, proposal_id: int, actor: Actor, action: Action) -> Proposal:
    """One change of liaison, for who may do this with it; NotFound for anybody else."""
    found = proposals.of(session, proposal_id, (KIND,))
    if not rights.may(action, actor, scene(session.get_one(Unit, found.subject_id))):
        raise NotFound
    return found


def listed(
    session: Session, cppccs: Collection[int], units: Collection[int], limit: int, before: int | None
) -> Sequence[Proposal]:
    """What was asked for these units, or for those of these CPPCCs, the latest first."""
    seen = or_(Proposal.cppcc_id.in_(cppccs), Proposal.subject_id.in_(units))
    found = select(Proposal).where(Proposal.kind == KIND, seen)
    if before is not None:
        found = found.where(Proposal.id < before)
    return session.scalars(found.order_by(Proposal.id.desc()).limit(limit)).all()


def to_confirm(session: Session, actor: Actor, limit: int) -> int:
    """How many wait for the actor, as case officer of their CPPCC."""
    bodies = rights.bodies(actor, Role.CASE_OFFICER)
    return len(proposals.listed(session, (KIND,), limit, only_waiting=True, cppccs=bodies)) if bodies else 0


def _require(action: Action, actor: Actor, unit: Unit) -> None:
    reason = rights.why_not(action, actor, scene(unit))
    if reason is not None:
        raise NotPermitted(reason=reason)
