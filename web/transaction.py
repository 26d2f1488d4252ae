"""The edge where requests meet the store: reading, and acting once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine import requests
from engine.db import transaction
from engine.errors import KanjianError


def database() -> Engine:
    """The store of this app."""
    found: Engine = current_app.extensions["database"]
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only transaction; what was read stays readable afterwards."""
    with transaction(database(), read_only=True) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction that is committed at its end."""
    with transaction(database()) as session:
        yield session


def once(
    key: str, person_id: int, what: tuple[object, ...], act: Callable[[Session], dict[str, Any]]
) -> dict[str, Any]:
    """Do `act` unless this request key was answered before; then give the same answer again.

    `what` (path and body) tells a repeat from another request under the same key: RequestKeyReused. Only an act
    that cannot be done is looked up: a key stands in the store once, so a repeat undoes itself at the latest there.
    """
    digest = requests.digest_of(*what)
    try:
        with writing() as session:
            reply = act(session)
            requests.remember(session, key, person_id, digest, reply)
            return reply
    except (KanjianError, IntegrityError):
        with reading() as session:
            known = requests.replay(session, key, person_id, digest)
        if known is None:
            raise
        return known
