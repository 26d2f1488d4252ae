"""任命与免职: the security officer proposes a post, the system administrator confirms it, and only then does it open
anything. Ending one takes effect at once, for to take a right away needs no second pair of eyes; who goes is told to
the second officer by the journal, as everything is.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, Option, choice, day, line, ref, yes_no
from engine.text import Text, day_in_words
from workflows.people import posts, proposals, rights, standing_in
from workflows.people.models import Account, Committee, Cppcc, Person, Post, Proposal, ProposalKind, ProposalState, Unit
from workflows.people.posts import Appointment
from workflows.people.rights import Action
from workflows.people.roles import ADMINISTRATORS, Role, ScopeKind
from workflows.people.separation import kept_apart

OF_A_TEAM = frozenset({Role.TEAM_LEADER, Role.CITIZEN_REP})
"""Held in one case's team, never as a post."""

OF_UNITS, OF_SECRETARY = "role in unit_liaison|unit_head", "role=leader_secretary"
ROLES = tuple(Option(str(role), role.label) for role in Role if role not in OF_A_TEAM)

PAST = Text("最早从今天起任职。", "A post begins today at the earliest.")
REVERSED = Text("任职止日早于起日。", "The last day is before the first.")
CLOSED = Text("“{name}”在任职期内已撤销，不能任职。", "“{name}” is closed during those days.")
HELD = Text("{name}已任此职。", "{name} holds this post already.")
ASKED = Text("同一任命已在等待复核。", "The same post is proposed already and waits to be confirmed.")
HIMSELF = Text("不能为本人任命，也不能复核对本人的任命。", "Nobody gives himself a post, or confirms one for himself.")
ENDED = Text("这一职务已经结束。", "This post is over already.")
TOO_EARLY = Text("最早从今天起不再担任。", "Today is the earliest first day without it.")
LAST_OFFICER = Text(
    "{name}是最后一名在任的{role}，三员不能缺位。请先任命继任者。",
    "{name} is the last {role} in office, and the three officers are never to be vacant. Appoint a successor first.",
)
HOLDS_NONE = Text("此人这天起已无任何职务。", "This person holds no post from that day on.")
LAST = Text(
    "{name}是最后一名担任“{post}”的人，之后该岗位的待办将无人办理。仍要免职的，请勾选确认。",
    "{name} is the last who holds “{post}”: what waits for it would be left to nobody. Tick the box to end it all the "
    "same.",
)


class AppointForm(Form):
    role = choice(ROLES, "岗位", "Role", required=True)
    committee = ref(
        "committee",
        "专委会",
        "Committee",
        shown_when="role in case_officer|committee_director|vice_chair",
        required_when="role in case_officer|committee_director",
        hint=Text("副主席填其分管的专委会；不填为全体", "Of a vice-chair: the one in his charge; none: the whole body"),
    )
    unit = ref("unit", "责任单位", "Responsible unit", shown_when=OF_UNITS, required_when=OF_UNITS)
    leader = ref("person", "所服务的领导", "Leader who is served", shown_when=OF_SECRETARY, required_when=OF_SECRETARY)
    is_presiding = yes_no("主持工作", "Presides", shown_when="role=vice_chair")
    title = line(120, "职务名称", "Title", required=True, hint=Text("如：城建委主任", "as it is printed"))
    valid_from = day("任职起日", "From", required=True)
    valid_until = day("任职止日", "Until")


class EndForm(Form):
    from_day = day("不再担任的第一天", "First day without it", required=True)
    anyway = yes_no("知道无人接任，仍要免职", "End it though nobody follows")


def read(session: Session, person: Person, data: Mapping[str, Any]) -> Appointment:
    """The post of an `AppointForm`: held in a committee, in a unit, beside a leader, or in the whole body."""
    kinds = {"committee": ScopeKind.COMMITTEE, "unit": ScopeKind.UNIT, "leader": ScopeKind.PERSON}
    scope = next(((kind, int(data[name])) for name, kind in kinds.items() if data[name]), None)
    return Appointment(
        Role(data["role"]),
        scope or (ScopeKind.CPPCC, _own_cppcc(session, person)),
        data["title"],
        data["valid_from"],
        data["valid_until"],
        bool(data["is_presiding"]),
    )


def _own_cppcc(session: Session, person: Person) -> int:
    own = person.cppcc_id or session.scalar(select(Cppcc.id).order_by(Cppcc.id).limit(1))
    if own is None:
        raise NotFound
    return own


