"""工作日历: a year of days for the office, and for the administrator a day to change and a file to bring in."""

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from engine import calendar, clock
from engine.calendar import ALL
from engine.errors import BadAnswer, NotFound
from engine.text import Text
from web import shell
from web.auth import actor
from web.numbers import number
from web.screens import calendar_year
from web.screens.task import request_key
from web.transaction import once, reading
from web.words import fmt_day, t, tr
from workflows import access
from workflows.people import rights
from workflows.people.rights import Action, Scene
from workflows.people.roles import Role
from workflows.recounting import change_calendar, gathering
from workflows.settings import day_form, holiday_file, holidays
from workflows.settings.derivation import unpublished
from workflows.settings.holiday_file import Plan
from workflows.settings.holidays import KIND_WORDS, Change, told_day

pages = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
YEARS = range(2004, 2100)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _keeps(session: Session) -> bool:
    """Asked for every list of work: of most without a look into the store."""
    administers = bool(rights.bodies(actor(), Role.BUSINESS_ADMIN))
    return administers and rights.may(Action.CHANGE_SETTINGS, actor(), Scene(cppcc_id=day_form.keeper(session)))


def _authorize_keeper(session: Session) -> None:
    access.authorize(session, actor(), Action.CHANGE_SETTINGS, Scene(cppcc_id=day_form.keeper(session)))


def to_keep(session: Session) -> list[dict[str, str]]:
    """What waits for whoever keeps the calendar: years without holidays, dates to agree to. Nobody else is told."""
    if not _keeps(session):
        return []
    years = holidays.missing_years(calendar.load(session), clock.today())
    bring_in = t("导入放假安排", "Bring in the holidays")
    found = [
        {"text": tr(unpublished(year)), "href": url_for("calendar.show", year=year), "label": bring_in}
        for year in years
    ]
    waiting = gathering.undecided(session)
    if waiting is not None:
        text = t("日历已有变化，在办期限待核算。", "The calendar has changed; running dates are to be counted again.")
        found.append(
            {"text": text, "href": url_for("recounts.show", recount_id=waiting.id), "label": t("查看", "Look")}
        )
    return found


@pages.get("")
def show() -> str:
    """The months of a year."""
    year = _year(request.args.get("year", ""))
    with reading() as session:
        access.authorize(session, actor(), Action.SEE_SETTINGS)
        days, keeps, scopes = calendar.load(session), _keeps(session), day_form.scopes(session)
        waiting = gathering.undecided(session) if keeps else None
    worked = days.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
    return render_template(
        "calendar.html",
        title=t(f"{year}年工作日历", f"Working days of {year}"),
        subtitle=t(f"全年{worked}个工作日", f"{worked} working days"),
        year=year,
        years=[one for one in (year - 1, year + 1) if one in YEARS],
        keeps=keeps,
        recount_href=url_for("recounts.show", recount_id=waiting.id) if waiting else "",
        missing="" if year in days.years else tr(unpublished(year)),
        weekdays=calendar_year.weekdays(),
        months=calendar_year.months(days, year),
        special=calendar_year.special_days(days, year, scopes),
        sources=calendar_year.sources(days, year),
    )


def _year(raw: str) -> int:
    found = number(raw)
    return found if found in YEARS else clock.today().year


@pages.get("/day")
def ask_day() -> str:
    """The form of one day, filled in as it is."""
    scope = request.args.get("scope", ALL)
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError as error:
        raise NotFound from error
    with reading() as session:
        _authorize_keeper(session)
        said = calendar.load(session).own(scope).get(day)
    typed = {"day": str(day), "scope": scope}
    if said is not None:
        typed |= {"kind": str(said.kind), "name": said.name, "source": said.source}
    return _day_page(typed, {})


