"""X13 换届切换: the posts of those who leave pass to those who come, on one day; committees map to committees.

The business administrator enters it, the secretary-general confirms. Posts change hands by their days; work follows the
post by itself. What hangs on a committee or on a person by name moves on the first day of the new term (`switching`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.actors import Actor
from engine.errors import BadAnswer, NotPermitted
from engine.forms import Form, day, ref, rows
from engine.models import Instance, InstanceState
from engine.text import Text
from workflows.keeping.agreement import Agreement
from workflows.people import posts, proposals, standing_in
from workflows.people.models import Committee, Person, Post, Proposal, ProposalKind, ProposalState
from workflows.people.posts import Appointment
from workflows.people.rights import OFFICE, Action
from workflows.people.roles import Role, ScopeKind
from workflows.people.separation import kept_apart
from workflows.supervision.models import TeamMember, TeamState

KIND = ProposalKind.TERM
AGREEMENT = Agreement(KIND, Action.CHANGE_TERM, Action.CONFIRM_TERM)
SWITCH = "switch_term"
PASSES_ON = frozenset({*OFFICE, Role.MEMBER, Role.LEADER_VIEWER})
PAST = Text("届满日期最早为今天。", "The last day of the term is today at the earliest.")
NO_POST = Text("{name}在届满日之后没有可以交接的职务。", "{name} holds no post beyond that day to be handed over.")
HIMSELF = Text("原任和新任是同一人，连任不必登记。", "It is the same person; who stays need not be entered.")
TWICE = Text("{name}已在第{n}项。", "{name} stands in line {n} already.")
APART = Text("{name}是系统、安全或审计管理员，不能兼任。", "{name} is one of the three officers.")
SAME = Text("新旧专委会是同一个，不必登记。", "It is the same committee.")
CLOSED = Text("“{name}”在新一届第一天已撤销或尚未成立。", "“{name}” is not open on the first day of the new term.")
OFFICERS = Text("专委会承办人", "the committee's officers")
IN_TEAMS = Text("{name}在{n}个在办案件的监督小组，由{heir}接替。", "{name} is in {n} open teams; {heir} follows.")
NOTHING = Text("请至少登记一项职务或专委会的交接。", "Enter at least one post or committee.")
WAITS = Text("已有一次换届待确认或待生效。", "A change of term waits already.")


class PostRow(Form):
    old_holder = ref("person", "原任", "Old holder", required=True)
    new_holder = ref("person", "新任（空缺不填）", "New holder; none: vacant")


class CommitteeRow(Form):
    old = ref("committee", "原专委会", "Old committee", required=True)
    new = ref("committee", "新专委会", "New committee", required=True)


class TermForm(Form):
    closing_date = day("届满日期", "Last day of the term", required=True)
    post_map = rows(PostRow, "职务交接", "Who follows whom", at_most=100)
    committee_map = rows(CommitteeRow, "专委会对应", "Committees", at_most=20)


class Passing(NamedTuple):
    """One post that changes hands. `to` None: it falls vacant."""

    post: Post
    old: Person
    to: Person | None
    scope: tuple[ScopeKind, int]


def read(session: Session, cppcc_id: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a `TermForm`; BadAnswer with what is wrong, by field."""
    closing: date = data["closing_date"]
    errors: dict[str, list[Text]] = {}
    if closing < clock.today():
        errors["closing_date"] = [PAST]
    elif pending(session, cppcc_id):
        errors["closing_date"] = [WAITS]
    people, committees = data["post_map"] or [], data["committee_map"] or []
    if not people and not committees:
        errors["post_map"] = [NOTHING]
    if not errors:
        errors |= _wrong_people(session, cppcc_id, people, closing)
        errors |= _wrong_committees(session, cppcc_id, committees, closing)
    if errors:
        raise BadAnswer(errors)
    return {
        "closing_date": closing.isoformat(),
        "people": [[row["old_holder"], row["new_holder"]] for row in people],
        "committees": [[row["old"], row["new"]] for row in committees],
    }


def _wrong_people(
    session: Session, cppcc_id: int, found: Sequence[Mapping[str, Any]], closing: date
) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    listed = [row["old_holder"] for row in found]
    for n, row in enumerate(found):
        old = session.get_one(Person, row["old_holder"])
        if old.id in listed[:n]:
            errors[f"post_map.{n}.old_holder"] = [TWICE.format(name=old.name, n=listed.index(old.id) + 1)]
        elif not _held(session, cppcc_id, old.id, closing):
            errors[f"post_map.{n}.old_holder"] = [NO_POST.format(name=old.name)]
        if row["new_holder"] == old.id:
            errors[f"post_map.{n}.new_holder"] = [HIMSELF]
        elif row["new_holder"]:
            new = session.get_one(Person, row["new_holder"])
            his = {post.role for post in standing_in.held(session, new.id, closing + timedelta(days=1), date.max)}
            if kept_apart(his, Role.CASE_OFFICER):
                errors[f"post_map.{n}.new_holder"] = [APART.format(name=new.name)]
    return errors