def faults(session: Session, person: Person, wish: Appointment) -> dict[str, list[Text]]:
    """Everything that stands against it, by field of the form; nothing if it may be."""
    found: dict[str, list[Text]] = {}
    last = wish.last or date.max
    if wish.first < clock.today():
        found["valid_from"] = [PAST]
    if last < wish.first:
        found["valid_until"] = [REVERSED]
    place = _place(session, wish)
    if place is not None and not (place.is_valid(wish.first) and (wish.last is None or place.is_valid(wish.last))):
        found["committee" if isinstance(place, Committee) else "unit"] = [CLOSED.format(name=place.name)]
    if found:
        return found
    held = standing_in.held(session, person.id, wish.first, last)
    clash = kept_apart({one.role for one in held}, wish.role)
    if clash:
        return {"role": [posts.APART.format(held=min(clash).label)]}
    if any(one.person_id == person.id and (one.role, one.scope_kind, one.scope_id) == _key(wish) for one in held):
        return {"role": [HELD.format(name=person.name)]}
    return {}


def _key(wish: Appointment) -> tuple[Role, ScopeKind, int]:
    return wish.role, wish.scope[0], wish.scope[1]


def _place(session: Session, wish: Appointment) -> Committee | Unit | None:
    kind, scope_id = wish.scope
    if kind is ScopeKind.COMMITTEE:
        return session.get(Committee, scope_id)
    return session.get(Unit, scope_id) if kind is ScopeKind.UNIT else None


def propose(session: Session, person_id: int, wish: Appointment, actor: Actor) -> Proposal:
    """Enter a post for somebody; it opens nothing before it is confirmed. BadAnswer with what stands against it."""
    _require(Action.GRANT_POSTS, actor)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    if person_id == actor.person_id:
        raise BadAnswer({"role": [HIMSELF]})
    wrong = faults(session, person, wish)
    facts = wish.facts()
    waiting = proposals.listed(session, (ProposalKind.POST,), 100, only_waiting=True, subject_id=person_id)
    if not wrong and any(_seat(one.facts) == _seat(facts) for one in waiting):
        wrong = {"role": [ASKED]}
    if wrong:
        raise BadAnswer(wrong)
    return proposals.enter(session, ProposalKind.POST, person_id, facts, actor)


def set_up(session: Session, person_id: int, wish: Appointment, actor: Actor) -> Post | Proposal:
    """From the command line: given at once while the house is being set up, proposed as soon as there is a system
    administrator who can confirm it."""
    confirming = select(Post.id).join(Account, Account.person_id == Post.person_id)
    confirming = confirming.where(
        Post.role == Role.SYS_ADMIN, Post.valid_on(clock.today()), Account.disabled_at.is_(None)
    )
    if session.scalar(confirming.where(Post.person_id != person_id).limit(1)) is None:
        return posts.give(session, person_id, wish, actor)
    wrong = faults(session, session.get_one(Person, person_id), wish)
    if wrong:
        raise NotPermitted(next(iter(wrong.values()))[0])
    return proposals.enter(session, ProposalKind.POST, person_id, wish.facts(), actor)


def _seat(facts: Mapping[str, Any]) -> tuple[object, ...]:
    return facts["role"], facts["scope_kind"], facts["scope_id"]


def confirm(session: Session, proposal_id: int, actor: Actor) -> Post:
    """The second officer agrees: the post is given, as it was proposed; one that was to begin by now begins today.
    NotPermitted with the reason where it cannot be any more."""
    _require(Action.CONFIRM_POSTS, actor)
    found = proposals.decide(session, proposal_id, ProposalKind.POST, ProposalState.CONFIRMED, actor)
    if found.subject_id == actor.person_id:
        raise NotPermitted(HIMSELF)
    person = session.get_one(Person, found.subject_id, with_for_update=True)
    wish = Appointment.read(found.facts)
    wish = wish._replace(first=max(wish.first, clock.today()))
    wrong = faults(session, person, wish)
    if wrong:
        raise NotPermitted(next(iter(wrong.values()))[0])
    return posts.give(session, person.id, wish, actor)