def _day_page(typed: dict[str, str], errors: dict[str, list[Text]]) -> str:
    with reading() as session:
        _authorize_keeper(session)
        scopes = day_form.scopes(session)
    year = _year(typed.get("day", "")[:4])
    return render_template(
        "calendar_day.html",
        title=t("更改一天", "Change a day"),
        crumbs=[_crumb(year)],
        back_href=url_for("calendar.show", year=year),
        kinds=[("", tr(told_day(None))), *((str(kind), tr(words)) for kind, words in KIND_WORDS.items())],
        scopes=[(key, tr(words)) for key, words in scopes.items()],
        typed=typed,
        errors={name: [tr(text) for text in found] for name, found in errors.items()},
        request_key=str(uuid.uuid4()),
    )


def _crumb(year: int) -> dict[str, str]:
    return {"label": t("工作日历", "Working days"), "href": url_for("calendar.show", year=year)}


@pages.post("/day")
def change_day() -> Redirect | tuple[str, int]:
    """Change one day; what is wrong stays in the form with the reason."""
    typed = {key: request.form.get(key, "") for key in ("day", "kind", "name", "source", "scope")}

    def act(session: Session) -> dict[str, Any]:
        _authorize_keeper(session)
        entry = day_form.read(session, typed)
        made, recount = change_calendar(session, {entry.day: entry.said}, entry.scope, actor())
        return {"changed": len(made), "recount": recount.id if recount else None}

    try:
        reply = once(request_key(), actor().person_id, (request.path, typed), act)
    except BadAnswer as error:
        return _day_page(typed, error.errors), 422
    return _changed(reply, typed["day"][:4])


def _changed(reply: dict[str, Any], year: object) -> Redirect:
    """To the dates that move with the days; without a change back to the year."""
    if reply["recount"] is None:
        shell.say(Text("没有变化。", "Nothing has changed."), "info")
        return redirect(url_for("calendar.show", year=year))
    shell.say(Text("已更改{count}天。", "Days changed: {count}.").format(count=reply["changed"]))
    return redirect(url_for("recounts.show", recount_id=reply["recount"]))


@pages.get("/template")
def template() -> Response:
    """An empty file for a year's holidays."""
    with reading() as session:
        _authorize_keeper(session)
    head = {"Content-Disposition": "attachment; filename=holidays.xlsx"}
    return Response(holiday_file.template(), mimetype=XLSX, headers=head)


@pages.post("/file")
def check_file() -> str | tuple[str, int]:
    """What an uploaded file would do, or every problem in it; nothing is changed yet."""
    file = request.files.get("file")
    return _file_page(file.read() if file else b"")


def _file_page(content: bytes) -> str | tuple[str, int]:
    with reading() as session:
        _authorize_keeper(session)
        plan = holiday_file.plan(calendar.load(session), content)
    page = render_template(
        "calendar_file.html",
        title=_file_title(plan),
        crumbs=[_crumb(plan.year or clock.today().year)],
        back_href=url_for("calendar.show", year=plan.year or clock.today().year),
        problems=[{"row": one.row or "", "text": tr(one.text)} for one in plan.problems],
        is_known=plan.is_known,
        changes=[_change(one) for one in plan.changes],
        csv=holiday_file.as_csv(plan),
        request_key=str(uuid.uuid4()),
    )
    return (page, 422) if plan.problems else page


def _file_title(plan: Plan) -> str:
    if plan.year is None:
        return t("文件需要修改", "The file needs attention")
    return t(f"导入{plan.year}年放假安排", f"Bring in the holidays of {plan.year}")


def _change(one: Change) -> dict[str, str]:
    return {"day": fmt_day(one.day), "before": tr(told_day(one.before)), "after": tr(told_day(one.after))}


@pages.post("/year")
def take_file() -> Redirect | str | tuple[str, int]:
    """Take the days that were shown, all of them or none."""
    content = request.form.get("csv", "").encode()

    def act(session: Session) -> dict[str, Any]:
        _authorize_keeper(session)
        plan = holiday_file.plan(calendar.load(session), content)
        made, recount = change_calendar(session, plan.wanted, ALL, actor())
        return {"changed": len(made), "year": plan.year, "recount": recount.id if recount else None}

    reply = once(request_key(), actor().person_id, (request.path, request.form.get("csv", "")), act)
    if reply["year"] is None:
        return _file_page(content)
    return _changed(reply, reply["year"])
