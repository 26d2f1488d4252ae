"""Who is asking: a signed-in browser or a program with a token. Everything else is refused first."""

import hashlib
from dataclasses import dataclass

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.errors import KanjianError
from engine.text import Text
from web.errors import wants_json
from web.transaction import reading, writing
from workflows.people import sessions
from workflows.people.actors import actor_of
from workflows.people.models import Account

PUBLIC = frozenset({"static", "account.login", "account.enter", "account.speak", "feed.read", "health.healthz"})
WHILE_CHANGING = frozenset({"account.mine", "account.change_password", "account.logout", "account.set_language"})


class NotSignedIn(KanjianError):
    code = "not_signed_in"
    text = Text("请先登录。", "Please sign in first.")


@dataclass(frozen=True)
class Visitor:
    """The account that asks, its actor, and (for a browser) its session."""

    account: Account
    actor: Actor
    session_id: str | None


def current() -> Visitor:
    """The signed-in visitor; NotSignedIn where there is none."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        raise NotSignedIn
    return found


def actor() -> Actor:
    """The signed-in actor."""
    return current().actor


def ip_hash() -> str:
    """The caller's address as a short digest: enough to see a pattern, too little to name a person."""
    return hashlib.sha256((request.remote_addr or "").encode()).hexdigest()[:16]


def _identify() -> Response | None:
    g.visitor = None
    if request.endpoint == "static":
        return None
    g.visitor = _visitor()
    if request.endpoint is None or request.endpoint in PUBLIC:  # an address that leads nowhere says so to everybody
        return None
    if g.visitor is None:
        if wants_json() or request.method != "GET":
            raise NotSignedIn
        return redirect(url_for("account.login", next=request.endpoint, **_ids()))
    if g.visitor.account.must_change and request.endpoint not in WHILE_CHANGING:
        if wants_json():
            abort(403)
        return redirect(url_for("account.mine"))
    return None


def _visitor() -> Visitor | None:
    """By token or by session; a change over the API needs a token, since another site could ride a session."""
    is_api = request.path.startswith("/api/")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if is_api and kind == "Bearer":
        return _by_token(token.strip())
    return _by_session() if request.method == "GET" or not is_api else None


def _ids() -> dict[str, object]:
    """Numbers of the wanted address, so that signing in leads on to it."""
    return {key: value for key, value in (request.view_args or {}).items() if isinstance(value, int)}


def _by_token(token: str) -> Visitor | None:
    with reading() as store:
        account = sessions.find_token(store, token)
        if account is None:
            return None
        g.language = account.language
        return Visitor(account, actor_of(store, account.person_id), None)


def _by_session() -> Visitor | None:
    token = session.get("token")
    if not token:
        return None
    with reading() as store:
        found = sessions.find_session(store, token)
        if found is None:
            return None
    g.language = found.account.language
    if sessions.wants_touch(found.kept):
        with writing() as store:
            sessions.touch(store, found.kept.id)
    return Visitor(found.account, found.actor, found.kept.id)


def register(app: Flask) -> None:
    """Ask who it is before every request."""
    app.before_request(_identify)