def refuse(session: Session, proposal_id: int, reason: str, actor: Actor) -> Proposal:
    """The second officer does not agree, and says why."""
    _require(Action.CONFIRM_POSTS, actor)
    return proposals.decide(session, proposal_id, ProposalKind.POST, ProposalState.REFUSED, actor, reason)


def take_back(session: Session, proposal_id: int, actor: Actor) -> Proposal:
    """Whoever proposed it thinks better of it."""
    _require(Action.GRANT_POSTS, actor)
    return proposals.decide(session, proposal_id, ProposalKind.POST, ProposalState.TAKEN_BACK, actor)


def end(session: Session, post_id: int, from_day: date, anyway: bool, actor: Actor) -> Post:
    """Let a post end with the day before `from_day`. BadAnswer for a day that is past, for the last of one of the three
    officers, and, unless `anyway`, for the last holder of any post."""
    _require(Action.GRANT_POSTS, actor)
    post = session.get(Post, post_id, with_for_update=True, populate_existing=True)
    if post is None:
        raise NotFound
    if post.valid_until is not None and post.valid_until < clock.today():
        raise NotPermitted(ENDED)
    if from_day < clock.today():
        raise BadAnswer({"from_day": [TOO_EARLY]})
    name = session.get_one(Person, post.person_id).name
    if not followed(session, post, from_day):
        if post.role in ADMINISTRATORS:
            raise BadAnswer({"from_day": [LAST_OFFICER.format(name=name, role=post.role.label)]})
        if not anyway:
            raise BadAnswer({"anyway": [LAST.format(name=name, post=post.title)]})
    posts.end_post(session, post, from_day - timedelta(days=1), actor)
    return post


def leave(session: Session, person_id: int, from_day: date, anyway: bool, actor: Actor) -> list[Post]:
    """离任: every post of somebody ends with the day before `from_day`, or none does; his account ends with the last of
    them. BadAnswer as `end`, and where he holds none."""
    _require(Action.GRANT_POSTS, actor)
    lasting = select(Post).where(
        Post.person_id == person_id, or_(Post.valid_until.is_(None), Post.valid_until >= from_day)
    )
    held = session.scalars(lasting.order_by(Post.id)).all()
    if not held:
        raise BadAnswer({"from_day": [HOLDS_NONE]})
    return [end(session, post.id, from_day, anyway, actor) for post in held]


def followed(session: Session, post: Post, from_day: date) -> bool:
    """Whether somebody else holds the same post on a day; of the three officers, one who can sign in."""
    others = select(Post.id).where(
        Post.role == post.role,
        Post.scope_kind == post.scope_kind,
        Post.id != post.id,
        Post.person_id != post.person_id,
        or_(Post.valid_from.is_(None), Post.valid_from <= from_day),
        or_(Post.valid_until.is_(None), Post.valid_until >= from_day),
    )
    if post.role in ADMINISTRATORS:
        opened = select(Account.person_id).where(Account.disabled_at.is_(None))
        return session.scalar(others.where(Post.person_id.in_(opened)).limit(1)) is not None
    return session.scalar(others.where(Post.scope_id == post.scope_id).limit(1)) is not None


class Holding(NamedTuple):
    """A post of a list, with whoever holds it."""

    post: Post
    person: Person


def holdings(session: Session, role: str, text: str, limit: int, after: int | None) -> list[Holding]:
    """Posts held today or to come, in the order in which they were given, after an id; `text`: a part of the name or
    of the title."""
    found = select(Post, Person).join(Person, Person.id == Post.person_id)
    found = found.where(Post.id > (after or 0), or_(Post.valid_until.is_(None), Post.valid_until >= clock.today()))
    if role in set(Role):
        found = found.where(Post.role == Role(role))
    if text:
        columns = (Person.name, Person.pinyin, Person.initials, Post.title)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return [Holding(post, person) for post, person in session.execute(found.order_by(Post.id).limit(limit))]


def said(wish: Appointment) -> Text:
    """“城建委主任，2026年12月1日起”."""
    first = day_in_words(wish.first)
    if wish.last is None:
        return Text(f"{wish.title}，{first.zh}起", f"{wish.title}, from {first.en}")
    last = day_in_words(wish.last)
    return Text(f"{wish.title}，{first.zh}至{last.zh}", f"{wish.title}, {first.en} – {last.en}")


def _require(action: Action, actor: Actor) -> None:
    reason = rights.why_not(action, actor)
    if reason is not None:
        raise NotPermitted(reason=reason)
