"""Delegations, and what was decided under them, as their pages want them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.process import Host
from engine.text import Text, day_in_words
from web.screens import look
from web.words import fmt_day, fmt_instant, t, tr
from workflows import in_name
from workflows.people import candidates, standing_in
from workflows.people.models import Delegation, Person, Post
from workflows.reading import in_name as names
from workflows.reading.in_name import Line

Row = dict[str, Any]
COMING, RUNNING = Text("未开始", "To come"), Text("进行中", "Running")
OVER, TAKEN_BACK = Text("已结束", "Over"), Text("已收回", "Taken back")
DECIDED = Text("代办{n}项", "{n} decided")
WAITS = Text(
    "委托期间，{name}以您的名义办理了{n}项，如有异议请最迟于{day}提出。",
    "{name} decided {n} in your name; object by {day}.",
)
LATE = Text("异议期限已于{day}截止，仅供查阅。", "The time for objections ended on {day}; read only.")
MAY = Text(
    "最迟{day}可逐项提出异议：告知案件承办人和专委会主任并记入案件，已作的决定不自动撤销。",
    "You may object to a line by {day}: the case's officers and director are told and it stands on the case; nothing "
    "is undone by itself.",
)
STANDS_IN = Text("您正在代行{post} {holder}的职务，至{day}。", "You stand in for {holder}, {post}, until {day}.")


def post_words(session: Session, post: Post) -> str:
    """A post with its place, for a person may hold the same one in several: 市政协副主席（城建委）."""
    place = candidates.place_of(session, post.group)
    return t(f"{post.title}（{place}）", f"{post.title} ({place})") if place else post.title


def rows(session: Session, actor: Actor, found: Sequence[Delegation], *, may_end: bool) -> list[Row]:
    """A list of delegations; `may_end`: the reader may take back what is not over."""
    makers = {one.made_by for one in found if one.made_by and one.made_by != one.post.person_id}
    by = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(makers))).all())
    return [_row(session, actor, one, by, may_end=may_end) for one in found]


def _row(session: Session, actor: Actor, one: Delegation, by: Mapping[int, str], *, may_end: bool) -> Row:
    is_over = one.ends_at <= clock.now()
    is_own = actor.person_id in (one.post.person_id, one.to_person_id)
    shown = is_own and (one.decided > 0 if one.reported_at else one.begins_at <= clock.now())
    return {
        "id": one.id,
        "post": post_words(session, one.post),
        "holder": one.post.person.name,
        "to": one.delegate.name,
        "days": span(one),
        "basis": one.basis,
        "state": tr(_state(one)),
        "is_over": is_over,
        "by": by.get(one.made_by or 0, ""),
        "warning": _warning(session, one) if may_end and not is_over else "",
        "take_back": url_for("delegations.take_back", delegation_id=one.id) if may_end and not is_over else "",
        "list_href": url_for("delegations.show", delegation_id=one.id) if shown else "",
        "decided": _decided(one),
        "is_reported": is_own and one.reported_at is not None,
        "limit": _limit(one) if is_own and one.decided and in_name.may_object(one, actor) else "",
    }


def _decided(one: Delegation) -> str:
    if one.reported_at is None:
        return t("代办事项", "What was decided")
    return tr(DECIDED.format(n=one.decided)) if one.decided else t("没有代办事项", "nothing was decided")


def span(one: Delegation) -> str:
    return " – ".join(dict.fromkeys((fmt_day(one.valid_from), fmt_day(one.valid_until))))


def _state(one: Delegation) -> Text:
    if one.revoked_at is not None:
        return TAKEN_BACK
    if one.ends_at <= clock.now():
        return OVER
    return COMING if one.begins_at > clock.now() else RUNNING


def _warning(session: Session, one: Delegation) -> str:
    """The delegate has gone away since: whoever has lent to him should know."""
    assert one.valid_from is not None, "a delegation has both its days"
    assert one.valid_until is not None, "a delegation has both its days"
    return tr(standing_in.away(session, one.delegate, max(one.valid_from, clock.today()), one.valid_until))


def _limit(one: Delegation) -> str:
    day = fmt_day(clock.day_of(one.objections_until)) if one.objections_until else ""
    return t(f"最迟{day}可提出异议", f"object by {day}")


def news(waiting: Sequence[Delegation], running: Sequence[Delegation]) -> list[Row]:
    """What the first page tells of delegations: a list to look through, and for whom the reader stands in."""
    found = []
    for one in waiting:
        day = day_in_words(clock.day_of(one.objections_until)) if one.objections_until else Text("", "")
        text = WAITS.format(name=one.delegate.name, n=one.decided, day=day)
        href = url_for("delegations.show", delegation_id=one.id)
        found.append({"text": tr(text), "href": href, "label": t("查看", "Look")})
    stood_for = ((one.post.person.name, one.post.title, one.valid_until) for one in running)
    for holder, post, until in dict.fromkeys(stood_for):
        text = STANDS_IN.format(holder=holder, post=post, day=day_in_words(until))
        found.append({"text": tr(text), "href": url_for("delegations.mine"), "label": t("委托", "Delegations")})
    return found


def listed(session: Session, host: Host, actor: Actor, one: Delegation) -> Row:
    """The page of one delegation: what it was, what was decided, and until when its holder may object."""
    found = names.lines(session, host, one, actor)
    may_object = in_name.may_object(one, actor)
    addresses = {line.instance.id: look.case_address(session, actor, line.instance) for line in found if line.title}
    return {
        "title": t("代办事项", "What was decided"),
        "subtitle": t(
            f"{one.delegate.name}代{one.post.person.name}办理", f"by {one.delegate.name} for {one.post.person.name}"
        ),
        "crumbs": [
            {"label": t("请假与委托", "Absence and delegation"), "href": url_for("delegations.mine")},
            {"label": t("代办事项", "What was decided")},
        ],
        "facts": [
            {"label": t("职务", "Post"), "value": post_words(session, one.post)},
            {"label": t("期间", "Days"), "value": span(one)},
            {"label": t("授权依据", "Authorised by"), "value": one.basis},
            {"label": t("状态", "State"), "value": f"{tr(_state(one))} {fmt_instant(one.revoked_at)}".strip()},
        ],
        "told": tr(_told(one, actor, len(found))),
        "is_late": one.objections_until is not None and not may_object,
        "lines": [_line(line, addresses, may_object) for line in found],
    }


def _told(one: Delegation, actor: Actor, count: int) -> Text:
    """Whether and until when the reader may object."""
    if one.post.person_id != actor.person_id:
        return Text("委托人可在委托结束后提出异议。", "The principal may object when the delegation is over.")
    if one.objections_until is None:
        return Text("委托结束后可提出异议。", "You may object when the delegation is over.")
    day = day_in_words(clock.day_of(one.objections_until))
    if not in_name.may_object(one, actor):
        return LATE.format(day=day)
    if not count:
        return Text("没有以您的名义办理的事项。", "Nothing was decided in your name.")
    return MAY.format(day=day)


def _line(line: Line, addresses: Mapping[int, str], may_object: bool) -> Row:
    return {
        "item_id": line.item_id,
        "step": tr(line.step) + (f" · {tr(line.kind)}" if line.kind else ""),
        "title": line.title or t("（您现在无权查看此案）", "(a case that you may not see now)"),
        "number": line.number or "",
        "href": addresses.get(line.instance.id, ""),
        "at": fmt_instant(line.at),
        "verdict": look.verdict(line.decision),
        "opinion": look.beside_verdict(line.decision, line.opinion or ""),
        "is_undone": line.is_undone,
        "objected": fmt_instant(line.objected_at),
        "objection": line.objection,
        "may_object": may_object and line.objected_at is None,
    }
