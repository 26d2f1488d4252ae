"""What the screens of the house's keeping have in common: lists and records, drawn from data by two templates."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for

from engine.errors import BadAnswer
from engine.text import Text
from web.numbers import number
from web.words import fmt_day, t
from workflows.people.models import Lasting, ProposalState

PAGE = 50
SAY_WHY = Text("请写明理由。", "Say why.")
NONE, TRY = Text("没有符合条件的记录", "Nothing like that"), Text("换一个条件试试。", "Try another filter.")
Row = dict[str, Any]
STATES = {
    ProposalState.WAITING: Text("待复核", "to be confirmed"),
    ProposalState.CONFIRMED: Text("已生效", "in effect"),
    ProposalState.REFUSED: Text("未同意", "refused"),
    ProposalState.TAKEN_BACK: Text("已撤回", "taken back"),
}


def list_page(endpoint: str, rows: Sequence[Row], last_id: int | None, **words: Any) -> str:
    """A list with filters and keyset paging. `last_id`: of the last row, where there may be more; `words`: title,
    columns, and where wanted subtitle, crumbs, acts, note, fields (of the filter), empty (title, text)."""
    title, text = words.pop(
        "empty", (t("没有符合条件的记录", "Nothing like that"), t("换一个条件试试。", "Try another filter."))
    )
    fields = words.pop("fields", None)
    at = {**(request.view_args or {}), **request.args.to_dict()}
    return render_template(
        "table.html",
        rows=rows,
        filters={"action": request.path, "fields": fields} if fields else None,
        more_href=url_for(endpoint, **{**at, "after": last_id}) if last_id is not None else "",
        empty_words={"title": title, "text": text},
        **{"subtitle": "", "crumbs": [], "acts": [], "note": "", **words},
    )


def after() -> int | None:
    """Where the next page of a list goes on."""
    return number(request.args.get("after", ""))


def sought(name: str = "q") -> str:
    """A word of the filter."""
    return request.args.get(name, "").strip()[:60]


def search_field(label: str, name: str = "q") -> Row:
    return {"name": name, "label": label, "kind": "search", "value": sought(name), "options": []}


def select_field(name: str, label: str, options: Sequence[tuple[str, str]]) -> Row:
    """`options`: value and words, beside “all”."""
    shown = [{"value": "", "label": t("全部", "All")}, *({"value": value, "label": words} for value, words in options)]
    return {"name": name, "label": label, "kind": "select", "value": sought(name), "options": shown}


def record_page(**words: Any) -> str:
    """One record: facts, and sections of rows with what may be done with each."""
    given: Mapping[str, Any] = {"subtitle": "", "acts": [], "notes": [], "facts": [], "sections": [], "refuse": None}
    return render_template("record.html", **{"secret": None, **given, **words})


def button(label: str, post: str, *, is_primary: bool = False) -> Row:
    """An act of one press, with a request key of its own."""
    return {"label": label, "post": post, "key": secrets.token_urlsafe(18), "is_primary": is_primary}


def link(label: str, href: str, *, is_primary: bool = False) -> Row:
    return {"label": label, "href": href, "is_primary": is_primary}


def reason() -> str:
    """Why something is refused, as it was posted; BadAnswer where it is not said."""
    found = request.form.get("reason", "").strip()[:200]
    if len(found) < 2:
        raise BadAnswer({"reason": [SAY_WHY]}, SAY_WHY)
    return found


def span(row: Lasting) -> str:
    """The days of a validity: “2022年1月1日起”."""
    if row.valid_until is not None:
        return f"{fmt_day(row.valid_from)} – {fmt_day(row.valid_until)}"
    return t(f"{fmt_day(row.valid_from)}起", f"from {fmt_day(row.valid_from)}") if row.valid_from else ""
