"""What needs somebody this morning: letters that wait for his signature, then what is overdue, due today, due soon.

How long each takes is no measurement: the office sets a plain number of minutes per kind of step. Beside it stands what
has moved since the sheet before (dates near that are no step of his own yet, dates counted again), told here once
instead of in a message each.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.models import Act, WorkItem
from engine.process import Host
from engine.text import Text
from workflows.approval.models import ApprovalSeat
from workflows.cases.light import Colour, Light
from workflows.cases.models import Case
from workflows.documents.models import Document, DocumentKind
from workflows.notices.kinds import WITH_SHEET, NoticeKind
from workflows.notices.models import Notice
from workflows.notices.personal import hider
from workflows.reading import worklist
from workflows.reading.notices import visible
from workflows.settings.in_force import threshold
from workflows.settings.models import ItemKind

MOST = 100  # items and notes that one sheet may name
LONG_AGO = timedelta(days=7)  # where nobody got a sheet before
LETTERS = frozenset(
    {
        DocumentKind.LETTER,
        DocumentKind.REPORT,
        DocumentKind.SUPPLEMENT,
        DocumentKind.CORRECTION,
        DocumentKind.URGING_LETTER,
        DocumentKind.ESCALATION_LETTER,
    }
)
"""Papers that go out of the house once they are signed."""


@dataclass(frozen=True)
class Line:
    """One item that waits. `title` names no complainant; `is_secret`: it may not leave the house at all."""

    item_id: int
    title: str
    is_secret: bool
    number: str
    step: Text
    unit: str
    light: Light
    is_letter: bool
    minutes: int


@dataclass(frozen=True)
class Note:
    """What has come near or moved, and is no item of his own."""

    notice_id: int
    title: str
    is_secret: bool
    why: Text


@dataclass(frozen=True)
class Sheet:
    """`lines` in the order in which they should be done."""

    lines: tuple[Line, ...]
    notes: tuple[Note, ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.light.colour is Colour.RED for line in self.lines)

    def __bool__(self) -> bool:
        return bool(self.lines or self.notes)


def of_person(session: Session, host: Host, actor: Actor) -> Sheet:
    """The sheet of the actor as it stands now; an empty one is no message."""
    rows = worklist.inbox(session, host, actor, MOST)
    letters, kinds = _letters(session, {row.item_id for row in rows}), _kinds(session, {row.item_id for row in rows})
    pressing = [row for row in rows if row.item_id in letters or row.light.colour in (Colour.RED, Colour.AMBER)]
    pressing.sort(key=lambda row: row.item_id not in letters)  # stable: within each, first due first
    hide, secret = (
        hider(session, {row.case_id for row in pressing}),
        _secret(session, {row.case_id for row in pressing}),
    )
    lines = [
        Line(
            item_id=row.item_id,
            title=hide(row.title),
            is_secret=row.case_id in secret,
            number=row.number or "",
            step=row.step,
            unit=row.unit,
            light=row.light,
            is_letter=row.item_id in letters,
            minutes=_minutes(session, "sign" if row.item_id in letters else kinds[row.item_id]),
        )
        for row in pressing
    ]
    return Sheet(tuple(lines), tuple(_notes(session, actor, {row.item_id for row in pressing})))


def _letters(session: Session, item_ids: Collection[int]) -> set[int]:
    """Those of these items that sign a paper which then goes out."""
    found = (
        select(WorkItem.id)
        .join(ApprovalSeat, (ApprovalSeat.task_id == WorkItem.task_id) & (ApprovalSeat.position == WorkItem.position))
        .join(Document, Document.id == ApprovalSeat.document_id)
        .where(WorkItem.id.in_(item_ids), WorkItem.kind == ItemKind.SIGN_OFF, Document.kind.in_(LETTERS))
    )
    return set(session.scalars(found))


def _kinds(session: Session, item_ids: Collection[int]) -> dict[int, str]:
    """Whether an item is to be decided or filled in; the names of settings say how long that takes."""
    found = select(WorkItem.id, WorkItem.kind, WorkItem.act).where(WorkItem.id.in_(item_ids))
    decides = {ItemKind.REVIEW, ItemKind.COUNTERSIGN, ItemKind.SIGN_OFF}
    return {
        item_id: "decide" if kind in decides or act is Act.APPROVE else "fill"
        for item_id, kind, act in session.execute(found)
    }


def _minutes(session: Session, kind: str) -> int:
    return int(threshold(session, f"minutes_{kind}", clock.today()))


def _secret(session: Session, case_ids: Collection[int]) -> set[int]:
    return set(session.scalars(select(Case.id).where(Case.id.in_(case_ids), Case.is_undercover)))


def _notes(session: Session, actor: Actor, listed: Collection[int]) -> list[Note]:
    """Unread notices since the sheet before that are about no item listed here, of cases that he still sees."""
    rows = session.execute(
        select(Notice, Case)
        .join(Case, Case.id == Notice.case_id)
        .where(
            Notice.person_id == actor.person_id,
            Notice.kind.in_(WITH_SHEET),
            Notice.read_at.is_(None),
            Notice.created_at >= _since(session, actor.person_id),
            Notice.work_item_id.is_(None) | Notice.work_item_id.not_in(listed),
        )
        .order_by(Notice.id)
        .limit(MOST)
    ).all()
    cases = {case.id for _notice, case in rows}
    seen, hide = visible(session, actor, cases), hider(session, cases)
    return [
        Note(notice.id, hide(case.title), case.is_undercover, Text(*(hide(words) for words in notice.why)))
        for notice, case in rows
        if case.id in seen
    ]


def _since(session: Session, person_id: int) -> datetime:
    """When he got the sheet before today's."""
    before = select(func.max(Notice.created_at)).where(
        Notice.person_id == person_id,
        Notice.kind == NoticeKind.MORNING_SHEET,
        Notice.created_at < clock.start_of(clock.today()),
    )
    return session.scalar(before) or clock.now() - LONG_AGO
