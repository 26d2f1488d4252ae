"""Why a post may not be lent to somebody on some days: a sentence for each reason, by field of the form."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.text import Text, day_in_words
from workflows.people import absences
from workflows.people.models import Account, Delegation, Person, Post
from workflows.people.rights import OFFICE
from workflows.people.roles import ADMINISTRATORS, Role, ScopeKind
from workflows.people.separation import kept_apart

PERSONAL = frozenset({Role.MEMBER, Role.TEAM_LEADER, Role.CITIZEN_REP})
"""Whose tasks are the person's own: they do not go with the post."""

SIGNS = frozenset({Role.CHAIRPERSON, Role.VICE_CHAIR, Role.SECRETARY_GENERAL})
PAST = Text("委托最早从今天开始。", "A delegation begins today at the earliest.")
UNKNOWN = Text("请从列表中选择。", "Choose from the list.")
CHAIN = Text(
    "“{post}”是{holder}委托给您的职务，不能再转委托；请{holder}另行委托。",
    "“{post}” is lent to you by {holder} and cannot be lent on; ask {holder} to lend it to somebody else.",
)
NOT_HELD = Text("只能委托本人现任的职务。", "Only a post that you hold yourself can be lent.")
HIS_OWN = Text("“{post}”由本人履行，不能委托。", "The duties of “{post}” are the person's own and cannot be lent.")
ENDS = Text("“{post}”任职至{day}，委托不能超过这一天。", "The post “{post}” ends on {day}; lend it until then at most.")
BEGINS = Text("“{post}”{day}起才任职。", "The post “{post}” begins only on {day}.")
TAKEN = Text(
    "“{post}”{first}至{last}已委托给{name}，请先收回，或改选日期。",
    "“{post}” is lent to {name} from {first} to {last}; take it back first, or choose other days.",
)
HIMSELF = Text("不能委托给本人。", "A post cannot be lent to its own holder.")
NO_ACCOUNT = Text("{name}没有可以登录的账号，无法代办。", "{name} has no account to sign in with.")
APART = Text(
    "系统、安全、审计管理员须分设，且不得兼办业务，{name}不能代行“{post}”。",
    "System, security and audit administrators are kept apart from each other and from all case work: {name} cannot "
    "stand in for “{post}”.",
)
NEVER_SIGNS = Text(
    "{name}是领导联络秘书，只登记领导的签批，不能代行“{post}”。",
    "{name} is a leader's secretary, who registers signatures and never signs: not for “{post}”.",
)
STRANGER = Text(
    "{name}在这些天不是{place}的工作人员，不能代行“{post}”。",
    "On these days {name} does not work in {place} and cannot stand in for “{post}”.",
)
OUR_CPPCC, THAT_UNIT = Text("本级政协机关", "this CPPCC's office"), Text("该单位", "that unit")
SAME_OFFICE = Text("同一管理岗位", "the same administrator's office")
ABSENT = Text(
    "{name}{first}至{last}请假，请改选受托人或日期。",
    "{name} is away from {first} to {last}; choose somebody else, or other days.",
)
ALL_LENT = Text(
    "{name}在这些天已把自己的职务全部委托他人，请改选受托人。",
    "On these days {name} has lent all of his own posts; choose somebody else.",
)
Faults = dict[str, list[Text]]


class Wish(NamedTuple):
    """Which posts are to be lent, to whom, from which day to which (both included), and by what authority."""

    post_ids: Sequence[int]
    to_person_id: int
    first: date
    last: date
    basis: str


def faults(session: Session, holder_id: int, wish: Wish) -> Faults:
    """Everything that stands against the wish; nothing if it may be."""
    wrong = absences.misfits(wish.first, wish.last)
    if not wrong and wish.first < clock.today():
        wrong = {"first": [PAST]}
    if wrong:
        return wrong
    found: Faults = {}
    posts = {one.id: one for one in session.scalars(select(Post).where(Post.id.in_(wish.post_ids)))}
    for post_id in dict.fromkeys(wish.post_ids):
        why = _of_post(session, holder_id, posts.get(post_id), wish)
        if why is not None:
            found.setdefault("posts", []).append(why)
    why = _of_delegate(session, holder_id, [one for one in posts.values() if one.person_id == holder_id], wish)
    return {**found, "to": [why]} if why is not None else found


