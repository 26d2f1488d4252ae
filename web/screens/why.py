"""时限由来: a date opened into its sum, for whoever sees what it belongs to."""

from typing import Any

from flask import Blueprint, render_template, url_for

from web.auth import actor
from web.transaction import reading
from web.words import fmt_day, fmt_instant, t, tr
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.reading import why
from workflows.reading.why import Part
from workflows.rectification.models import Track

pages = Blueprint("why", __name__, url_prefix="/why")


@pages.get("/<any(obligation, item, date):kind>/<int:subject_id>")
def show(kind: str, subject_id: int) -> str:
    """The date of what a unit owes, or of an open step."""
    with reading() as session:
        found = why.seen(session, actor(), kind, subject_id)
        title = session.get_one(Case, found.case_id).title
        track = session.get(Track, found.track_id) if found.track_id else None
        unit = session.get_one(Unit, track.unit_id).name if track else ""
    if found.track_id is not None and not found.sees_case:
        back = url_for("units.track", track_id=found.track_id)
    else:
        back = url_for("cases.show", case_id=found.case_id)
    return render_template(
        "why.html",
        title=t("时限由来", "Why this date"),
        crumbs=[{"label": title, "href": back}],
        what=" · ".join(word for word in (unit, tr(found.what)) if word),
        due=fmt_day(found.due_on) if found.due_on else t("挂起", "Suspended"),
        parts=[_part(one) for one in found.parts],
    )


def _part(one: Part) -> dict[str, Any]:
    return {
        "title": tr(one.title),
        "lines": [tr(line) for line in one.lines],
        "at": fmt_instant(one.at) if one.at else "",
        "who": one.who if isinstance(one.who, str) else tr(one.who),
        "reason": one.reason,
    }
