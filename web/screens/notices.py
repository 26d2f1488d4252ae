"""The message centre (通知): what came to the reader, latest first, each leading to what it is about."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import commands
from engine.errors import NotFound
from engine.models import Instance, ItemState, WorkItem
from engine.text import Text
from web import shell
from web.auth import actor
from web.screens import look
from web.transaction import reading, writing
from web.words import fmt_instant, t, tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.notices import marking
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.reading import notices
from workflows.reading.notices import Line, Source

pages = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = 50
ICONS = {
    NoticeKind.TODO: "inbox",
    NoticeKind.RETURNED: "arrow-back-up",
    NoticeKind.CIRCULATED: "eye",
    NoticeKind.MORNING_SHEET: "list-check",
    NoticeKind.REMINDER: "clock",
    NoticeKind.PROPOSED: "bolt",
    NoticeKind.URGED: "bolt",
    NoticeKind.HANDED_OVER: "send",
    NoticeKind.DATE_MOVED: "calendar",
    NoticeKind.DECIDED: "clipboard-check",
    NoticeKind.DELEGATED: "user",
    NoticeKind.ADDRESS_REFUSED: "mail",
}


@pages.get("")
def index() -> str:
    """What is new, or everything."""
    only_unread = request.args.get("all") != "1"
    with reading() as session:
        found = notices.lines(session, DOMAIN, actor(), PAGE, _before(), only_unread)
        count = shell.count_unread(session, actor())
    older = {"before": found[-1].at.isoformat()} if len(found) == PAGE else {}
    return render_template(
        "notices.html",
        title=t("通知", "Notices"),
        subtitle=t(f"{count}条未读", f"{count} unread") if count else t("全部已读", "All read"),
        tabs=[
            {"label": t("未读", "Unread"), "href": url_for("notices.index"), "is_here": only_unread, "count": count},
            {"label": t("全部", "All"), "href": url_for("notices.index", all=1), "is_here": not only_unread},
        ],
        rows=[_row(line) for line in found],
        only_unread=only_unread,
        has_unread=count > 0,
        older_href=url_for("notices.index", **({} if only_unread else {"all": 1}), **older) if older else "",
    )


def _before() -> datetime | None:
    try:
        found = datetime.fromisoformat(request.args.get("before", "").replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _row(line: Line) -> dict[str, Any]:
    addresses = {
        Source.ITEM: ("task.show", "item_id"),
        Source.READING: ("work.open_reading", "reading_id"),
        Source.NOTICE: ("notices.open_one", "notice_id"),
    }
    endpoint, name = addresses[line.source]
    can_mark = line.is_unread and line.source is not Source.ITEM
    return {
        "href": url_for(endpoint, **{name: line.id}),
        "icon": ICONS[line.kind],
        "kind": tr(line.kind.label),
        "is_pressing": line.kind in (NoticeKind.URGED, NoticeKind.RETURNED),
        "title": tr(line.title),
        "number": line.number,
        "why": tr(line.why),
        "note": line.note,
        "by": tr(line.by),
        "at": fmt_instant(line.at),
        "is_unread": line.is_unread,
        "mark": url_for("notices.mark_one", source=line.source.value, row_id=line.id) if can_mark else "",
    }


@pages.get("/<int:notice_id>")
def open_one(notice_id: int) -> Response:
    """Open what a notice is about; from now on it is read."""
    with writing() as session:
        notice = marking.mark_read(session, notice_id, actor())
        address = _address(session, notice)
    return redirect(address)


def _address(session: Session, notice: Notice) -> str:
    """The item while it waits, afterwards its case or track; of one's own mailbox the settings."""
    if notice.kind is NoticeKind.MORNING_SHEET:
        return url_for("morning.show")
    if notice.kind is NoticeKind.DELEGATED:
        return url_for("delegations.mine")
    if notice.instance_id is None:
        return url_for("account.mine", _anchor="notices")
    if notice.work_item_id is not None and _is_open(session, notice.work_item_id):
        return url_for("task.show", item_id=notice.work_item_id)
    return look.case_address(session, actor(), session.get_one(Instance, notice.instance_id))


def _is_open(session: Session, item_id: int) -> bool:
    """Whether the reader still finds the item as something to be done."""
    try:
        item: WorkItem = access.item_for(session, actor(), item_id)
    except NotFound:
        return False
    return item.state is ItemState.OPEN


@pages.post("/<source>/<int:row_id>/read")
def mark_one(source: str, row_id: int) -> Response:
    """Read, though not opened."""
    with writing() as session:
        if source == Source.NOTICE:
            marking.mark_read(session, row_id, actor())
        elif source == Source.READING:
            commands.mark_read(session, row_id, actor=actor())
        else:
            raise NotFound
    return redirect(_back())


@pages.post("/read")
def mark_all() -> Response:
    """Everything that has come until now is read."""
    with writing() as session:
        marking.mark_all_read(session, actor())
    shell.say(Text("已全部标为已读。", "Everything is marked as read."))
    return redirect(_back())


def _back() -> str:
    return url_for("notices.index", all=1) if request.form.get("all") == "1" else url_for("notices.index")
