"""Accounts: signing in, changing the password, opening and closing an account.

The slow part (argon2) comes first and without a lock: `check_password` reads; `authenticate` then counts,
locks or lets in, in the caller's transaction. A refusal is a value and not an error, because the counter
has to be committed.
"""

import unicodedata
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import SYSTEM, Actor
from engine.errors import BadAnswer
from engine.text import Text
from workflows.people import passwords
from workflows.people.models import Account, Person
from workflows.people.sessions import close_all

STREAM = "accounts"
FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
REFUSED = Text(
    "登录名或密码不正确，或账号暂时锁定、已停用。连续5次失败将锁定15分钟。",
    "Wrong login or password, or the account is locked or closed. Five failures lock it for 15 minutes.",
)


class Attempt(NamedTuple):
    """A password that was looked at: for which account (None: no such login), and against which hash."""

    account_id: int | None
    password_hash: str | None
    is_right: bool
    fresh_hash: str | None


def fold(login: str) -> str:
    """The one form in which logins are stored and compared: ＬＩＮ and Lin are lin."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).strip().casefold())


def check_password(session: Session, login: str, password: str) -> Attempt:
    """Look at a password; read-only, and slow on purpose (about 0.2 s, as much for an unknown login)."""
    account = session.scalar(select(Account).where(Account.login == fold(login)))
    known = account.password_hash if account else None
    is_right = passwords.matches(known, password)
    fresh = passwords.rehashed(known, password) if known and is_right else None
    return Attempt(account.id if account else None, known, is_right, fresh)


def authenticate(session: Session, attempt: Attempt, ip_hash: str) -> Account | None:
    """Let in or refuse, count and lock; None is a refusal (tell `REFUSED`, whatever the cause), and is to be
    committed like a success. While an account is locked the right password is refused too."""
    account = _locked_row(session, attempt)
    now = clock.now()
    if account is None:
        journal.write(session, STREAM, journal.Event.SIGN_IN_REFUSED, SYSTEM, account=None, ip=ip_hash)
        return None
    if account.locked_until is not None and account.locked_until <= now:
        account.locked_until, account.failed_count = None, 0
    actor = Actor(account.person_id, "")
    is_right = attempt.is_right and attempt.password_hash == account.password_hash
    if is_right and account.locked_until is None and account.disabled_at is None:
        account.failed_count = 0
        account.password_hash = attempt.fresh_hash or account.password_hash
        journal.write(session, STREAM, journal.Event.SIGNED_IN, actor, account=account.id, ip=ip_hash)
        return account
    if not is_right:
        account.failed_count += 1
        if account.failed_count >= FAILURES and account.locked_until is None:
            account.locked_until = now + LOCKED_FOR
    session.flush()
    journal.write(
        session,
        STREAM,
        journal.Event.SIGN_IN_REFUSED,
        actor,
        account=account.id,
        ip=ip_hash,
        failures=account.failed_count,
    )
    return None


def _locked_row(session: Session, attempt: Attempt) -> Account | None:
    if attempt.account_id is None:
        return None
    return session.get(Account, attempt.account_id, with_for_update=True, populate_existing=True)


def change_password(session: Session, attempt: Attempt, new_hash: str, ip_hash: str, keep_session: str = "") -> bool:
    """Change one's own password after `check_password` of the old one; False is a refusal that counts.

    `new_hash` is from `passwords.hash_password`. All sessions but `keep_session` (an id) end.
    """
    account = authenticate(session, attempt, ip_hash)
    if account is None:
        return False
    account.password_hash, account.must_change = new_hash, False
    close_all(session, account.id, keep=keep_session)
    _note(session, Actor(account.person_id, ""), account, "password_changed")
    return True


def create_account(session: Session, person: Person, login: str, password_hash: str, actor: Actor) -> Account:
    """Open an account whose password is to be changed at the first sign-in. Raises `BadAnswer` (field
    `login`) where the login is taken or not a word, or the person has an account."""
    folded = fold(login)
    if not folded or any(character.isspace() for character in folded):
        raise BadAnswer({"login": [Text("登录名不能为空或含空格。", "A login is one word.")]})
    taken = (Account.login == folded) | (Account.person_id == person.id)
    if session.scalar(select(Account.id).where(taken)) is not None:
        raise BadAnswer(
            {"login": [Text("登录名已被使用，或此人已有账号。", "The login is taken, or this person has an account.")]}
        )
    account = Account(
        person_id=person.id,
        login=folded,
        password_hash=password_hash,
        must_change=True,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    _note(session, actor, account, "created")
    return account


def reset_password(session: Session, account: Account, new_hash: str, actor: Actor) -> None:
    """An administrator sets a first password anew; it opens a locked account and ends all sessions."""
    account.password_hash, account.must_change = new_hash, True
    account.failed_count, account.locked_until = 0, None
    close_all(session, account.id)
    _note(session, actor, account, "password_reset")


def disable(session: Session, account: Account, actor: Actor) -> None:
    """Close an account at once: its sessions end and its tokens are dead."""
    account.disabled_at = clock.now()
    close_all(session, account.id)
    _note(session, actor, account, "disabled")


def enable(session: Session, account: Account, actor: Actor) -> None:
    """Open a closed account again; its old sessions stay ended."""
    account.disabled_at, account.failed_count, account.locked_until = None, 0, None
    _note(session, actor, account, "enabled")


def _note(session: Session, actor: Actor, account: Account, what: str) -> None:
    session.flush()
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, account=account.id, what=what)
