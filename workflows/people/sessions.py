"""Signed-in browsers and programs' tokens. The store keeps hashes; the token itself is given out once."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.db import Instant
from engine.errors import NotFound
from workflows.people.actors import HIS_POSTS, actor_from
from workflows.people.models import Account, ApiToken, Person, Post, WebSession

STREAM = "accounts"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
TOKEN_DAYS = 90


def digest(token: str) -> str:
    """What the store keeps of a token, and the id of a web session."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, account: Account, data: dict[str, Any] | None = None) -> str:
    """Open a web session; the token is for the cookie, new at every sign-in."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.add(
        WebSession(
            id=digest(token),
            account_id=account.id,
            data=data or {},
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    session.flush()
    return token


class SignedIn(NamedTuple):
    """A living session, whose it is, and as whom he acts today."""

    kept: WebSession
    account: Account
    actor: Actor


_NOW, _SEEN = bindparam("now", type_=Instant), bindparam("seen", type_=Instant)
_SIGNED_IN = (
    select(WebSession, Account, Person, Post)
    .join(Account, Account.id == WebSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Post, HIS_POSTS)
    .where(WebSession.id == bindparam("id"), WebSession.expires_at > _NOW, WebSession.last_seen_at > _SEEN)
    .where(Account.disabled_at.is_(None))
    .order_by(Post.id)
)


def find_session(session: Session, token: str) -> SignedIn | None:
    """The living session of a token; None if idle, expired, closed or unknown. One statement that only reads."""
    now = clock.now()
    asked = {"id": digest(token), "now": now, "seen": now - IDLE, "day": clock.today()}
    rows = session.execute(_SIGNED_IN, asked).all()
    if not rows:
        return None
    kept, account, person, _post = rows[0]
    return SignedIn(kept, account, actor_from(person, [row[3] for row in rows if row[3] is not None]))


def wants_touch(found: WebSession) -> bool:
    """Whether the session's last sight is old enough to be written anew: not on every request."""
    return clock.now() - found.last_seen_at >= TOUCH_EVERY


def touch(session: Session, session_id: str) -> None:
    """Note that a session is in use. A session closed meanwhile stays closed."""
    found = session.get(WebSession, session_id, populate_existing=True)
    if found is not None:
        found.last_seen_at = clock.now()


def close_session(session: Session, token: str, actor: Actor) -> None:
    """Sign out: the token opens nothing from now on."""
    session.execute(delete(WebSession).where(WebSession.id == digest(token)))
    journal.write(session, STREAM, journal.Event.SIGNED_OUT, actor)


def close_all(session: Session, account_id: int, keep: str = "") -> None:
    """End every session of an account but the one with id `keep`."""
    session.execute(delete(WebSession).where(WebSession.account_id == account_id, WebSession.id != keep))


def sweep(session: Session) -> None:
    """Delete sessions that are over, so that nothing of them stays in the store."""
    now = clock.now()
    session.execute(delete(WebSession).where((WebSession.expires_at <= now) | (WebSession.last_seen_at <= now - IDLE)))


def issue_token(session: Session, account: Account, name: str, actor: Actor, days: int = TOKEN_DAYS) -> str:
    """A token for programs, in the name of the account. It is returned this once and cannot be shown again."""
    token, now = f"kj_{secrets.token_urlsafe(32)}", clock.now()
    made = ApiToken(
        hash=digest(token),
        account_id=account.id,
        name=name,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    _note(session, actor, account.id, "token_issued", made.id)
    return token


def find_token(session: Session, token: str) -> Account | None:
    """The account of a token; None if it is unknown, expired, revoked, or the account closed. Only reads."""
    return session.scalar(
        select(Account)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(
            ApiToken.hash == digest(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
            Account.disabled_at.is_(None),
        )
    )


def tokens_of(session: Session, account_id: int) -> list[ApiToken]:
    """The account's tokens that still open something, newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(
                ApiToken.account_id == account_id,
                ApiToken.revoked_at.is_(None),
                ApiToken.expires_at > clock.now(),
            )
            .order_by(ApiToken.id.desc())
        )
    )


def revoke_token(session: Session, account_id: int, token_id: int, actor: Actor) -> None:
    """Revoke one of the account's own tokens. Raises `NotFound` for anybody else's."""
    found = session.get(ApiToken, token_id)
    if found is None or found.account_id != account_id:
        raise NotFound
    found.revoked_at = clock.now()
    session.flush()
    _note(session, actor, account_id, "token_revoked", token_id)


def _note(session: Session, actor: Actor, account_id: int, what: str, token_id: int) -> None:
    journal.write(
        session,
        STREAM,
        journal.Event.ACCOUNT_CHANGED,
        actor,
        account=account_id,
        what=what,
        token=token_id,
    )
