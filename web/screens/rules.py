"""时限规则与阈值: what holds for whoever works inside, and for the administrator another value from a day to come."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from engine import clock
from engine.errors import BadAnswer, NotFound
from engine.text import Text, day_in_words
from web import shell
from web.auth import actor
from web.screens.task import request_key
from web.transaction import once, reading
from web.words import t, tr
from workflows import access
from workflows.people import rights
from workflows.people.rights import Action, Scene
from workflows.settings import day_form, rule_form, rules
from workflows.settings.defaults import SINCE
from workflows.settings.models import ClockUnit, DeadlineRule, Threshold
from workflows.settings.rules import Setting, Value

pages = Blueprint("rules", __name__, url_prefix="/admin/rules")
TABLES: dict[str, type[Setting]] = {"deadline": DeadlineRule, "threshold": Threshold}
UNIT_WORDS = {
    ClockUnit.WORKDAY: Text("工作日", "working days"),
    ClockUnit.CALENDAR_DAY: Text("自然日", "calendar days"),
    ClockUnit.MONTH: Text("月", "months"),
}
SIDES = {"AFTER": Text("之后", "after the start"), "BEFORE": Text("之前", "before it")}
YES_NO = {"yes": Text("是", "Yes"), "no": Text("否", "No")}
OURS, THEIRS = Text("内部", "Ours"), Text("对外", "Theirs")
HALVED = Text("内部，急件减半", "Ours, halved when urgent")
FROM = Text("{day}起：{value}", "From {day}: {value}")
KEPT = Text("此前受理的案件时限不变。", "Cases begun before keep their clocks.")
WAS_AND_IS = Text("{day}起受理的案件：{old} → {new}。", "Cases begun from {day} on: {old} → {new}.")
EXAMPLE = Text(
    "例：{start}起算，原至{old}，改后至{new}。", "A clock that starts on {start} ended on {old}; it will end on {new}."
)
TOO_LONG = Text(
    "“{label}”各环节合计将为{parts}个工作日，超出总时限{whole}个工作日。",
    "The parts of “{label}” will be {parts} working days, more than the {whole} for the whole.",
)
WARNING = Text(
    "提前{short}个工作日；{long_from}个工作日以上提前{long}个工作日",
    "{short} working days before; {long} for clocks of {long_from} or more",
)


def _scene(session: Session) -> Scene:
    return Scene(cppcc_id=day_form.keeper(session))


def _keeps(session: Session) -> bool:
    return rights.may(Action.CHANGE_SETTINGS, actor(), _scene(session))


@pages.get("")
def index() -> str:
    """Every rule and threshold by which a case that begins today is run."""
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_SETTINGS)
        clocks = rules.by_key(session, DeadlineRule)
        thresholds = rules.by_key(session, Threshold)
        sums = rules.sums(session, clock.today())
    groups = [
        {"label": tr(label), "rows": [_rule_row(clocks[key]) for key in keys if key in clocks]}
        for label, keys in rules.GROUPS
    ]
    return render_template(
        "rules.html",
        title=t("时限规则", "Deadline rules"),
        subtitle=t("今天起受理的案件适用", "As they hold for a case that begins today"),
        groups=groups,
        thresholds=[_row("threshold", rows) for rows in thresholds.values()],
        sums=[
            {"label": tr(one.label), "parts": one.parts, "whole": one.whole, "is_over": one.parts > one.whole}
            for one in sums
        ],
    )


def _rule_row(rows: list[Setting]) -> dict[str, Any]:
    now = rules.held(rows, clock.today())
    assert isinstance(now, DeadlineRule)
    halves = now.is_internal and now.unit is ClockUnit.WORKDAY
    return {**_row("deadline", rows), "whose": tr(HALVED if halves else OURS if now.is_internal else THEIRS)}


def _row(kind: str, rows: list[Setting]) -> dict[str, Any]:
    today = clock.today()
    now, coming = rules.held(rows, today), [row for row in rows if row.valid_from > today]
    value = tr(_told(now))
    return {
        "label": tr(now.label),
        "length": value,
        "value": value,
        "coming": tr(FROM.format(day=coming[-1].valid_from, value=_told(coming[-1]))) if coming else "",
        "href": url_for("rules.show", kind=kind, key=now.key),
    }


def _told(row: Setting) -> Text:
    if isinstance(row, DeadlineRule):
        return rules.length(row.unit, row.count)
    match row.value:
        case bool():
            return YES_NO["yes" if row.value else "no"]
        case dict():
            return WARNING.format(**row.value)
        case _:
            return Text(str(row.value), str(row.value))


@pages.get("/<kind>/<key>")
def show(kind: str, key: str) -> str:
    """One setting: its history, and for the administrator the form of a change."""
    return _page(kind, key, {}, {})


def _rows(session: Session, kind: str, key: str) -> list[Setting]:
    if kind not in TABLES:
        raise NotFound
    return rules.history(session, TABLES[kind], key)


def _page(
    kind: str, key: str, typed: dict[str, str], errors: Mapping[str, list[Text]], preview: dict[str, Any] | None = None
) -> str:
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_SETTINGS)
        rows, keeps = _rows(session, kind, key), _keeps(session)
    now = rules.held(rows, clock.today())
    form = _form(now) if keeps else ""
    return render_template(
        "rule.html",
        title=tr(now.label),
        subtitle=t("现值：", "Now: ") + tr(_told(now)),
        crumbs=[{"label": t("时限规则", "Deadline rules"), "href": url_for("rules.index")}],
        history=[_past(row, now, kind, keeps) for row in rows],
        form=form,
        units=[(str(unit), tr(words)) for unit, words in UNIT_WORDS.items()],
        sides=[(value, tr(words)) for value, words in (YES_NO if form == "yes_no" else SIDES).items()],
        parts=[(name, tr(words)) for name, words in rule_form.PART_WORDS.items()],
        typed=typed or _as_typed(now),
        errors={name: [tr(text) for text in found] for name, found in errors.items()},
        action=url_for("rules.show", kind=kind, key=key),
        request_key=str(uuid.uuid4()),
        preview=preview,
    )


def _form(row: Setting) -> str:
    """Which fields the change of a setting has; "" where the case itself says the date."""
    if isinstance(row, DeadlineRule):
        if row.unit is ClockUnit.DATE:
            return "date" if row.count else ""
        return "length"
    match row.value:
        case bool():
            return "yes_no"
        case dict():
            return "warning"
        case float():
            return "share"
        case _:
            return "value"


def _as_typed(row: Setting) -> dict[str, str]:
    typed = {"valid_from": str(clock.today() + timedelta(days=1))}
    if isinstance(row, DeadlineRule):
        month, day = divmod(row.count, 100)
        side = "BEFORE" if row.count < 0 else "AFTER"
        return {**typed, "length": str(abs(row.count)), "unit": str(row.unit), "side": side, "date": f"{month}-{day}"}
    if isinstance(row.value, dict):
        return {**typed, **{name: str(value) for name, value in row.value.items()}}
    shown = ("yes" if row.value else "no") if isinstance(row.value, bool) else str(row.value)
    return {**typed, "value": shown}


def _past(row: Setting, now: Setting, kind: str, keeps: bool) -> dict[str, Any]:
    is_coming = row.valid_from > clock.today()
    state = t("未生效", "To come") if is_coming else t("现行", "In force") if row is now else t("已失效", "Over")
    return {
        "value": tr(_told(row)),
        "since": t("最初", "The beginning") if row.valid_from == SINCE else str(row.valid_from),
        "state": state,
        "day": str(row.valid_from),
        "key": str(uuid.uuid4()),
        "take_back": url_for("rules.take_back", kind=kind, key=row.key) if is_coming and keeps else "",
    }


@pages.post("/<kind>/<key>")
def change(kind: str, key: str) -> Redirect | str | tuple[str, int]:
    """See what a change would do; then, confirmed, make it. What is wrong stays in the form with the reason."""
    names = ("valid_from", "length", "unit", "side", "date", "value", *rule_form.PARTS)
    typed = {name: request.form[name] for name in names if name in request.form}

    def act(session: Session) -> dict[str, Any]:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        rows = _rows(session, kind, key)
        new = rule_form.read(rows, typed)
        rules.change(session, TABLES[kind], key, new, actor())
        return {"valid_from": str(new.valid_from)}

    try:
        if "confirmed" not in request.form:
            return _page(kind, key, typed, {}, _preview(kind, key, typed))
        reply = once(request_key(), actor().person_id, (request.path, typed), act)
    except BadAnswer as error:
        return _page(kind, key, typed, error.errors), 422
    day = day_in_words(date.fromisoformat(reply["valid_from"]))
    shell.say(Text("已更改，{day}起受理的案件适用。", "Changed for cases begun from {day} on.").format(day=day))
    return redirect(url_for("rules.show", kind=kind, key=key))


def _preview(kind: str, key: str, typed: dict[str, str]) -> dict[str, Any]:
    """What a change would do, in sentences; raises BadAnswer as the change would."""
    with reading() as session:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        rows = _rows(session, kind, key)
        new = rule_form.read(rows, typed)
        before = rules.held(rows, new.valid_from)
        lines = [
            WAS_AND_IS.format(day=day_in_words(new.valid_from), old=_told(before), new=_told(_as_row(before, new)))
        ]
        warnings: list[Text] = []
        if isinstance(before, DeadlineRule) and new.unit is not None:
            old_end, new_end = (
                rules.example(session, unit, count, new.valid_from)
                for unit, count in ((before.unit, before.count), (new.unit, new.span))
            )
            start, old, then = (day_in_words(day) for day in (new.valid_from, old_end, new_end) if day)
            lines.append(EXAMPLE.format(start=start, old=old, new=then))
            warnings = [
                TOO_LONG.format(label=one.label, parts=one.parts, whole=one.whole)
                for one in rules.sums(session, new.valid_from, key, new.span)
                if new.unit is ClockUnit.WORKDAY and one.parts > one.whole
            ]
    return {"lines": [tr(line) for line in (*lines, KEPT)], "warnings": [tr(line) for line in warnings]}


def _as_row(before: Setting, new: Value) -> Setting:
    """The row that a change would make; not written."""
    if isinstance(before, DeadlineRule):
        return DeadlineRule(unit=new.unit, count=new.span)
    return Threshold(value=new.value)


@pages.post("/<kind>/<key>/take-back")
def take_back(kind: str, key: str) -> Redirect:
    """Take a change back that is not in force yet."""
    raw = request.form.get("valid_from", "")

    def act(session: Session) -> dict[str, Any]:
        access.authorize(session, actor(), Action.CHANGE_SETTINGS, _scene(session))
        try:
            day = date.fromisoformat(raw)
        except ValueError as error:
            raise NotFound from error
        _rows(session, kind, key)
        rules.take_back(session, TABLES[kind], key, day, actor())
        return {}

    once(request_key(), actor().person_id, (request.path, raw), act)
    shell.say(Text("已撤回。", "Taken back."))
    return redirect(url_for("rules.show", kind=kind, key=key))
