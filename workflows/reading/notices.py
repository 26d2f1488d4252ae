"""The message centre: new tasks, what was circulated, and notices, as one list, latest first.

Tasks are read from the list of work and circulations from what is to be read, so that nothing is written twice. Of a
case that the reader may not see any more neither title nor words are shown.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal, select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM, Actor
from engine.db import Instant
from engine.journal import Event
from engine.models import Candidate, Instance, JournalEntry, Reading, Task, WorkItem
from engine.process import Host
from engine.queries import COUNT_LIMIT
from engine.text import Text
from workflows import access
from workflows.cases.models import Case
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice, Preference
from workflows.notices.personal import hider
from workflows.people import rights
from workflows.people.models import Person, Post
from workflows.people.roles import Role, ScopeKind
from workflows.reading.words import OUTSIDE, element_label, is_outside
from workflows.rectification.models import Track

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
AT_ONCE = timedelta(seconds=5)  # one transaction: what ends a step and what it opens
BACK = ("RETURN", "RETURNED", "PASSED_BACK", "RETURN_SUPPLEMENT")
"""Outcomes, and decisions on an item, by which a step goes back to somebody."""
TODO = Text("待您办理：{step}", "For you to do: {step}")
RETURNED = Text("{step}退回给您重新办理。", "{step} came back to you, to be done again.")
HIDDEN = Text("（您已不能查看这一案件）", "(a case that you may not see any more)")
UNTITLED = Text("（线索）", "(a lead)")


class Source(StrEnum):
    """Where a line is read from."""

    ITEM = "item"
    READING = "reading"
    NOTICE = "notice"


@dataclass(frozen=True)
class Line:
    """One notice as the reader may read it. `by`: None where nobody is named."""

    source: Source
    id: int
    kind: NoticeKind
    case_id: int | None
    title: Text
    number: str
    why: Text
    note: str
    by: Text | None
    at: datetime
    is_unread: bool


def unread(session: Session, actor: Actor) -> int:
    """How much is new to the actor; one statement."""
    asked = {"person": actor.person_id, "groups": sorted(actor.groups), "most": COUNT_LIMIT}
    return sum(session.execute(_UNREAD, asked).one())


def _is_his(actor: Actor) -> ColumnElement[bool]:
    return WorkItem.id.in_(select(Candidate.work_item_id).where(Candidate.group_key.in_(sorted(actor.groups))))


def _is_new(actor: Actor) -> ColumnElement[bool]:
    return and_(_is_his(actor), *_unseen(actor.person_id))


def _unseen(person_id: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Nobody who may do it has looked at it, and it came after the reader had marked everything as read."""
    until = select(Preference.read_until).where(Preference.person_id == person_id).scalar_subquery()
    return WorkItem.seen_at.is_(None), WorkItem.opened_at > func.coalesce(until, literal(LONG_AGO, Instant))


def _unread() -> Select[int, int, int]:
    """Made once, as every page asks it; it walks along the queues until it has counted enough."""
    person: BindParameter[int] = bindparam("person")
    groups: BindParameter[str] = bindparam("groups", expanding=True)
    notices = select(func.count(Notice.id)).where(Notice.person_id == person, Notice.read_at.is_(None))
    readings = select(func.count(Reading.id)).where(Reading.person_id == person, Reading.read_at.is_(None))
    queued = select(WorkItem.id).join(Candidate, Candidate.work_item_id == WorkItem.id)
    new = queued.where(Candidate.group_key.in_(groups), *_unseen(person)).distinct().limit(bindparam("most"))
    tasks = select(func.count()).select_from(new.subquery())
    return select(notices.scalar_subquery(), readings.scalar_subquery(), tasks.scalar_subquery())


_UNREAD = _unread()


def lines(
    session: Session,
    host: Host,
    actor: Actor,
    limit: int = 50,
    before: datetime | None = None,
    only_unread: bool = False,
) -> list[Line]:
    """A page of the list; the number of statements does not depend on what it holds."""
    found = [
        *_tasks(session, host, actor, limit, before, only_unread),
        *_readings(session, actor, limit, before, only_unread),
        *_notices(session, actor, limit, before, only_unread),
    ]
    found.sort(key=lambda line: line.at, reverse=True)
    return _shown(session, actor, found[:limit])


def _tasks(
    session: Session, host: Host, actor: Actor, limit: int, before: datetime | None, only_unread: bool
) -> list[Line]:
    item = WorkItem
    wanted = (
        select(item.id, item.instance_id, item.label, item.opened_at, Task.element, Instance.process)
        .add_columns(Case.id.label("case_id"), Case.title, Case.case_no, _is_new(actor).label("is_new"))
        .join(Task, Task.id == item.task_id)
        .join(Instance, Instance.id == item.instance_id)
        .join(Case, Case.id == Instance.matter_id)
        .where(_is_new(actor) if only_unread else _is_his(actor))
    )
    if before is not None:
        wanted = wanted.where(item.opened_at < before)
    rows = session.execute(wanted.order_by(item.opened_at.desc(), item.id.desc()).limit(limit)).all()
    back = returned(session, rows)
    return [
        Line(
            source=Source.ITEM,
            id=row.id,
            kind=NoticeKind.RETURNED if row.id in back else NoticeKind.TODO,
            case_id=row.case_id,
            title=_title(row.title),
            number=row.case_no or "",
            why=(RETURNED if row.id in back else TODO).format(
                step=Text(*row.label) if row.label else element_label(host, row.process, row.element)
            ),
            note="",
            by=None,
            at=row.opened_at,
            is_unread=bool(row.is_new),
        )
        for row in rows
    ]