def _wrong_committees(
    session: Session, cppcc_id: int, found: Sequence[Mapping[str, Any]], closing: date
) -> dict[str, list[Text]]:
    errors: dict[str, list[Text]] = {}
    listed = [row["old"] for row in found]
    for n, row in enumerate(found):
        old, new = session.get_one(Committee, row["old"]), session.get_one(Committee, row["new"])
        if old.id in listed[:n]:
            errors[f"committee_map.{n}.old"] = [TWICE.format(name=old.name, n=listed.index(old.id) + 1)]
        if old.id == new.id:
            errors[f"committee_map.{n}.new"] = [SAME]
        elif new.cppcc_id != cppcc_id or not new.is_valid(closing + timedelta(days=1)):
            errors[f"committee_map.{n}.new"] = [CLOSED.format(name=new.name)]
    return errors


def pending(session: Session, cppcc_id: int) -> bool:
    """Whether a change of term waits to be confirmed, or for its day."""
    found = proposals.listed(session, (KIND,), 20, subject_id=cppcc_id)
    confirmed = ProposalState.CONFIRMED
    return any(
        one.state is ProposalState.WAITING or (one.state is confirmed and not one.facts.get("done")) for one in found
    )


def _held(session: Session, cppcc_id: int, person_id: int, closing: date) -> Sequence[Post]:
    """What somebody holds in the house beyond the last day of the term."""
    lasting = or_(Post.valid_until.is_(None), Post.valid_until > closing)
    found = select(Post).where(Post.person_id == person_id, Post.role.in_(PASSES_ON), lasting)
    return [post for post in session.scalars(found.order_by(Post.id)) if post.cppcc_id == cppcc_id]


def passings(session: Session, cppcc_id: int, facts: Mapping[str, Any]) -> list[Passing]:
    """Every post that changes hands, and of those who stay in a committee that is replaced."""
    closing = date.fromisoformat(facts["closing_date"])
    followed: dict[int, int | None] = dict(facts["people"])
    replaced: dict[int, int] = dict(facts["committees"])
    staying = select(Post.person_id).where(
        Post.scope_kind == ScopeKind.COMMITTEE,
        Post.scope_id.in_(replaced),
        or_(Post.valid_until.is_(None), Post.valid_until > closing),
    )
    people = dict.fromkeys([*followed, *session.scalars(staying.order_by(Post.id))])
    found = []
    for person_id in people:
        old = session.get_one(Person, person_id)
        to_id = followed.get(person_id, person_id)
        to = session.get_one(Person, to_id) if to_id else None
        for post in _held(session, cppcc_id, person_id, closing):
            is_replaced = post.scope_kind is ScopeKind.COMMITTEE and post.scope_id in replaced
            scope = (post.scope_kind, replaced[post.scope_id] if is_replaced else post.scope_id)
            if person_id in followed or is_replaced:
                found.append(Passing(post, old, to, scope))
    return found


def by_name(session: Session, facts: Mapping[str, Any]) -> list[Text]:
    """Of each who leaves, how much hangs on him by name: places in teams, and items that only he may do."""
    told = []
    for old_id, new_id in facts["people"]:
        old, new = session.get_one(Person, old_id), session.get(Person, new_id) if new_id else None
        teams = session.scalar(select(func.count()).select_from(_teams(old_id).subquery())) or 0
        if teams:
            heir = new.name if new else OFFICERS
            told.append(IN_TEAMS.format(name=old.name, n=teams, heir=heir))
    return told


def _teams(person_id: int) -> Select[int]:
    active = select(Instance.matter_id).where(Instance.status == InstanceState.ACTIVE)
    return select(TeamMember.id).where(
        TeamMember.person_id == person_id,
        TeamMember.state.in_((TeamState.INVITED, TeamState.ACCEPTED)),
        TeamMember.case_id.in_(active),
    )


def propose(session: Session, cppcc_id: int, data: Mapping[str, Any], actor: Actor) -> Proposal:
    """Enter it for the secretary-general; nothing has changed yet."""
    AGREEMENT.require(actor, cppcc_id)
    return proposals.enter(session, KIND, cppcc_id, read(session, cppcc_id, data), actor, cppcc_id)


def confirm(session: Session, proposal_id: int, actor: Actor) -> Proposal:
    """The secretary-general agrees: posts get their last and their first days, and the rest follows on the first day of
    the new term. NotPermitted where that day is past."""
    one = AGREEMENT.confirm(session, proposal_id, actor)
    closing = date.fromisoformat(one.facts["closing_date"])
    if closing < clock.today():
        raise NotPermitted(PAST)
    shorts = {row.id: row.short for row in session.scalars(select(Committee))}
    for passing in passings(session, one.subject_id, one.facts):
        post = passing.post
        posts.end_post(session, post, closing, actor)
        if passing.to is None or _holds(session, passing, closing):
            continue
        title = post.title
        if passing.scope != (post.scope_kind, post.scope_id):
            title = title.replace(shorts.get(post.scope_id, title), shorts.get(passing.scope[1], title))
        wish = Appointment(post.role, passing.scope, title, closing + timedelta(days=1))
        posts.give(session, passing.to.id, wish, actor)
    at = clock.start_of(closing + timedelta(days=1))
    jobs.add(session, SWITCH, {"proposal_id": one.id}, run_at=max(at, clock.now()))
    return one


def _holds(session: Session, passing: Passing, closing: date) -> bool:
    assert passing.to is not None, "a post that falls vacant is given to nobody"
    first = closing + timedelta(days=1)
    held = standing_in.held(session, passing.to.id, first, first)
    seat = (passing.post.role, *passing.scope)
    return any((one.role, one.scope_kind, one.scope_id) == seat for one in held if one.person_id == passing.to.id)
