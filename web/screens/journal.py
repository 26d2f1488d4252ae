"""记录审计: the journal, for the auditor alone, with filters and pages; and whether every chain of it is whole."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import func, select

from engine import journal as the_journal
from engine.models import JournalEntry
from engine.text import Text
from web.auth import actor
from web.numbers import number
from web.screens import house
from web.transaction import reading
from web.words import fmt_instant, t, tr
from workflows import access
from workflows.people import lookup
from workflows.people.rights import Action
from workflows.reading import journal

pages = Blueprint("journal", __name__, url_prefix="/admin/journal")
BROKEN = {
    "an entry is missing": Text("缺少一条记录", "an entry is missing"),
    "the entry was changed": Text("记录被改动", "the entry was changed"),
    "the tail was cut": Text("末尾被截去", "the tail was cut"),
    "the whole stream was deleted": Text("整段记录被删除", "the whole stream was deleted"),
    "the anchor was changed or one before it deleted": Text("锚点被改动或删除", "an anchor was changed or deleted"),
    "it differs from what was anchored": Text("与锚定时不一致", "it differs from what was anchored"),
}


@pages.get("")
def index() -> str:
    """Entries, the latest first."""
    wanted = journal.Filter(
        house.sought("stream"),
        house.sought("event"),
        number(request.args.get("person", "")),
        _day("first"),
        _day("last"),
    )
    with reading() as session:
        access.authorize(session, actor(), Action.READ_JOURNAL)
        found = journal.entries(session, wanted, house.PAGE, house.after())
        who = lookup.labels(session, "person", [wanted.person_id]) if wanted.person_id else {}
    at = request.args.to_dict()
    return render_template(
        "journal.html",
        title=t("操作记录", "Journal"),
        rows=[_row(line) for line in found],
        more_href=url_for("journal.index", **{**at, "after": found[-1].id}) if len(found) == house.PAGE else "",
        action=request.path,
        fields=_fields(wanted),
        person=[{"id": one.id, "label": one.label} for one in who.values()],
        pick_url=url_for("lookup.pick", kind="person"),
        verify_href=url_for("journal.verify"),
    )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _fields(wanted: journal.Filter) -> list[dict[str, Any]]:
    events = [(str(event), tr(words)) for event, words in journal.WORDS.items()]
    return [
        house.select_field("stream", t("范围", "About"), [(key, tr(words)) for key, words in journal.STREAMS.items()]),
        house.select_field("event", t("事项", "Event"), events),
        {"name": "first", "label": t("从", "From"), "kind": "date", "value": wanted.first or "", "options": []},
        {"name": "last", "label": t("到", "Until"), "kind": "date", "value": wanted.last or "", "options": []},
    ]


def _row(line: journal.Line) -> dict[str, Any]:
    who, for_whom = line.who or t("系统", "the system"), line.on_behalf_of
    return {
        "at": fmt_instant(line.at),
        "event": tr(line.event),
        "who": f"{line.post} {who}".strip() + (t(f"（代{for_whom}）", f" for {for_whom}") if for_whom else ""),
        "where": f"{line.stream} #{line.seq}",
        "facts": [{"key": key, "value": value} for key, value in line.facts],
    }


@pages.post("/verify")
def verify() -> str:
    """Follow every chain now, and name the first broken link of each."""
    with reading() as session:
        access.authorize(session, actor(), Action.READ_JOURNAL)
        broken = list(the_journal.verify(session))
        count = session.scalar(select(func.count()).select_from(JournalEntry)) or 0
    return render_template(
        "journal_verified.html",
        title=t("记录完整性", "Whether the journal is whole"),
        crumbs=[
            {"label": t("操作记录", "Journal"), "href": url_for("journal.index")},
            {"label": t("完整性", "Whole"), "href": ""},
        ],
        count=count,
        broken=[
            {"where": f"{one.stream} #{one.seq}", "why": tr(BROKEN.get(one.why, Text(one.why, one.why)))}
            for one in broken
        ],
    )
