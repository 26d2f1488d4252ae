"""整改期限: what runs on the tracks of units, as a ledger, in lanes, by day and by unit, under one filter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound
from web.auth import actor
from web.numbers import number
from web.screens import board_sheet, board_view
from web.transaction import reading
from web.words import fmt_instant, t, tr
from workflows import access
from workflows.bootstrap import DOMAIN
from workflows.people.models import Unit
from workflows.people.rights import Action
from workflows.reading import bases, board, board_beside
from workflows.reading.board import Lane, Line, Mark, Wanted

pages = Blueprint("board", __name__, url_prefix="/board")
PAGE = 25
LANE = 8
BY_UNIT = 20
A_DAY = 15
MOST = 5_000
LAST_SECOND = 4_102_444_800  # of the century: no deadline lies beyond
VIEWS = ("list", "lanes", "calendar", "units")


@pages.get("")
def show() -> str:
    """The view that is asked for; the ledger where none is."""
    view = request.args.get("view", VIEWS[0])
    if view not in VIEWS:
        raise NotFound
    wanted = _wanted()
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_OFFICE_LISTS)
        counts = board.counts(session, actor(), replace(wanted, lane=None))
        shown = {"list": _list, "lanes": _lanes, "calendar": _calendar, "units": _units}[view](session, wanted)
        unit = session.get(Unit, wanted.unit_id) if wanted.unit_id else None
    red = counts[Lane.RED]
    return render_template(
        f"board_{view}.html",
        title=t("整改期限", "Deadlines of units"),
        subtitle=t(f"逾期{board_view.told(red)}项", f"{board_view.told(red)} overdue")
        + t(f" · 截至{fmt_instant(clock.now())}", f" · as of {fmt_instant(clock.now())}"),
        views=[board_view.view_link(name, name == view) for name in VIEWS],
        chips=board_view.chips(wanted, counts, unit),
        export=board_view.address("board.export", view=None),
        empty_words=board_view.nothing(wanted),
        **shown,
    )


def _wanted() -> Wanted:
    """The filter of the address; what cannot be one narrows nothing."""
    raw = request.args.get("lane", "")
    is_week = request.args.get("due") == "week"
    return Wanted(
        lane=Lane(raw) if raw in set(Lane) else None,
        mine=request.args.get("mine") == "1",
        unit_id=number(request.args.get("unit", "")),
        last=clock.today() + timedelta(days=6 - clock.today().weekday()) if is_week else None,
    )


def _rows(session: Session, lines: list[Line]) -> list[dict[str, Any]]:
    extended = bases.extended(session, [line.mark.id for line in lines], sees_names=True)
    return board_view.rows(lines, board_beside.beside(session, DOMAIN, actor(), lines), extended)


def _list(session: Session, wanted: Wanted) -> dict[str, Any]:
    """One page of the ledger."""
    found = board.lines(session, actor(), wanted, PAGE + 1, _after())
    page = found[:PAGE]
    older = board_view.address("board.show", after=_told(page[-1].mark)) if len(found) > PAGE else ""
    first = board_view.address("board.show") if "after" in request.args else ""
    return {"rows": _rows(session, page), "older_href": older, "first_href": first}


def _after() -> Mark | None:
    """Where the page before has ended, as its address says it; None: the first page."""
    due, _, rest = request.args.get("after", "").partition("_")
    warn, _, id_ = rest.partition("_")
    if not (_is_instant(due) and _is_instant(warn) and number(id_)):
        return None
    return Mark(datetime.fromtimestamp(int(due), UTC), datetime.fromtimestamp(int(warn), UTC), int(id_))


def _is_instant(raw: str) -> bool:
    seconds = number(raw)
    return seconds is not None and seconds < LAST_SECOND


def _told(mark: Mark) -> str:
    return f"{int(mark.due_at.timestamp())}_{int(mark.warn_at.timestamp())}_{mark.id}"


def _lanes(session: Session, wanted: Wanted) -> dict[str, Any]:
    """The first of each lane, or of the one that is chosen; the rest is in the ledger."""
    chosen = (wanted.lane,) if wanted.lane else (Lane.OURS, Lane.RED, Lane.AMBER, Lane.GREEN)
    found = {lane: board.lines(session, actor(), replace(wanted, lane=lane), LANE) for lane in chosen}
    rows = iter(_rows(session, [line for lines in found.values() for line in lines]))
    lanes = [
        {
            "key": lane.value,
            "label": tr(board_view.LANES[lane]),
            "rows": [next(rows) for _ in lines],
            "href": board_view.address("board.show", view="list", lane=lane.value),
            "is_full": len(lines) == LANE,
        }
        for lane, lines in found.items()
    ]
    return {"lanes": lanes}


def _calendar(session: Session, wanted: Wanted) -> dict[str, Any]:
    """A month with how much falls on each day, and what falls on the day chosen."""
    today = clock.today()
    day = _day("day") or today
    first = (_day("month") or day).replace(day=1)
    begin = first - timedelta(days=first.weekday())
    weeks = 5 + ((begin + timedelta(days=35)).month == first.month)
    days = [begin + timedelta(days=n) for n in range(weeks * 7)]
    to = board_view.to_days(first)
    counts = board.by_day(session, actor(), wanted, days)
    lines = board.lines(session, actor(), replace(wanted, first=day, last=day), A_DAY)
    return {
        "month": t(f"{first.year}年{first.month}月", f"{first:%B %Y}"),
        "weekdays": board_view.weekdays(),
        "weeks": [
            [board_view.day_cell(one, counts.get(one), first, day, to) for one in days[n : n + 7]]
            for n in range(0, len(days), 7)
        ],
        "before": board_view.address("board.show", month=first - timedelta(days=1), day=None),
        "after": board_view.address("board.show", month=first + timedelta(days=32), day=None),
        "day": day,
        "rows": _rows(session, lines),
        "all_href": board_view.address("board.show", view="list", day=None, month=None),
        "is_full": len(lines) == A_DAY,
    }


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 < found.year < 2100 else None


def _units(session: Session, wanted: Wanted) -> dict[str, Any]:
    """Units with what they owe that is late or near, the most pressing first, whom to ask and how much is closed."""
    lanes = [wanted.lane] if wanted.lane else [Lane.RED, Lane.AMBER]
    lines = [line for lane in lanes for line in board.lines(session, actor(), replace(wanted, lane=lane), BY_UNIT)]
    heads = board_beside.units(session, actor(), {line.unit_id for line in lines})
    return {"units": board_view.by_unit(lines, _rows(session, lines), heads), "is_full": len(lines) >= BY_UNIT}


@pages.get("/export.xlsx")
def export() -> Response:
    """The ledger as it is filtered, with the columns of the screen, as a workbook."""
    wanted = _wanted()
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_OFFICE_LISTS)
        lines = board.lines(session, actor(), wanted, MOST)
        content = board_sheet.made(_rows(session, lines), MOST)
    name = t(f"整改期限_{clock.today()}_{len(lines)}项", f"deadlines_{clock.today()}_{len(lines)}")
    return board_sheet.sent(content, name)
