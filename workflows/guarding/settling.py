"""What was found becomes incidents: each once, and closed when it is found no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, jobs, journal
from engine.actors import SYSTEM, Actor
from engine.errors import NotFound
from engine.journal import Event
from engine.models import Incident, Instance, JournalEntry
from engine.process import Host
from engine.text import Text
from workflows.guarding import examining
from workflows.guarding.finding import CODES, Finding, Key

STREAM = "guard"
FOUND_NO_MORE = Text("已查无此情况", "found no more")


@dataclass(frozen=True)
class Batch:
    """What one batch is about; `suspects`: of which something was found, or an incident is open."""

    looked_at: int
    suspects: tuple[int, ...]
    reached: int
    is_last: bool


def look_through(session: Session, host: Host, after: int = 0, limit: int = examining.BATCH) -> Batch:
    """The next cases, without writing anything; only those of which there is something to say are looked at again."""
    looked = examining.find(session, host, after, limit)
    is_last = len(looked.case_ids) < limit
    told = examining.with_incidents(session, after, None if is_last else looked.reached)
    suspects = {one.case_id for one in looked.findings} | told
    return Batch(len(looked.case_ids), tuple(sorted(suspects)), looked.reached, is_last)


def settle(session: Session, host: Host, case_ids: Sequence[int], actor: Actor = SYSTEM) -> list[Finding]:
    """Open and close the incidents of these cases as they stand now; what is found of them."""
    if not case_ids:
        return []
    jobs.alone(session)
    findings = {one.key: one for one in examining.these(session, host, case_ids).findings}
    standing = {
        Key(incident.code, incident.instance_id or 0, incident.work_item_id): incident
        for incident in session.scalars(
            select(Incident)
            .join(Instance, Instance.id == Incident.instance_id)
            .where(Incident.resolved_at.is_(None), Incident.code.in_(CODES), Instance.matter_id.in_(case_ids))
        )
    }
    for key, finding in findings.items():
        if key in standing:
            standing[key].message = list(finding.words)
        else:
            _open(session, finding)
    for key, incident in standing.items():
        if key not in findings:
            _close(session, incident, actor)
    return list(findings.values())


def look_again(session: Session, host: Host, incident_id: int, actor: Actor) -> bool:
    """Look at the case of an incident now, after something was done about it; whether it is closed."""
    incident = session.get(Incident, incident_id)
    if incident is None or incident.code not in CODES or incident.instance_id is None:
        raise NotFound
    settle(session, host, [session.get_one(Instance, incident.instance_id).matter_id], actor)
    session.refresh(incident)
    return incident.resolved_at is not None


def _open(session: Session, finding: Finding) -> None:
    made = Incident(
        instance_id=finding.key.instance_id,
        work_item_id=finding.key.item_id,
        code=finding.key.code,
        message=list(finding.words),
        opened_at=clock.now(),
    )
    session.add(made)
    session.flush()
    journal.write(session, STREAM, Event.INCIDENT_OPENED, SYSTEM, incident=made.id, instance=made.instance_id)


def _close(session: Session, incident: Incident, actor: Actor) -> None:
    incident.resolved_at, incident.resolved_by = clock.now(), actor.person_id
    incident.resolution = FOUND_NO_MORE.zh
    journal.write(session, STREAM, Event.INCIDENT_RESOLVED, actor, incident=incident.id, resolution=incident.resolution)


def end_run(session: Session, looked_at: int, found: int) -> None:
    """Note that all open cases were looked at."""
    journal.write(session, STREAM, Event.CASES_LOOKED_THROUGH, SYSTEM, cases=looked_at, found=found)


class Round(NamedTuple):
    """When all open cases were looked at, how many there were, and how much was found of them."""

    at: datetime
    cases: int
    found: int


def last_run(session: Session) -> Round | None:
    """The last round that came to its end."""
    entry = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.stream == STREAM, JournalEntry.event == str(Event.CASES_LOOKED_THROUGH))
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    return Round(entry.at, entry.facts()["cases"], entry.facts()["found"]) if entry else None
