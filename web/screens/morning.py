"""晨间待办单: what needs the reader today, most harmful first, with the time that each takes; as it stands now."""

from typing import Any

from flask import Blueprint, render_template, url_for

from engine import clock
from web.auth import actor
from web.screens import look
from web.transaction import reading
from web.words import fmt_day, t, tr
from workflows import morning_sheet
from workflows.bootstrap import DOMAIN
from workflows.morning_sheet import Line, in_short, in_time

pages = Blueprint("morning", __name__)


@pages.get("/morning")
def show() -> str:
    """The sheet of the reader."""
    with reading() as session:
        found = morning_sheet.of_person(session, DOMAIN, actor())
    return render_template(
        "morning.html",
        title=t("晨间待办单", "Morning sheet"),
        day=fmt_day(clock.today()),
        said=tr(in_short(found)) if found else "",
        rows=[_row(line) for line in found.lines],
        notes=[
            {"title": note.title, "why": tr(note.why), "href": url_for("notices.open_one", notice_id=note.notice_id)}
            for note in found.notes
        ],
    )


def _row(line: Line) -> dict[str, Any]:
    return {
        "href": url_for("task.show", item_id=line.item_id),
        "title": line.title,
        "number": line.number,
        "unit": line.unit,
        "step": tr(line.step),
        "is_letter": line.is_letter,
        "light": look.shown_light(line.light),
        "time": t("约", "about ") + tr(in_time(line.minutes)),
    }
