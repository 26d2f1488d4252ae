"""The lists of one's own work: to do, done, begun, to read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import commands, queries
from engine.models import Reading, Task, WorkItem
from engine.queries import Position
from engine.text import Text
from web import shell
from web.auth import actor
from web.numbers import number
from web.screens import calendar, delegations, look
from web.transaction import reading, writing
from web.words import fmt_day, fmt_instant, t, tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.cases import state_words
from workflows.cases.models import CaseKind
from workflows.entering.form import RECORDED_VIA
from workflows.people import rights
from workflows.people.rights import Action
from workflows.reading import for_leader as leaders
from workflows.reading import to_enter as entries
from workflows.reading import worklist

pages = Blueprint("work", __name__)
PAGE = 50


@pages.get("/")
def home() -> Response:
    """The work comes first."""
    return redirect(url_for("work.inbox"))


@pages.get("/inbox")
def inbox() -> str:
    """What is to be done, most pressing first."""
    me = actor()
    with reading() as session:
        rows = worklist.inbox(session, DOMAIN, me, PAGE, _after())
        total = shell.count_open(session, me)
        done = queries.done_since(session, me.person_id, shell.week_start())
        today = sum(1 for row in rows if row.light.is_today)
        preview = _preview(session, rows[0].item_id) if rows else None
        to_keep, news = calendar.to_keep(session), delegations.news(session)
    groups = [
        {"key": key, "label": tr(label), "count": len(found), "items": _rows(found)}
        for key, label, found in worklist.grouped(rows)
    ]
    if groups:
        groups[0]["items"][0]["is_selected"] = True
    last = rows[-1].position if len(rows) == PAGE else None
    return render_template(
        "inbox.html",
        title=t("待办", "To do"),
        subtitle=_subtitle(total, today, done),
        acts=_acts(),
        to_keep=to_keep,
        news=news,
        chips=[],
        sort=None,
        groups=groups,
        preview=preview,
        empty_words={
            "title": t("没有待办", "Nothing to do"),
            "text": t(f"本周已办{done}项。", f"You have done {done} this week."),
            "href": url_for("work.done"),
            "href_label": t("看已办", "See what is done"),
        },
        older_href=url_for("work.inbox", after=f"{last.due_at.isoformat()}|{last.work_item_id}") if last else "",
        newer_href="",
    )


def _addresses(endpoint: str) -> Callable[[int], str]:
    """The addresses of items, for a list: the router is asked once and not for every line."""
    before, _, after = url_for(endpoint, item_id=0).rpartition("/0")
    return lambda item_id: f"{before}/{item_id}{after}"


def _rows(listed: Sequence[worklist.Row]) -> list[dict[str, Any]]:
    """The lines of the inbox."""
    address, preview = _addresses("task.show"), _addresses("work.preview")
    return [{"href": address(found.item_id), "preview_href": preview(found.item_id), **_row(found)} for found in listed]


def _row(found: worklist.Row) -> dict[str, Any]:
    came = found.came_from
    return {
        "is_selected": False,
        "is_unread": found.is_unread,
        "is_urgent": found.priority == "URGENT",
        "title": found.title,
        "number": found.number or "",
        "units": found.unit,
        "step": tr(found.step),
        "kind": "topic" if found.kind is CaseKind.CONSULTATION else "case",
        "source": f"{came.post} {came.who}".strip() if came else "",
        "source_at": fmt_instant(came.at) if came else fmt_instant(found.opened_at),
        "light": look.shown_light(found.light),
        "claimable": False,
        "note": "",
    }


def _subtitle(total: int, today: int, done: int) -> str:
    many = f"{queries.COUNT_LIMIT - 1}+" if total >= queries.COUNT_LIMIT else str(total)
    parts = [t(f"{many}项", f"{many} items")]
    if today:
        parts.append(t(f"其中{today}项今天到期", f"{today} due today"))
    return t("，", ", ").join(parts) + t(f" · 本周已办{done}项", f" · {done} done this week")


def _acts() -> list[dict[str, Any]]:
    if not rights.may(Action.REGISTER_LEAD, actor()):
        return []
    href = url_for("cases.new_lead")
    return [{"label": t("登记线索", "Register a lead"), "href": href, "icon": "plus", "is_primary": False}]


def _after() -> Position | None:
    due, _, item = request.args.get("after", "").partition("|")
    try:
        return Position(datetime.fromisoformat(due), int(item)) if item else None
    except ValueError:
        return None


@pages.get("/inbox/<int:item_id>/preview")
def preview(item_id: int) -> str:
    """What the row does not say, for the pane beside the list."""
    with reading() as session:
        return render_template("partials/inbox_preview.html", preview=_preview(session, item_id))


def _preview(session: Session, item_id: int) -> dict[str, Any]:
    item = access.item_for(session, actor(), item_id)
    task = session.get_one(Task, item.task_id)
    instance = look.instance_of(session, item)
    found = look.context(session, DOMAIN, actor(), instance, task, item, brief=True)
    return {
        "step": found["item"]["step"],
        "kind": found["item"]["kind"],
        "light": found["item"]["light"],
        "number": found["item"]["number"],
        "title": found["title"].split(t("：", ": "), 1)[-1],
        "changed": "",
        "opinions": found["opinions"][:2],
        "files": found["files"][:6],
        "facts": found["facts"],
        "href": url_for("task.show", item_id=item_id),
        "case_href": found["item"]["case_href"],
    }


@pages.get("/done")
def done() -> str:
    """What the reader has done, latest first."""
    before = request.args.get("before", "")
    with reading() as session:
        rows = worklist.done(session, DOMAIN, actor(), PAGE, number(before))
        shown = [_done_row(session, row) for row in rows]
    older = url_for("work.done", before=rows[-1].item_id) if len(rows) == PAGE else ""
    is_whole = not (older or before)
    return _list(
        t("已办", "Done"), shown, older, t("还没有办过事项", "Nothing done yet"), t("办理时间", "Done"), is_whole
    )


def _done_row(session: Session, row: worklist.DoneRow) -> dict[str, Any]:
    words = look.verdict(row.decision)
    instance = look.instance_of(session, session.get_one(WorkItem, row.item_id))
    return {
        "href": look.case_address(session, actor(), instance),
        "title": row.title,
        "number": row.number or "",
        "step": tr(row.step),
        "kind": "case",
        "outcome": t("：", ": ").join(part for part in (words, row.opinion or "") if part),
        "who": t(f"代录：{row.is_entered_for}", f"for {row.is_entered_for}") if row.is_entered_for else row.unit,
        "at": fmt_instant(row.done_at),
        "light": look.shown_light(row.light),
        "is_unread": False,
    }


@pages.get("/started")
def started() -> str:
    """Cases that the reader began."""
    with reading() as session:
        rows = worklist.started(session, actor(), PAGE)
    shown = [
        {
            "href": url_for("cases.show", case_id=row.case_id),
            "title": row.title,
            "number": row.number or "",
            "step": tr(state_words.STATES[row.state]),
            "kind": "case",
            "outcome": "",
            "who": "",
            "at": fmt_instant(row.begun_at),
            "light": None,
            "is_unread": False,
        }
        for row in rows
    ]
    return _list(
        t("我发起", "Started by me"),
        shown,
        "",
        t("没有发起过事项", "You have started nothing"),
        t("登记", "Registered"),
    )


@pages.get("/to-read")
def to_read() -> str:
    """What was circulated to the reader."""
    with reading() as session:
        rows = worklist.to_read(session, actor(), PAGE)
    shown = [
        {
            "href": url_for("work.open_reading", reading_id=row.reading_id),
            "title": row.title,
            "number": row.number or "",
            "step": t("传阅", "To read"),
            "kind": "case",
            "outcome": row.note,
            "who": "",
            "at": fmt_instant(row.sent_at),
            "light": None,
            "is_unread": True,
        }
        for row in rows
    ]
    return _list(t("待阅", "To read"), shown, "", t("没有待阅", "Nothing to read"), t("送来", "Sent"))


@pages.get("/to-read/<int:reading_id>")
def open_reading(reading_id: int) -> Response:
    """Open what was circulated; from now on it is read."""
    with writing() as session:
        found = commands.mark_read(session, reading_id, actor=actor())
        instance = look.instance_of(session, session.get_one(Reading, found.id))
        address = look.case_address(session, actor(), instance)
    return redirect(address)


VIA = {option.value: option.text for option in RECORDED_VIA}
LATER = Text("尚未到该环节", "Its turn has not come")


@pages.get("/for-leader")
def for_leader() -> str:
    """What waits for the leader whom the reader serves, to be read out to him and entered when he has signed."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_LEADERS_LIST)
        found = leaders.for_leader(session, DOMAIN, actor())
    address = _addresses("task.show")
    rows = [
        {
            "href": f"{address(one.row.item_id)}?entry=1",
            "title": one.row.title,
            "number": one.row.number or "",
            "step": tr(one.row.step),
            "kind": "case",
            "outcome": one.row.unit,
            "who": one.leader,
            "at": fmt_instant(one.row.opened_at) if one.row.opened_at else "",
            "light": look.shown_light(one.row.light),
            "is_unread": False,
        }
        for one in found
    ]
    return _list(
        t("领导待办", "My leader's list"),
        rows,
        "",
        t("领导没有待办", "Nothing waits for your leader"),
        t("到达", "Since"),
        who=t("领导", "Leader"),
    )


