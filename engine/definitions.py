"""Deployed versions of processes. An instance keeps the version that it started with."""

import hashlib
from collections.abc import Mapping
from threading import Lock

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, journal, xml
from engine.actors import SYSTEM
from engine.checks import Declared, Finding, check
from engine.errors import KanjianError
from engine.interpreter import Spec, parse
from engine.models import Definition
from engine.process import Process
from engine.text import Text

_specs: dict[tuple[str, str], Spec] = {}
_lock = Lock()


class BadDefinition(KanjianError):
    """A diagram that may not be deployed; `findings` has every reason."""

    code = "bad_definition"
    text = Text(
        "流程“{process}”有{count}处问题，不能部署：{first}",
        "“{process}” has {count} findings and is not deployed: {first}",
    )

    def __init__(self, process: str, findings: list[Finding]) -> None:
        first = findings[0]
        words = Text(
            f"{first.file} {first.element_id} {first.text.zh}", f"{first.file} {first.element_id} {first.text.en}"
        )
        super().__init__(process=process, count=len(findings), first=words)
        self.findings = findings


def files_of(process: Process) -> dict[str, bytes]:
    """The diagrams and decision tables of a process, by file name: its own and those that it calls."""
    paths = [
        path for folder in process.folders for path in sorted(folder.iterdir()) if path.suffix in (".bpmn", ".dmn")
    ]
    content = {path.name: path.read_bytes() for path in paths}
    names = {name: _names(name, text) for name, text in content.items()}
    kept: dict[str, bytes] = {}
    wanted = [process.key]
    while wanted:
        key = wanted.pop()
        for name, (own, called) in names.items():
            if key in own and name not in kept:
                kept[name] = content[name]
                wanted += called
    return dict(sorted(kept.items()))


def _names(file: str, content: bytes) -> tuple[set[str], set[str]]:
    """What a file defines (processes, decisions) and what it calls."""
    own: set[str] = set()
    called: set[str] = set()
    for element in xml.parse(content, file).iter("{*}process", "{*}decision", "{*}callActivity", "{*}businessRuleTask"):
        name = str(element.tag).rpartition("}")[2]
        if name in ("process", "decision"):
            own.add(element.get("id", ""))
        else:
            called |= {str(value) for key, value in element.attrib.items() if key in CALLS}
    return own, called


CALLS = ("calledElement", "{https://kanjian/bpmn}decision")


def declared(process: Process) -> Declared:
    """What the Python of a process answers to, as the checks want it."""
    return Declared(
        forms=frozenset(task.element for task in process.tasks),
        services=frozenset(process.services),
        jobs=frozenset(process.jobs),
        messages=process.messages,
        deadlines=process.timers,
        sends=frozenset((task.element, one.message) for task in process.tasks for one in task.sends),
    )


def findings(process: Process) -> list[Finding]:
    """Everything that speaks against deploying the process as it stands."""
    return check(files_of(process), process.key, declared(process))


def deploy(session: Session, process: Process) -> Definition:
    """The newest version of the process; a new one if its diagrams differ from the last, unless they are bad."""
    files = {name: content.decode() for name, content in files_of(process).items()}
    digest = hashlib.sha256(orjson.dumps(files, option=orjson.OPT_SORT_KEYS)).hexdigest()
    last = latest(session, process.key)
    if last is not None and last.digest == digest:
        return last
    if found := findings(process):
        raise BadDefinition(process.key, found)
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
        row = session.execute(select(Definition.process, Definition.digest).where(Definition.id == definition_id)).one()
        key = session.info["definition", definition_id] = (row.process, row.digest)
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