def _of_post(session: Session, holder_id: int, post: Post | None, wish: Wish) -> Text | None:
    if post is None:
        return UNKNOWN
    if post.person_id != holder_id:
        return _of_another(session, holder_id, post, wish)
    if post.role in PERSONAL:
        return HIS_OWN.format(post=post.title)
    if post.valid_until is not None and post.valid_until < wish.last:
        return ENDS.format(post=post.title, day=day_in_words(post.valid_until))
    if post.valid_from is not None and post.valid_from > wish.first:
        return BEGINS.format(post=post.title, day=day_in_words(post.valid_from))
    taken = next(iter(lent(session, [post.id], wish.first, wish.last)), None)
    if taken is None:
        return None
    name = session.get_one(Person, taken.to_person_id).name
    days = {"first": day_in_words(taken.valid_from), "last": day_in_words(taken.valid_until)}
    return TAKEN.format(post=post.title, name=name, **days)


def _of_another(session: Session, holder_id: int, post: Post, wish: Wish) -> Text:
    """A chain where it is lent to him; else a post that is none of his."""
    today = clock.today()
    to_him = lent(session, [post.id], min(today, wish.first), max(today, wish.last))
    if not any(one.to_person_id == holder_id for one in to_him):
        return NOT_HELD
    return CHAIN.format(post=post.title, holder=session.get_one(Person, post.person_id).name)


def _of_delegate(session: Session, holder_id: int, posts: Collection[Post], wish: Wish) -> Text | None:
    to = session.get(Person, wish.to_person_id)
    if to is None:
        return UNKNOWN
    if to.id == holder_id:
        return HIMSELF
    opened = select(Account.id).where(Account.person_id == to.id, Account.disabled_at.is_(None))
    if session.scalar(opened) is None:
        return NO_ACCOUNT.format(name=to.name)
    his = held(session, to.id, wish.first, wish.last)
    for post in posts:
        why = _barred(to, his, post, wish)
        if why is not None:
            return why
    return away(session, to, wish.first, wish.last)


def _barred(to: Person, his: Collection[Post], post: Post, wish: Wish) -> Text | None:
    roles = {one.role for one in his}
    if kept_apart(roles, post.role):
        return APART.format(name=to.name, post=post.title)
    if post.role in SIGNS and Role.LEADER_SECRETARY in roles:
        return NEVER_SIGNS.format(name=to.name, post=post.title)
    whole = [one for one in his if one.person_id == to.id and one.is_valid(wish.first) and one.is_valid(wish.last)]
    place, is_colleague = _place_of(post)
    if not any(is_colleague(one) for one in whole) and not (
        post.scope_kind is ScopeKind.UNIT and to.employer_unit_id == post.scope_id
    ):
        return STRANGER.format(name=to.name, place=place, post=post.title)
    return None


def _place_of(post: Post) -> tuple[Text, Callable[[Post], bool]]:
    """Where a post's tasks are done, and whether another post is held there: what is lent stays in the house."""
    if post.role in ADMINISTRATORS:
        return SAME_OFFICE, lambda one: one.role is post.role
    if post.scope_kind is ScopeKind.UNIT:
        return THAT_UNIT, lambda one: one.scope_kind is ScopeKind.UNIT and one.scope_id == post.scope_id
    return OUR_CPPCC, lambda one: one.role in OFFICE and one.cppcc_id == post.cppcc_id


def held(session: Session, person_id: int, first: date, last: date) -> Sequence[Post]:
    """What a person holds on any of these days, his own and what is lent to him."""
    to_him = select(Delegation.post_id).where(
        Delegation.to_person_id == person_id, Delegation.revoked_at.is_(None), Delegation.meets(first, last)
    )
    his = or_(Post.person_id == person_id, Post.id.in_(to_him))
    return session.scalars(select(Post).where(his, Post.meets(first, last)).order_by(Post.id)).all()


def away(session: Session, person: Person, first: date, last: date) -> Text | None:
    """Why somebody cannot stand in on these days: he is away, or has lent everything of his own himself."""
    absent = next(iter(absences.during(session, [person.id], first, last)), None)
    if absent is not None:
        days = {"first": day_in_words(absent.valid_from), "last": day_in_words(absent.valid_until)}
        return ABSENT.format(name=person.name, **days)
    own = select(Post.id).where(Post.person_id == person.id, Post.meets(first, last), Post.role.not_in(PERSONAL))
    posts = set(session.scalars(own))
    given = {one.post_id for one in lent(session, posts, first, last)} if posts else set()
    return ALL_LENT.format(name=person.name) if posts and posts == given else None


def lent(session: Session, post_ids: Collection[int], first: date, last: date) -> Sequence[Delegation]:
    """Delegations of these posts that hold on any of these days."""
    found = select(Delegation).where(
        Delegation.post_id.in_(post_ids), Delegation.revoked_at.is_(None), Delegation.meets(first, last)
    )
    return session.scalars(found.order_by(Delegation.valid_from, Delegation.id)).all()
