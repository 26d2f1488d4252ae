"""The board as its pages draw it: chips, rows, cards, days and units."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import request, url_for

from engine import clock
from engine.actors import Actor
from engine.text import Text, day_in_words
from web.auth import actor
from web.screens import look
from web.words import fmt_day, fmt_instant, t, tr, unit_now
from workflows.bootstrap import DOMAIN
from workflows.cases.light import Colour
from workflows.people.models import Unit
from workflows.people.roles import Role
from workflows.reading.board import Count, Lane, Line, Wanted
from workflows.reading.board_beside import Beside, Ours, UnitHead
from workflows.rectification import extension
from workflows.rectification.decide_extension import DecideExtension
from workflows.rectification.models import Extension
from workflows.rectification.states import Basis

Row = dict[str, Any]
CONTACT = "contact_record_act"
PLACE = 987_654_321  # stands in an address for the number of a row
LANES = {
    Lane.OURS: Text("等我方", "With us"),
    Lane.RED: Text("逾期", "Overdue"),
    Lane.AMBER: Text("临期", "Due soon"),
    Lane.GREEN: Text("正常", "On time"),
    Lane.GREY: Text("挂起", "Suspended"),
}
VIEWS = {
    "list": (Text("台账", "Ledger"), "list-check"),
    "lanes": (Text("看板", "Lanes"), "layout-dashboard"),
    "calendar": (Text("日历", "Calendar"), "calendar"),
    "units": (Text("按单位", "By unit"), "building"),
}
KEPT = ("view", "lane", "mine", "unit", "due")
WEEK = (
    Text("周一", "Mon"),
    Text("周二", "Tue"),
    Text("周三", "Wed"),
    Text("周四", "Thu"),
    Text("周五", "Fri"),
    Text("周六", "Sat"),
    Text("周日", "Sun"),
)


def address(endpoint: str, **changed: object) -> str:
    """The same filter elsewhere; None takes a part of it away."""
    kept: dict[str, object] = {key: request.args[key] for key in KEPT if request.args.get(key)}
    return url_for(endpoint, **{key: value for key, value in (kept | changed).items() if value is not None})


def told(count: Count) -> str:
    """“12”, “999+”."""
    return f"{count.n}+" if count.is_more else str(count.n)


def view_link(name: str, is_here: bool) -> Row:
    label, icon = VIEWS[name]
    return {"label": tr(label), "icon": icon, "href": address("board.show", view=name), "is_here": is_here}


def chips(wanted: Wanted, counts: Mapping[Lane, Count], unit: Unit | None) -> list[Row]:
    """All that runs, the lanes, then what narrows them; a chip that is on takes itself away."""
    found = [_chip(t("在办", "Running"), None, wanted.lane is None, lane=None)]
    found += [_chip(tr(LANES[lane]), counts[lane], wanted.lane is lane, lane=lane.value) for lane in Lane]
    found.append(_chip(t("我的专委会", "My committee"), None, wanted.mine, mine=None if wanted.mine else "1"))
    is_week = wanted.last is not None
    found.append(_chip(t("本周内", "This week"), None, is_week, due=None if is_week else "week"))
    if unit is not None:
        found.append({**_chip(unit.short or unit.name, None, True, unit=None), "is_removed": True})
    return found


def _chip(label: str, count: Count | None, is_here: bool, **changed: object) -> Row:
    shown = told(count) if count is not None else ""
    return {"label": label, "count": shown, "href": address("board.show", **changed), "is_here": is_here}


def nothing(wanted: Wanted) -> Row:
    """Why a list is empty, and what to do."""
    if wanted == Wanted():
        text = t("建议书送达后，各单位的时限列在这里。", "Once a letter is sent, what its units owe stands here.")
        return {"title": t("没有在办的时限", "No date is running"), "text": text}
    return {
        "title": t("没有符合条件的事项", "Nothing matches"),
        "text": t("可点“在办”取消筛选。", "Choose “Running” to see the rest."),
    }


def rows(lines: Sequence[Line], beside: Mapping[int, Beside], extended: Mapping[int, Text]) -> list[Row]:
    """Each line with what its track has beside it; `extended`: by row of a date, who gave it more time."""
    me, to = actor(), Addresses()
    return [_row(me, to, line, beside[line.track_id], extended.get(line.mark.id)) for line in lines]


class Addresses:
    """Where the rows of one page lead: each address is made once and filled in by number."""

    def __init__(self) -> None:
        self.unit = _numbered(address("board.show", unit=PLACE, view="list"))
        self.case = _numbered(url_for("cases.show", case_id=PLACE))
        self.why = _numbered(url_for("why.show", kind="date", subject_id=PLACE))


def _numbered(made: str) -> Callable[[object], str]:
    before, _, after = made.partition(str(PLACE))
    return lambda what: f"{before}{what}{after}"


def to_days(month: date) -> Callable[[object], str]:
    """Where each day of a month's page leads."""
    return _numbered(address("board.show", day=PLACE, month=month))


def _row(me: Actor, to: Addresses, line: Line, track: Beside, extended: Text | None) -> Row:
    ours, asked, due = track.waits(line), track.request(line), line.light.date
    return {
        "unit": unit_now(line.addressed, line.unit),
        "unit_href": to.unit(line.unit_id),
        "title": line.title,
        "number": line.number,
        "href": to.case(line.case_id),
        "what": tr(line.what),
        "letter": line.letter_no,
        "committee": line.committee,
        "basis": tr(extended or Basis(line.basis).label),
        "extended": tr(extended),
        "light": {**look.shown_light(line.light), "why": to.why(line.mark.id)},
        "due_on": due,
        "due_short": t(f"{due.month}月{due.day}日", f"{due:%-d %b}") if due else "",
        "percent": track.percent,
        "urged": _urged(track),
        "chased": _chased(track),
        "asks": t("延期待批", "More time asked for") if asked else "",
        "decide": _decide(ours, asked),
        "waits": t("待市政协：", "With the CPPCC: ") + tr(ours.step) if ours and not line.is_ours else "",
        "act": _act(me, line, ours),
        "step": _step(me, line, track) if ours is None else None,
    }


