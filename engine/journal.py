"""The journal: append-only, a closed vocabulary, a hash chain per stream and anchors over all heads.

An entry is written in the transaction of the change it tells of. It holds ids and words of the office,
never a complainant's name or phone. `verify` finds a changed or deleted entry, a cut tail (the head is
not reached), a deleted instance (the register names it) and, by the anchors, heads that were turned back.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import bindparam, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM, Actor
from engine.models import JournalAnchor, JournalEntry, JournalHead

REGISTER, ANCHORS = "register", "anchors"
START = "0" * 64


class Event(StrEnum):
    STREAM_OPENED = "stream:opened"
    INSTANCE_STARTED = "instance:started"
    INSTANCE_COMPLETED = "instance:completed"
    INSTANCE_TERMINATED = "instance:terminated"
    TASK_OPENED = "task:opened"
    TASK_COMPLETED = "task:completed"
    TASK_TAKEN_BACK = "task:taken_back"
    TASK_CANCELLED = "task:cancelled"
    ITEM_CLAIMED = "item:claimed"
    ITEM_RELEASED = "item:released"
    ITEM_DONE = "item:done"
    ITEM_TRANSFERRED = "item:transferred"
    ITEM_WITHDRAWN = "item:withdrawn"
    ITEM_CORRECTED = "item:corrected"
    ITEM_EXPIRED = "item:expired"
    SIGNER_ADDED = "signer:added"
    CIRCULATED = "circulated"
    URGED = "urged"
    RETURNED = "returned"
    MESSAGE_SENT = "message:sent"
    TIMER_FIRED = "timer:fired"
    DEADLINE_MOVED = "deadline:moved"
    JOB_DONE = "job:done"
    JOB_FAILED = "job:failed"
    INCIDENT_OPENED = "incident:opened"
    INCIDENT_RESOLVED = "incident:resolved"
    CASES_LOOKED_THROUGH = "cases:looked_through"
    RECORD_CHANGED = "record:changed"
    CONFIDENTIAL_READ = "confidential:read"
    PERSONAL_DATA_READ = "personal_data:read"
    PERSONAL_DATA_ERASED = "personal_data:erased"
    DISPENSED = "dispensed"
    DELEGATE_OBJECTED = "delegate:objected"
    SIGNED_IN = "account:signed_in"
    SIGN_IN_REFUSED = "account:sign_in_refused"
    SIGNED_OUT = "account:signed_out"
    ACCOUNT_CHANGED = "account:changed"
    CALENDAR_CHANGED = "calendar:changed"
    SETTING_CHANGED = "setting:changed"
    DEFINITION_DEPLOYED = "definition:deployed"


def write(session: Session, stream: str, event: Event, actor: Actor, post: str = "", **data: Any) -> JournalEntry:
    """Append one entry; the act fails if it cannot be written."""
    head = _locked(session, stream) or _opened(session, stream, actor)
    on_behalf_of = data.pop("on_behalf_of", None)
    text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    entry = JournalEntry(
        stream=stream,
        seq=head.seq + 1,
        at=clock.now(),
        event=str(event),
        person_id=actor.person_id,
        post=post,
        on_behalf_of=on_behalf_of,
        data=text,
    )
    entry.hash = digest(entry, head.hash)
    head.seq, head.hash = entry.seq, entry.hash
    session.add(entry)
    return entry


_HEAD = (
    select(JournalHead)
    .where(JournalHead.stream == bindparam("stream"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _locked(session: Session, stream: str) -> JournalHead | None:
    """The head of a stream, None for a new one; locked until the commit, so that an act reads it once."""
    heads: dict[str, JournalHead | None] = session.info.setdefault("heads", {})
    head = heads.get(stream)
    if head is None and stream in heads:
        return None  # `lock` has looked
    if head is None or head not in session:
        head = session.scalar(_HEAD, {"stream": stream})
        if head is not None:
            heads[stream] = head
    return head


def take(session: Session, head: JournalHead) -> None:
    """A stream's head as this transaction has just read and locked it, so that it is not asked for again."""
    session.info.setdefault("heads", {})[head.stream] = head


_OPEN = sql("INSERT INTO journal_head (stream, seq, hash) VALUES (:stream, 0, :hash) ON CONFLICT DO NOTHING")


def _opened(session: Session, stream: str, actor: Actor) -> JournalHead:
    """The head of a new stream. One that many acts share is opened by whoever is first, and the others wait for him."""
    if stream.startswith("instance:"):
        head = session.info["heads"][stream] = JournalHead(stream=stream, seq=0, hash=START)
        session.add(head)
        write(session, REGISTER, Event.STREAM_OPENED, actor, opened=stream)
        return head
    session.execute(_OPEN, {"stream": stream, "hash": START})
    head = session.info["heads"][stream] = session.scalars(_HEAD, {"stream": stream}).one()
    return head


