"""Signing in and out, one's own password, language, text size, tokens and calendar feed."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from engine.errors import BadAnswer
from engine.text import Text
from web import back, shell
from web.auth import actor, current, ip_hash
from web.numbers import number
from web.screens import feed, notice_choices
from web.settings import LOOPBACK, Settings
from web.transaction import reading, writing
from web.words import LANGUAGES, language, t, tr
from workflows.people import accounts, demo_people, feeds, passwords, sessions
from workflows.people.models import Account, Person

pages = Blueprint("account", __name__)
YEAR = 365 * 24 * 3600
EXPIRED = Text(
    "登录已过期，请重新登录；填写中的内容已存为草稿。",
    "Your session has expired. Log in again; what you were filling in was kept as a draft.",
)


def _demo() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.demo and settings.host in LOOPBACK


@pages.get("/login")
def login() -> str:
    """The door; in the demo with one button per role."""
    wanted = request.args.get("to", "")
    return _login_page(wanted=wanted if back.is_ours(wanted) else _next_of(request.args))


def _login_page(error: Text | None = None, username: str = "", wanted: str = "") -> str:
    demo: dict[str, Any] | None = None
    if _demo():
        with reading() as store:
            people = demo_people.listed(store)
        note = t(
            "演示城市：人物与案件均为虚构，仅限本机，一键登录不需要密码。",
            "Demo city: people and cases are invented; on this machine only, one click and no password.",
        )
        shown = [
            {"name": p.name, "post": p.post, "initial": p.name[:1], "username": p.login, "why": tr(p.why)}
            for p in people
        ]
        demo = {"note": note, "people": shown, "action": url_for("account.enter")}
    return render_template(
        "login.html",
        city=shell.city(),
        action=url_for("account.enter"),
        username=username,
        error=tr(error),
        note=tr(EXPIRED) if "token" in session and g.visitor is None else "",
        next=wanted,
        demo=demo,
        languages=_languages(wanted),
    )


def _languages(wanted: str) -> list[dict[str, Any]]:
    names = {"zh": "中文", "en": "English"}
    here = language()
    return [
        {"label": names[code], "href": url_for("account.speak", code=code, to=wanted or None), "is_here": code == here}
        for code in LANGUAGES
    ]


def _next_of(args: Any) -> str:
    """Where to go after signing in: only a page of this product, named by endpoint and numbers."""
    endpoint = args.get("next", "")
    numbers = {key: value for key, value in args.items() if key != "next" and number(value) is not None}
    if not endpoint or endpoint.startswith("account."):
        return ""
    try:
        return url_for(endpoint, **numbers)
    except BuildError:
        return ""


@pages.post("/login")
def enter() -> Response | tuple[str, int]:
    """Sign in; the old session token, if any, is dropped."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    with reading() as store:
        if _demo() and not password and demo_people.is_listed(store, username):
            attempt = demo_people.attempt(store, username)
        else:
            attempt = accounts.check_password(store, username[:200], password[:200])
    with writing() as store:
        account = accounts.authenticate(store, attempt, ip_hash())
        token = sessions.open_session(store, account) if account else None
        if account and request.cookies.get("language") in LANGUAGES:
            account.language = request.cookies["language"]  # chosen at the door, or last of all under 我的
    wanted = request.form.get("next", "")
    wanted = wanted if back.is_ours(wanted) else ""
    if token is None:
        return _login_page(accounts.REFUSED, username, wanted), 401
    session.clear()
    session["token"] = token
    if account and account.must_change:
        session["wanted"] = wanted
    return redirect(wanted or url_for("work.inbox"))