def returned(session: Session, rows: Collection[Any]) -> set[int]:
    """Those of these items (each with `id`, `instance_id`, `element`, `opened_at`) that a return has opened."""
    instances = {row.instance_id for row in rows}
    sent_back = select(Task.instance_id, Task.ended_at).where(Task.instance_id.in_(instances), Task.outcome.in_(BACK))
    refused = select(WorkItem.instance_id, WorkItem.acted_at).where(
        WorkItem.instance_id.in_(instances), WorkItem.decision.in_(BACK)
    )
    found = [*session.execute(sent_back), *session.execute(refused)]
    by_outcome = [(instance_id, "", at) for instance_id, at in found if at is not None]
    streams = [f"instance:{instance_id}" for instance_id in instances]
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.stream.in_(streams), JournalEntry.event == Event.RETURNED)
    )
    by_hand = [(int(one.stream.partition(":")[2]), one.facts().get("to", ""), one.at) for one in entries]
    acts = by_outcome + by_hand
    return {
        row.id
        for row in rows
        for instance_id, element, at in acts
        if instance_id == row.instance_id and element in ("", row.element) and at <= row.opened_at <= at + AT_ONCE
    }


def _readings(session: Session, actor: Actor, limit: int, before: datetime | None, only_unread: bool) -> Iterable[Line]:
    wanted = (
        select(Reading, Case, Person.name)
        .join(Instance, Instance.id == Reading.instance_id)
        .join(Case, Case.id == Instance.matter_id)
        .outerjoin(Person, Person.id == Reading.sent_by)
        .where(Reading.person_id == actor.person_id)
    )
    if before is not None:
        wanted = wanted.where(Reading.sent_at < before)
    if only_unread:
        wanted = wanted.where(Reading.read_at.is_(None))
    named = _namer(session, actor)
    for reading, case, name in session.execute(wanted.order_by(Reading.id.desc()).limit(limit)):
        yield Line(
            source=Source.READING,
            id=reading.id,
            kind=NoticeKind.CIRCULATED,
            case_id=case.id,
            title=_title(case.title),
            number=case.case_no or "",
            why=Text("", ""),
            note=reading.note,
            by=named(reading.sent_by, name),
            at=reading.sent_at,
            is_unread=reading.read_at is None,
        )


def _notices(session: Session, actor: Actor, limit: int, before: datetime | None, only_unread: bool) -> Iterable[Line]:
    wanted = (
        select(Notice, Case, Person.name)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Person, Person.id == Notice.by_person_id)
        .where(Notice.person_id == actor.person_id)
    )
    if before is not None:
        wanted = wanted.where(Notice.created_at < before)
    if only_unread:
        wanted = wanted.where(Notice.read_at.is_(None))
    named = _namer(session, actor)
    for notice, case, name in session.execute(wanted.order_by(Notice.id.desc()).limit(limit)):
        yield Line(
            source=Source.NOTICE,
            id=notice.id,
            kind=notice.kind,
            case_id=notice.case_id,
            title=_title(case.title) if case else notice.kind.label,
            number=(case.case_no or "") if case else "",
            why=Text(*notice.why),
            note=notice.note,
            by=named(notice.by_person_id, name),
            at=notice.created_at,
            is_unread=notice.read_at is None,
        )


def _title(title: str) -> Text:
    return Text(title, title) if title else UNTITLED


def _namer(session: Session, actor: Actor) -> Callable[[int, str | None], Text | None]:
    """How a sender is named to the actor: a unit is not told which of the CPPCC's people it was, only its own."""
    colleagues: set[int] | None = None
    if is_outside(actor):
        here = (Post.scope_kind == ScopeKind.UNIT) & Post.scope_id.in_(_units(actor))
        colleagues = set(session.scalars(select(Post.person_id).where(here)))

    def named(person_id: int, name: str | None) -> Text | None:
        if name is None:
            return Text(SYSTEM.name, "the system")
        return Text(name, name) if colleagues is None or person_id in colleagues else OUTSIDE

    return named


def _units(actor: Actor) -> list[int]:
    """The units for which the actor answers."""
    return rights.places(actor, ScopeKind.UNIT, Role.UNIT_LIAISON, Role.UNIT_HEAD)


def _shown(session: Session, actor: Actor, found: Sequence[Line]) -> list[Line]:
    """Without the words of what has become invisible; a task is on his list, and so may be seen."""
    asked = {line.case_id for line in found if line.case_id is not None and line.source is not Source.ITEM}
    seen = visible(session, actor, asked)
    hide = hider(session, {line.case_id for line in found if line.case_id is not None})
    return [
        _without(line, hide)
        if line.case_id is None or line.source is Source.ITEM or line.case_id in seen
        else _blank(line)
        for line in found
    ]


def _without(line: Line, hide: Callable[[str], str]) -> Line:
    title, why = (Text(hide(words.zh), hide(words.en)) for words in (line.title, line.why))
    return replace(line, title=title, why=why, note=hide(line.note))


def _blank(line: Line) -> Line:
    return replace(line, title=HIDDEN, number="", why=Text("", ""), note="", by=None)


def visible(session: Session, actor: Actor, case_ids: Collection[int]) -> set[int]:
    """Which of these cases the actor sees, as one inside or as a unit that has a track in them."""
    if not case_ids:
        return set()
    cases = session.scalars(select(Case).where(Case.id.in_(case_ids))).all()
    seen = set(access.views_of(session, actor, cases))
    if units := _units(actor):
        own = select(Track.case_id).where(Track.unit_id.in_(units), Track.case_id.in_(case_ids))
        seen.update(session.scalars(own))
    return seen
