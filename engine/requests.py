"""Request keys: the same mutating request twice gets the same answer once."""

import hashlib
from typing import Any

import orjson
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import RequestKeyReused
from engine.models import RequestKey


def digest_of(*parts: object) -> str:
    """A digest of what was asked (path and body), to tell a repeat from another request."""
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def replay(session: Session, key: str, person_id: int, digest: str) -> dict[str, Any] | None:
    """The answer given before; None for a new key; RequestKeyReused if the key stood for something else."""
    found = session.get(RequestKey, (key, person_id))
    if found is None:
        return None
    if found.digest != digest:
        raise RequestKeyReused
    return found.reply


def remember(session: Session, key: str, person_id: int, digest: str, reply: dict[str, Any]) -> None:
    """Keep the answer beside the change; a second request with this key finds it."""
    session.add(RequestKey(key=key, person_id=person_id, digest=digest, reply=reply, created_at=clock.now()))
