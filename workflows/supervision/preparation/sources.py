"""The sources of a case: what each brought, who stands behind it, and whether it has had its answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.process import Values
from workflows.cases.models import Case
from workflows.supervision.models import Complainant, Source, SourceResult

COPIED = ("programme_title", "episode_no", "broadcast_url", "programme_handling")


def of_case(session: Session, case_id: int) -> list[Source]:
    """Every source of a case, the first one first."""
    return list(session.scalars(select(Source).where(Source.case_id == case_id).order_by(Source.id)))


def record(session: Session, case: Case, data: Values, actor: Actor) -> Source:
    """Write what a lead says of its source; of a lead entered again, the same source with its new words."""
    source = next(iter(of_case(session, case.id)), None)
    if source is None:
        source = Source(case_id=case.id, registered_by=case.created_by, received_at=clock.now())
        session.add(source)
    source.kind, source.noticed_on, source.broadcast_on = data["source_kind"], data["noticed_on"], data["broadcast_on"]
    for name in COPIED:
        setattr(source, name, data.get(name) or "")
    source.video_id = next(iter(data.get("video") or ()), None)
    source.evidence_ids = list(dict.fromkeys([*(source.evidence_ids or ()), *(data.get("evidence") or ())]))
    source.result = source.replied_on = None
    session.flush()
    _keep_complainant(session, source, data.get("complainant") or {})
    return source


def _keep_complainant(session: Session, source: Source, given: Values) -> None:
    """A lead entered again without him leaves him as he was: his data are never shown in the form."""
    if not any(given.values()):
        return
    person = session.get(Complainant, source.id)
    if person is None:
        person = Complainant(source_id=source.id, case_id=source.case_id)
        session.add(person)
    person.name, person.phone, person.erased_at = given.get("name"), given.get("phone"), None


def without_complainant(answer: Values | None) -> dict[str, Any] | None:
    """A lead's answer as it may be kept with the work item: who complained stands in his own row alone."""
    return None if answer is None else {**answer, "complainant": None}


def erase(session: Session, source: Source, actor: Actor) -> bool:
    """Erase the person behind a source; the record keeps the fact only. False if nobody was there."""
    person = session.get(Complainant, source.id)
    if person is None or person.erased_at is not None:
        return False
    person.name = person.phone = None
    person.erased_at = clock.now()
    event = journal.Event.PERSONAL_DATA_ERASED
    journal.write(session, f"matter:{source.case_id}", event, actor, source=source.id)
    return True


def read_complainant(session: Session, source: Source, actor: Actor) -> Complainant | None:
    """The person behind a source; that he was looked at is kept. Whether the actor may is the caller's to ask."""
    person = session.get(Complainant, source.id)
    if person is not None:
        event = journal.Event.PERSONAL_DATA_READ
        journal.write(session, f"matter:{source.case_id}", event, actor, source=source.id)
    return person


def expect_answers(session: Session, case_id: int, result: SourceResult) -> list[Source]:
    """From now on every source of the case is owed an answer, but those that have withdrawn."""
    owed = [source for source in of_case(session, case_id) if source.withdrawn_on is None]
    for source in owed:
        source.result, source.replied_on = result, None
        source.channel = source.replied_by = source.reply_file_id = None
        source.reply_text = ""
    session.flush()
    return owed


def unanswered(session: Session, case_id: int) -> list[Source]:
    """Sources that are owed an answer."""
    return [
        source
        for source in of_case(session, case_id)
        if source.result is not None and source.replied_on is None and source.withdrawn_on is None
    ]


def new_evidence(source: Source | None, data: Values) -> Sequence[object]:
    """What a lead brings that its source had not brought before: files, a video, a link."""
    if source is None:
        return ()
    files = [*(data.get("evidence") or ()), *(data.get("video") or ())]
    known = {*source.evidence_ids, source.video_id}
    links = [data["broadcast_url"]] if data.get("broadcast_url") not in (None, "", source.broadcast_url) else []
    return [*(found for found in files if found not in known), *links]
