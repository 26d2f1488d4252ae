"""时限由来: a date opened into its sum, for whoever sees what it belongs to."""

from typing import Any

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.models import Instance
from web.auth import actor
from web.transaction import reading
from web.words import fmt_day, fmt_instant, t, tr
from workflows import access
from workflows.access import View
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.reading import why
from workflows.reading.why import Part, Why
from workflows.rectification.models import Obligation, Track

pages = Blueprint("why", __name__, url_prefix="/why")
READERS = (View.INTERNAL, View.MEMBER, View.LEADER)


@pages.get("/<any(obligation, item):kind>/<int:subject_id>")
def show(kind: str, subject_id: int) -> str:
    """The date of what a unit owes, or of an open step."""
    with reading() as session:
        found, back = look(session, kind, subject_id)
        title = session.get_one(Case, found.case_id).title
        track = session.get(Track, found.track_id) if found.track_id else None
        unit = session.get_one(Unit, track.unit_id).name if track else ""
    return render_template(
        "why.html",
        title=t("时限由来", "Why this date"),
        crumbs=[{"label": title, "href": back}],
        what=" · ".join(word for word in (unit, tr(found.what)) if word),
        due=fmt_day(found.due_on) if found.due_on else t("挂起", "Suspended"),
        parts=[_part(one) for one in found.parts],
    )


def look(session: Session, kind: str, subject_id: int) -> tuple[Why, str]:
    """The sum as the reader may see it, and where he came from. NotFound for what he may not see, or has no date."""
    found: Why | None
    if kind == "obligation":
        one = session.get(Obligation, subject_id)
        if one is None:
            raise NotFound
        view = _view(session, one.case_id)
        if view not in READERS:
            access.track_for(session, actor(), one.track_id)
        found = why.of_obligation(session, one, sees_names=view is View.INTERNAL)
    else:
        item = access.item_for(session, actor(), subject_id)
        view = _view(session, session.get_one(Instance, item.instance_id).matter_id)
        found = why.of_item(session, item, sees_names=view is View.INTERNAL)
    if found is None:
        raise NotFound
    if view not in READERS and found.track_id is not None:
        return found, url_for("units.track", track_id=found.track_id)
    return found, url_for("cases.show", case_id=found.case_id)


def _view(session: Session, case_id: int) -> View | None:
    """How much the reader sees of the case; None where he sees at most a unit's track of it."""
    try:
        return access.case_for(session, actor(), case_id)[1]
    except NotFound:
        return None


def _part(one: Part) -> dict[str, Any]:
    return {
        "title": tr(one.title),
        "lines": [tr(line) for line in one.lines],
        "at": fmt_instant(one.at) if one.at else "",
        "who": one.who if isinstance(one.who, str) else tr(one.who),
        "reason": one.reason,
    }