@pages.get("/to-enter")
def to_enter() -> str:
    """What units sent on paper or said by telephone, and nobody has entered yet."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_TO_ENTER)
        rows = entries.to_enter(session, DOMAIN, actor())
    return _list(
        t("待代录", "To enter"),
        [_to_enter_row(row) for row in rows],
        "",
        t("没有待代录的来文", "Nothing to enter"),
        t("登记", "Registered"),
    )


def _to_enter_row(row: entries.ToEnter) -> dict[str, Any]:
    came = t(f"{tr(VIA[row.via])}收文 ", f"{tr(VIA[row.via])}, received ") + fmt_day(row.received_on)
    return {
        "href": _entered_at(row),
        "title": row.title,
        "number": row.number or "",
        "step": tr(row.step),
        "kind": "case",
        "outcome": " · ".join([row.unit, row.document, came] + ([] if row.item_id or row.process else [tr(LATER)])),
        "who": row.registered_by,
        "at": fmt_instant(row.registered_at),
        "light": look.dated_light(row.light),
        "is_unread": False,
    }


def _entered_at(row: entries.ToEnter) -> str:
    """Where it is entered, begun from its document; the track where its turn has not come."""
    if row.item_id:
        return url_for("task.show", item_id=row.item_id, entry=1, document=row.document_id)
    if row.process:
        return url_for("start.ask", process=row.process, subject_id=row.track_id, document=row.document_id)
    return url_for("units.track", track_id=row.track_id)


def _list(
    title: str, rows: list[dict[str, Any]], older: str, empty: str, at: str, is_whole: bool = True, who: str = ""
) -> str:
    """A list of rows; `is_whole`: they are all there are and can be counted; `at`, `who`: heads of columns."""
    return render_template(
        "worklist.html",
        title=title,
        subtitle=t(f"{len(rows)}项", f"{len(rows)} items") if rows and is_whole else "",
        tabs=[],
        rows=rows,
        columns={"who": who or t("来自", "From"), "at": at},
        mark_all="",
        empty_words={"title": empty, "text": ""},
        older_href=older,
        newer_href="",
    )