def hold(session: Session, name: str) -> None:
    """Wait until nobody else holds this name, and hold it until the commit: a head without entries is the lock. On
    SQLite the transaction itself is the lock."""
    if _locked(session, name) is None:
        _opened(session, name, SYSTEM)


def lock(session: Session, streams: Collection[str]) -> None:
    """The heads of many streams at once, for an act that writes to each of them."""
    heads: dict[str, JournalHead | None] = session.info.setdefault("heads", {})
    wanted = [stream for stream in streams if stream not in heads]
    found = select(JournalHead).where(JournalHead.stream.in_(wanted)).order_by(JournalHead.stream).with_for_update()
    heads.update(dict.fromkeys(wanted))
    heads.update({head.stream: head for head in session.scalars(found.execution_options(populate_existing=True))})


def digest(entry: JournalEntry, before: str) -> str:
    """The hash of an entry after the hash before it, in hexadecimal SHA-256."""
    parts = [
        before,
        entry.stream,
        str(entry.seq),
        entry.at.isoformat(timespec="microseconds"),
        entry.event,
        str(entry.person_id),
        entry.post,
        str(entry.on_behalf_of),
        entry.data,
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def anchor(session: Session) -> JournalAnchor | None:
    """Chain a digest over all heads that moved since the last anchor; None if none did."""
    hold(session, ANCHORS)
    known = _anchored(session)
    moved = [
        h
        for h in session.scalars(select(JournalHead).where(JournalHead.seq > 0).order_by(JournalHead.stream))
        if known.get(h.stream) != (h.seq, h.hash)
    ]
    if not moved:
        return None
    last = session.scalar(select(JournalAnchor).order_by(JournalAnchor.id.desc()).limit(1))
    lines = "\n".join(f"{head.stream} {head.seq} {head.hash}" for head in moved)
    made = JournalAnchor(at=clock.now(), heads=lines, hash=_chain(last.hash if last else START, lines))
    session.add(made)
    return made


def _chain(before: str, lines: str) -> str:
    return hashlib.sha256(f"{before}\x1f{lines}".encode()).hexdigest()


def _anchored(session: Session) -> dict[str, tuple[int, str]]:
    known: dict[str, tuple[int, str]] = {}
    for made in session.scalars(select(JournalAnchor).order_by(JournalAnchor.id)):
        for line in made.heads.splitlines():
            stream, seq, value = line.split(" ")
            known[stream] = (int(seq), value)
    return known


@dataclass(frozen=True)
class Broken:
    """The first thing wrong in one stream: where, and in words."""

    stream: str
    seq: int
    why: str


def verify(session: Session) -> Iterator[Broken]:
    """Every stream's first broken link; nothing if all is as it was written."""
    heads = {head.stream: head for head in session.scalars(select(JournalHead))}
    streams: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    hashes: dict[tuple[str, int], str] = {}
    registered: set[str] = set()
    entries = select(JournalEntry).order_by(JournalEntry.stream, JournalEntry.seq).execution_options(yield_per=1000)
    for entry in session.scalars(entries):
        seq, before = streams.get(entry.stream, (0, START))
        hashes[entry.stream, entry.seq] = entry.hash
        if entry.event == Event.STREAM_OPENED:
            registered.add(entry.facts()["opened"])
        streams[entry.stream] = (entry.seq, entry.hash)
        if entry.stream in broken:
            continue
        if entry.seq != seq + 1:
            broken.add(entry.stream)
            yield Broken(entry.stream, seq + 1, "an entry is missing")
        elif digest(entry, before) != entry.hash:
            broken.add(entry.stream)
            yield Broken(entry.stream, entry.seq, "the entry was changed")
    yield from _verify_heads(heads, streams, broken, registered)
    yield from _verify_anchors(session, heads, hashes)


def _verify_heads(
    heads: dict[str, JournalHead], streams: dict[str, tuple[int, str]], broken: set[str], registered: set[str]
) -> Iterator[Broken]:
    for stream, head in heads.items():
        last = streams.get(stream, (0, START))
        if stream not in broken and last != (head.seq, head.hash):
            yield Broken(stream, last[0] + 1, "the tail was cut")
    for stream in sorted((set(streams) | registered) - set(heads)):
        yield Broken(stream, 1, "the whole stream was deleted")


def _verify_anchors(
    session: Session, heads: dict[str, JournalHead], hashes: dict[tuple[str, int], str]
) -> Iterator[Broken]:
    before = START
    for made in session.scalars(select(JournalAnchor).order_by(JournalAnchor.id)):
        if _chain(before, made.heads) != made.hash:
            yield Broken(ANCHORS, made.id, "the anchor was changed or one before it deleted")
            return
        before = made.hash
        for line in made.heads.splitlines():
            stream, seq, value = line.split(" ")
            if hashes.get((stream, int(seq))) != value:
                yield Broken(stream, int(seq), "it differs from what was anchored")