@pages.get("/language/<code>")
def speak(code: str) -> Response:
    """Choose the language of the login page."""
    if code not in LANGUAGES:
        abort(404)
    wanted = request.args.get("to", "")
    answer = redirect(url_for("account.login", to=wanted if back.is_ours(wanted) else None))
    answer.set_cookie("language", code, max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@pages.post("/logout")
def logout() -> Response:
    """Sign out: the session ends on the server too."""
    token = session.get("token", "")
    with writing() as store:
        sessions.close_session(store, token, actor())
    session.clear()
    return redirect(url_for("account.login"))


@pages.get("/me")
def mine() -> str:
    """One's own settings."""
    return _mine()


def _mine(errors: dict[str, list[str]] | None = None, new_token: str = "", new_feed: str = "") -> str:
    visitor = current()
    with reading() as store:
        tokens = sessions.tokens_of(store, visitor.account.id)
        own_feed = feeds.of(store, visitor.account.person_id)
        notices = notice_choices.shown(store, visitor.actor.person_id, as_typed="mail" in (errors or {}))
    own = list(visitor.actor.standings.values())
    return render_template(
        "account.html",
        account=visitor.account,
        name=visitor.actor.name,
        posts=list(dict.fromkeys(s.title for s in own if s.title)),
        tokens=tokens,
        new_token=new_token,
        feed=own_feed,
        new_feed=new_feed,
        may_subscribe=bool(own),
        notices=notices,
        errors=errors or {},
        must_change=visitor.account.must_change,
        language_here=language(),
        size_here="large" if request.cookies.get("size") == "large" else "normal",
        shortcuts_on=request.cookies.get("shortcuts") != "off",
    )


@pages.post("/me/password")
def change_password() -> Response | tuple[str, int]:
    """Change one's own password; all other sessions end."""
    visitor = current()
    old, new = request.form.get("old", ""), request.form.get("new", "")
    with reading() as store:
        attempt = accounts.check_password(store, visitor.account.login, old)
        person = store.get_one(Person, visitor.account.person_id)
    try:
        fresh = passwords.hash_password(person, visitor.account.login, new)
    except BadAnswer as error:
        return _mine({"new": [tr(text) for text in error.errors["password"]]}), 422
    with writing() as store:
        done = accounts.change_password(store, attempt, fresh, ip_hash(), visitor.session_id or "")
    if not done:
        return _mine({"old": [t("原密码不正确。", "The old password is wrong.")]}), 422
    shell.say(Text("密码已修改，其他设备上的登录已退出。", "The password is changed; other devices are signed out."))
    return redirect(session.pop("wanted", "") or url_for("account.mine"))


@pages.post("/me/language")
def set_language() -> Response:
    """Language, text size and shortcuts."""
    visitor = current()
    code = request.form.get("language", "")
    if code in LANGUAGES:
        with writing() as store:
            store.get_one(Account, visitor.account.id).language = code
        g.language = code
    answer = redirect(url_for("account.mine"))
    answer.set_cookie("language", g.language, max_age=YEAR, samesite="Lax", httponly=True)
    size = "large" if request.form.get("size") == "large" else "normal"
    shortcuts = "off" if request.form.get("shortcuts") == "off" else "on"
    for name, value in (("size", size), ("shortcuts", shortcuts)):
        answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True)
    shell.say(Text("设置已保存。", "Your settings are saved."))
    return answer


@pages.post("/me/notices")
def set_notices() -> Response | tuple[str, int]:
    """What one is told of by mail, SMS and DingTalk."""
    try:
        with writing() as store:
            notice_choices.keep(store, actor().person_id)
    except BadAnswer as error:
        return _mine({"mail": [tr(text) for text in error.errors["mail"]]}), 422
    shell.say(Text("通知设置已保存。", "The settings of your notices are saved."))
    return redirect(url_for("account.mine", _anchor="notices"))


@pages.post("/me/tokens")
def issue_token() -> str:
    """A token for programs; shown this once."""
    visitor = current()
    name = request.form.get("name", "").strip()[:80] or "API"
    with writing() as store:
        account = store.get_one(Account, visitor.account.id)
        token = sessions.issue_token(store, account, name, visitor.actor)
    return _mine(new_token=token)


@pages.post("/me/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    """A token that opens nothing any more."""
    with writing() as store:
        sessions.revoke_token(store, current().account.id, token_id, actor())
    shell.say(Text("令牌已作废。", "The token is revoked."))
    return redirect(url_for("account.mine"))


@pages.post("/me/calendar")
def make_feed() -> str:
    """A secret address for a calendar program, shown this once; an older one opens nothing any more."""
    visitor = current()
    with writing() as store:
        token = feeds.issue(store, visitor.account.id, visitor.actor)
    return _mine(new_feed=feed.address(token))


@pages.post("/me/calendar/remove")
def remove_feed() -> Response:
    """A calendar that cannot be read any more."""
    visitor = current()
    with writing() as store:
        feeds.remove(store, visitor.account, visitor.actor)
    shell.say(Text("日历订阅已取消，原地址已失效。", "The calendar feed is removed; its address opens nothing now."))
    return redirect(url_for("account.mine"))
