"""Deployed versions of processes. An instance keeps the version that it started with."""

import hashlib
from collections.abc import Mapping
from threading import Lock

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import SYSTEM
from engine.interpreter import Spec, parse
from engine.models import Definition
from engine.process import Process

_specs: dict[tuple[str, str], Spec] = {}
_lock = Lock()


def files_of(process: Process) -> dict[str, bytes]:
    """The diagrams and decision tables of a process, by file name; those of the folders it calls included."""
    found: dict[str, bytes] = {}
    for folder in process.folders:
        for path in sorted(folder.glob("*.bpmn")) + sorted(folder.glob("*.dmn")):
            found[path.name] = path.read_bytes()
    return found


def deploy(session: Session, process: Process) -> Definition:
    """The newest version of the process; a new one if its diagrams differ from the last."""
    files = {name: content.decode() for name, content in files_of(process).items()}
    digest = hashlib.sha256(orjson.dumps(files, option=orjson.OPT_SORT_KEYS)).hexdigest()
    last = latest(session, process.key)
    if last is not None and last.digest == digest:
        return last
    made = Definition(
        process=process.key,
        version=(last.version if last else 0) + 1,
        digest=digest,
        files=files,
        deployed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    journal.write(
        session, "definitions", journal.Event.DEFINITION_DEPLOYED, SYSTEM, process=process.key, version=made.version
    )
    return made


def latest(session: Session, process: str) -> Definition | None:
    """The version that new instances start with; None if it was never deployed."""
    newest = select(func.max(Definition.version)).where(Definition.process == process).scalar_subquery()
    return session.scalar(select(Definition).where(Definition.process == process, Definition.version == newest))


def spec(session: Session, definition_id: int, processes: Mapping[str, Process] | None = None) -> Spec:
    """The parsed diagrams of a version, shared by all instances and threads."""
    key = session.info.get(("definition", definition_id))
    if key is None:
        definition = session.get_one(Definition, definition_id)
        key = session.info["definition", definition_id] = (definition.process, definition.digest)
    return _parsed(session, definition_id, key)


def _parsed(session: Session, definition_id: int, key: tuple[str, str]) -> Spec:
    found = _specs.get(key)
    if found is not None:
        return found
    definition = session.get_one(Definition, definition_id)
    with _lock:
        if key not in _specs:
            files = {name: text.encode() for name, text in definition.files.items()}
            _specs[key] = parse(files, definition.process)
        return _specs[key]