def _urged(track: Beside) -> str:
    if not track.urged or track.urged_at is None:
        return ""
    on = clock.day_of(track.urged_at)
    times = t(f"已催办{track.urged}次", f"urged {track.urged} time{'' if track.urged == 1 else 's'}")
    return t(f"{times}，{on:%m-%d}", f"{times}, last {on:%m-%d}")


def _chased(track: Beside) -> str:
    """The last step of the order that was taken, and when."""
    done = [one for one in track.chased if not one.is_dropped]
    return f"{tr(done[-1].level.label)} {done[-1].on:%m-%d}" if done else ""


def _step(me: Actor, line: Line, track: Beside) -> Row | None:
    """The next step of the order, for those who may take it."""
    if track.next_step is None or line.is_ours or line.light.colour is not Colour.RED:
        return None
    process = DOMAIN.process(track.next_step.process)
    if not any(f"{seat.role}@{line.kept_by}" in me.standings for seat in process.starters):
        return None
    back = request.full_path.rstrip("?")
    href = url_for("start.ask", process=process.key, subject_id=line.track_id, back=back)
    return {"label": tr(track.next_step.label), "href": href, "icon": "chevron-right"}


def _act(me: Actor, line: Line, ours: Ours | None) -> Row | None:
    """The reader's own step where it waits for him, nothing where it waits for others inside, else to urge."""
    back = request.full_path.rstrip("?")
    if ours is not None:
        href = url_for("task.show", item_id=ours.item_id, back=back)
        return {"label": t("办理", "Open"), "href": href, "icon": "arrow-right"} if ours.is_mine else None
    if line.is_ours or not _urges(me, line) or line.light.colour not in (Colour.RED, Colour.AMBER):
        return None
    return {"label": t("催办", "Urge"), "href": _urge(line.case_id, [line.track_id], back), "icon": "bell"}


def _decide(ours: Ours | None, asked: Extension | None) -> Row | None:
    """A request for more time that the reader decides: what is asked, and consent to just that in place."""
    if ours is None or not ours.is_mine or ours.element != DecideExtension.element or asked is None:
        return None
    moves = f"{tr(day_in_words(asked.old_due))} → {tr(day_in_words(asked.new_due))}"
    return {
        "what": tr(extension.RULES[asked.rule]),
        "moves": moves,
        "reason": asked.reason,
        "percent": asked.percent,
        "new_due": asked.new_due,
        "kind": ours.kind,
        "key": str(uuid.uuid4()),
        "action": url_for("task.answer", item_id=ours.item_id, back=request.full_path.rstrip("?")),
    }


def _urge(case_id: int, tracks: list[int], back: str) -> str:
    return url_for("start.ask", process=CONTACT, subject_id=case_id, track=tracks, back=back)


def _urges(me: Actor, line: Line) -> bool:
    """Who keeps the case records that he called."""
    return f"{Role.CASE_OFFICER}@{line.kept_by}" in me.standings


def weekdays() -> list[str]:
    return [tr(one) for one in WEEK]


def day_cell(day: date, count: Count | None, month: date, chosen: date, to: Callable[[object], str]) -> Row:
    today = clock.today()
    return {
        "number": day.day,
        "name": fmt_day(day),
        "count": told(count) if count else "",
        "is_late": bool(count) and day < today,
        "is_today": day == today,
        "is_other": day.month != month.month,
        "is_here": day == chosen,
        "href": to(day),
    }


def by_unit(lines: Sequence[Line], shown: Sequence[Row], heads: Mapping[int, UnitHead]) -> list[Row]:
    """The rows under their units, which stand in the order of their most pressing one."""
    order = {unit_id: place for place, unit_id in reversed(list(enumerate(line.unit_id for line in lines)))}
    pairs = sorted(zip(lines, shown, strict=True), key=lambda pair: order[pair[0].unit_id])
    grouped = groupby(pairs, key=lambda pair: pair[0].unit_id)
    return [_unit(heads[unit_id], list(pairs)) for unit_id, pairs in grouped]


def _unit(head: UnitHead, pairs: list[tuple[Line, Row]]) -> Row:
    first, back = pairs[0][0], request.full_path.rstrip("?")
    kept = [line for line, row in pairs if row["act"] and row["act"]["icon"] == "bell"]
    tracks = list(dict.fromkeys(line.track_id for line in kept))
    return {
        "name": first.unit,
        "href": address("board.show", unit=first.unit_id, view="list"),
        "liaison": head.liaison,
        "phone": head.phone,
        "closed": t(f"已销号{head.closed}条，共{head.asked}条", f"{head.closed} of {head.asked} items closed"),
        "last_contact": _last_contact(head),
        "rows": [row for _line, row in pairs],
        "urge": _urge(kept[0].case_id, tracks, back) if len(tracks) > 1 else "",
        "urged_cases": len(tracks),
    }


def _last_contact(head: UnitHead) -> str:
    if head.contact is None:
        return t("尚未联系", "Not contacted yet")
    return f"{fmt_instant(head.contact.at)} {head.contact.person}{t('：', ': ')}{head.contact.said}"
