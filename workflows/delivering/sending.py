"""One message: written when it leaves, from what is true then; sent without a transaction; refusals are kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor, person_group
from engine.models import Instance, ItemState, Job, Reading, Task, WorkItem
from engine.process import Host, JobKind
from engine.text import Text
from workflows import morning_sheet
from workflows.cases.models import Case
from workflows.delivering import sheet_words, templates
from workflows.delivering.fan_out import SEND, Told
from workflows.delivering.templates import Facts, Words
from workflows.delivering.ways import Channel, Outgoing, Refused, Ways
from workflows.notices.choosing import preference_of
from workflows.notices.kinds import NoticeKind, Way
from workflows.notices.models import Notice, Preference
from workflows.notices.news import ways_of
from workflows.notices.personal import hider
from workflows.people.actors import actor_of
from workflows.people.models import Account, Cppcc, Person
from workflows.reading.notices import visible
from workflows.reading.words import step_label

ATTEMPTS = 5
PATHS = {"item": "/work/{}", "notice": "/notices/{}", "reading": "/to-read/{}"}
"""Where a message leads; the pages ask for the login and go on to the item."""
SAID = frozenset({NoticeKind.DECIDED, NoticeKind.URGED, NoticeKind.DELEGATED})
"""Kinds whose own sentence says more than the kind does."""
LABELS = {
    Way.MAIL: Text("发送邮件通知", "Send a notice by mail"),
    Way.SMS: Text("发送短信通知", "Send a notice by SMS"),
    Way.DINGTALK: Text("发送钉钉通知", "Send a notice by DingTalk"),
}
STOPPED = Text(
    "发往您邮箱的通知被拒收，已停止发送邮件，请核对邮箱地址。",
    "Mail to your address was refused. No more is sent; please check the address.",
)


class Ready(NamedTuple):
    """A message and the way that it goes."""

    channel: Channel
    message: Outgoing


class About(NamedTuple):
    """What a message is about, as it stands now; `item` where there is one that waits, no `instance` where it is about
    no case."""

    instance: Instance | None
    item: WorkItem | None
    said: Text | None


def read(session: Session, payload: dict[str, Any], host: Host) -> Ready | None:
    """The message, or None where it is of no use any more: done, read, not to be seen, not wanted."""
    ways, way = ways_of(session), Way(payload["way"])
    person = session.get_one(Person, payload["person_id"])
    account = session.scalar(select(Account).where(Account.person_id == person.id, Account.disabled_at.is_(None)))
    preference = session.get(Preference, person.id) or Preference(person_id=person.id, mail="", ways={})
    channel = ways.channels.get(way) if isinstance(ways, Ways) else None
    to = channel.address(person, preference) if channel is not None else ""
    if account is None or channel is None or not to:
        return None
    assert isinstance(ways, Ways)
    actor = actor_of(session, person.id)
    told = [Told(person.id, NoticeKind(one[0]), *one[1:]) for one in payload["told"]]
    wanted = [one for one in told if preference.wants(way, one.kind)]
    words = _words(session, host, actor, wanted, account.language, ways.base)
    if words is None:
        return None
    return Ready(channel, Outgoing(f"{payload['job']}-{payload['at']}", to, *words, account.language))


def _words(session: Session, host: Host, actor: Actor, told: Sequence[Told], language: str, base: str) -> Words | None:
    """A morning sheet goes alone, as it stands when it leaves, unless it was opened already."""
    if any(one.kind is NoticeKind.MORNING_SHEET and _is_unread(session, one) for one in told):
        sheet = morning_sheet.of_person(session, host, actor)
        return sheet_words.written(sheet, _city(session, actor), language, base) if sheet else None
    facts = [found for one in told if (found := _facts(session, host, one, actor, base)) is not None]
    return templates.written(facts, language, base) if facts else None


def _is_unread(session: Session, told: Told) -> bool:
    return session.get_one(Notice, told.id).read_at is None


def _city(session: Session, actor: Actor) -> str:
    own = session.get_one(Person, actor.person_id).cppcc_id
    return session.get_one(Cppcc, own).short if own is not None else ""


def _about(session: Session, told: Told, actor: Actor) -> About | None:
    """What it is about, if the person still finds it there: deny first, for a mailbox lies outside."""
    if told.what == "item":
        item = session.get_one(WorkItem, told.id)
        return _of_item(session, item) if _has(actor, item) else None
    is_notice = told.what == "notice"
    row = session.get_one(Notice, told.id) if is_notice else session.get_one(Reading, told.id)
    if row.read_at is not None:
        return None
    said = Text(*row.why) if isinstance(row, Notice) and row.kind in SAID else None
    if isinstance(row, Notice) and row.work_item_id is not None:
        item = session.get_one(WorkItem, row.work_item_id)
        return _of_item(session, item) if _has(actor, item) else None
    if row.instance_id is None:
        return About(None, None, said)
    instance = session.get_one(Instance, row.instance_id)
    return About(instance, None, said) if visible(session, actor, [instance.matter_id]) else None


def _has(actor: Actor, item: WorkItem) -> bool:
    groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
    return item.state is ItemState.OPEN and actor.standing_for(groups) is not None


def _of_item(session: Session, item: WorkItem) -> About:
    return About(session.get_one(Instance, item.instance_id), item, None)


def _facts(session: Session, host: Host, told: Told, actor: Actor, base: str) -> Facts | None:
    about = _about(session, told, actor)
    if about is None:
        return None
    instance, item, link = about.instance, about.item, base + PATHS[told.what].format(told.id)
    if instance is None:
        return Facts(told.kind, _city(session, actor), None, "", None, None, about.said, link)
    case = session.get_one(Case, instance.matter_id)
    hide = hider(session, [case.id])
    task = session.get_one(Task, item.task_id) if item is not None else None
    said = None if case.is_undercover else about.said
    return Facts(
        kind=told.kind,
        city=session.get_one(Cppcc, case.cppcc_id).short,
        title="" if case.is_undercover else hide(case.title),
        number=case.case_no or "",
        step=step_label(host, instance.process, task, item) if task is not None else None,
        due_on=clock.day_of(item.due_at) if item is not None and item.due_at is not None else None,
        said=Text(hide(said.zh), hide(said.en)) if said is not None else None,
        link=link,
    )


def send(ready: Ready | None) -> Refused | None:
    """Hand it over. Raises NotSent, and the job is tried again; a refusal is an answer."""
    if ready is None:
        return None
    try:
        ready.channel.send(ready.message)
    except Refused as refusal:
        return refusal
    return None


def keep(session: Session, job: Job, refusal: Refused | None, _host: Host) -> dict[str, Any]:
    """Whoever cannot be reached under his address is told so in the product, once; nothing more goes there."""
    if refusal is None:
        return {}
    person_id = int(job.payload["person_id"])
    preference = preference_of(session, person_id)
    if preference.refused_at is None:
        preference.refused_at, preference.refusal = clock.now(), list(refusal.text)
        notice = Notice(
            person_id=person_id,
            kind=NoticeKind.ADDRESS_REFUSED,
            why=list(STOPPED),
            note="",
            by_person_id=0,
            created_at=clock.now(),
        )
        session.add(notice)
    return {}


SENDING = {
    way: JobKind(SEND[way], LABELS[way], send, keep, attempts=ATTEMPTS, read=read, shares_incident=True) for way in Way
}
