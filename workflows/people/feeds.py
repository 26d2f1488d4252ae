"""Calendar feeds: a secret address per person at which a calendar program reads his dates without signing in.

The store keeps a hash; the secret itself is given out once. Whoever has it reads what the person's pages show that
day, so it ends with the account and with the last post, and a new one ends the old one at once.
"""

import secrets
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.errors import NotFound, NotPermitted
from engine.text import Text
from workflows.people.actors import actor_of
from workflows.people.models import Account, CalendarFeed
from workflows.people.sessions import STREAM, digest

TOUCH_EVERY = timedelta(hours=1)
NO_POST = Text("您现在没有任职，没有可订阅的时限。", "you hold no post now, so there are no dates to subscribe to.")


class Subscriber(NamedTuple):
    """Whose feed it is, as whom he acts today, and the feed."""

    account: Account
    actor: Actor
    feed: CalendarFeed


def of(session: Session, person_id: int) -> CalendarFeed | None:
    """The person's feed, without its secret."""
    return session.get(CalendarFeed, person_id)


def issue(session: Session, account_id: int, actor: Actor) -> str:
    """A new secret, returned this once; an older one opens nothing from now on. NotPermitted for whoever has no post:
    his calendar could not be read."""
    if not actor.standings:
        raise NotPermitted(reason=NO_POST)
    account = session.get_one(Account, account_id, with_for_update=True, populate_existing=True)  # two at once: in turn
    token, made = secrets.token_urlsafe(32), of(session, account.person_id)
    what = "feed_renewed" if made else "feed_issued"
    if made is None:
        made = CalendarFeed(person_id=account.person_id)
        session.add(made)
    made.token_hash, made.made_at, made.last_read_at = digest(token), clock.now(), None
    session.flush()
    _note(session, actor, account_id, what)
    return token


def remove(session: Session, account: Account, actor: Actor) -> None:
    """End the person's feed. Raises `NotFound` where there is none."""
    found = of(session, account.person_id)
    if found is None:
        raise NotFound
    session.delete(found)
    session.flush()
    _note(session, actor, account.id, "feed_removed")


def find(session: Session, token: str) -> Subscriber:
    """Whose secret this is. Raises `NotFound` if it is unknown, renewed or removed, if the account is closed or waits
    for its first password to be changed, and if the person holds no post today. Only reads."""
    row = session.execute(
        select(Account, CalendarFeed)
        .join(CalendarFeed, CalendarFeed.person_id == Account.person_id)
        .where(CalendarFeed.token_hash == digest(token), Account.disabled_at.is_(None), ~Account.must_change)
    ).one_or_none()
    if row is None:
        raise NotFound
    account, feed = row
    actor = actor_of(session, account.person_id)
    if not actor.standings:
        raise NotFound
    return Subscriber(account, actor, feed)


def wants_touch(feed: CalendarFeed) -> bool:
    """Whether the last reading is old enough to be written anew: not at every one."""
    return feed.last_read_at is None or clock.now() - feed.last_read_at >= TOUCH_EVERY


def touch(session: Session, feed: CalendarFeed) -> None:
    """Note that the feed is read. One that was renewed meanwhile is left alone."""
    found = of(session, feed.person_id)
    if found is not None and found.token_hash == feed.token_hash:
        found.last_read_at = clock.now()


def _note(session: Session, actor: Actor, account_id: int, what: str) -> None:
    journal.write(session, STREAM, journal.Event.ACCOUNT_CHANGED, actor, account=account_id, what=what)
