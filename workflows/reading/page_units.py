"""The units' part of a case's page: tracks, obligations with their dates and evidence, the last contact."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import deadlines
from engine.models import Deadline
from engine.text import Text, day_in_words
from workflows.cases.light import NO_DATE, PAUSED, Light
from workflows.documents.models import Attachment, Document, RecommendationItem
from workflows.people.models import Unit
from workflows.reading import bases, chased, labels
from workflows.reading.file_names import told_apart
from workflows.reading.page_parts import ContactPart, FileRef, ObligationPart, TrackPart
from workflows.rectification import derived, extension
from workflows.rectification.models import Contact, Evidence, Obligation, PromisedDate, Track, Verdict, Verification
from workflows.rectification.states import TrackRole, TrackState

VERDICT = {
    Verdict.CONFIRMED: Text("复核到位", "confirmed"),
    Verdict.PARTLY: Text("复核部分到位", "partly confirmed"),
    Verdict.NOT_CONFIRMED: Text("复核未到位", "not confirmed"),
}

VOID = Text("复核须由他人重做", "to be inspected again by others")
CHECKED = Text("{day}{verdict}", "{day}, {verdict}")


class _Material(NamedTuple):
    """What obligations refer to, read at once for all tracks of a page."""

    texts: dict[int, str]  # recommendation item -> text
    promised: dict[int, list[date]]  # obligation -> dates in their order
    evidence: dict[int, list[FileRef]]
    checks: dict[int, Verification]  # obligation -> its last check
    extended: dict[int, Text]  # obligation -> who gave it more time


def tracks_of(session: Session, case_id: int) -> list[Track]:
    """The tracks of a case, the oldest first."""
    return list(session.scalars(select(Track).where(Track.case_id == case_id).order_by(Track.id)))


def seen_by_units(tracks: Iterable[Track], unit_ids: Collection[int]) -> list[Track]:
    """A unit sees its own track; a lead unit also the assist units', whose opinions it merges."""
    found = list(tracks)
    leads = any(track.unit_id in unit_ids and track.track_role is TrackRole.LEAD for track in found)
    gone = (TrackState.WITHDRAWN, TrackState.REASSIGNED)
    return [
        track
        for track in found
        if (track.unit_id in unit_ids and track.state not in gone) or (leads and track.track_role is TrackRole.ASSIST)
    ]


def parts(
    session: Session,
    tracks: Sequence[Track],
    *,
    with_contacts: bool = True,
    with_evidence: bool = True,
    sees_names: bool = True,
) -> tuple[TrackPart, ...]:
    """The tracks with all that belongs to them, in a fixed number of statements."""
    if not tracks:
        return ()
    named = {t.unit_id for t in tracks} | {t.addressed_unit_id for t in tracks if t.addressed_unit_id}
    units = {u.id: u for u in session.scalars(select(Unit).where(Unit.id.in_(named)))}
    letters = _letter_numbers(session, tracks)
    contacts, counts = _contacts(session, [track.id for track in tracks]) if with_contacts else ({}, {})
    done = chased.of_tracks(session, [track.id for track in tracks]) if with_contacts else {}
    asking = extension.asking(session, [track.id for track in tracks])
    material = _material(session, [one for track in tracks for one in track.obligations], sees_names)
    if not with_evidence:
        material.evidence.clear()
    return tuple(
        TrackPart(
            id=track.id,
            unit_id=track.unit_id,
            unit=units[track.unit_id].name,
            addressed=units[track.addressed_unit_id].name if track.addressed_unit_id else "",
            role=labels.track_role(track.track_role),
            state=track.state,
            state_words=track.state.label,
            light=derived.light(session, track),
            letter_id=track.document_id,
            letter_no=letters.get(track.document_id or 0),
            signed_on=track.signed_on,
            closed_on=track.closed_on,
            next_check_on=track.next_check_on,
            contact=contacts.get(track.id),
            contacts=counts.get(track.id, 0),
            proposes_meeting=track.proposes_meeting,
            is_relapse=track.replaces_id is not None and track.proposes_meeting,
            asks_for_time=track.id in asking,
            chased=tuple(done.get(track.id, ())),
            obligations=tuple(_obligation(session, track, one, material) for one in track.obligations),
        )
        for track in tracks
    )


def _letter_numbers(session: Session, tracks: Sequence[Track]) -> dict[int, str | None]:
    wanted = {track.document_id for track in tracks if track.document_id}
    return dict(session.execute(select(Document.id, Document.doc_no).where(Document.id.in_(wanted))).all())


def _contacts(session: Session, track_ids: Sequence[int]) -> tuple[dict[int, ContactPart], dict[int, int]]:
    counted = select(Contact.track_id, func.max(Contact.id), func.count()).where(Contact.track_id.in_(track_ids))
    rows = session.execute(counted.group_by(Contact.track_id)).all()
    found = session.scalars(select(Contact).where(Contact.id.in_([last for _track, last, _n in rows])))
    parts = {one.track_id: ContactPart(one.contacted_at, one.kind, one.person, one.said, one.next_on) for one in found}
    return parts, {track: count for track, _last, count in rows}


def _material(session: Session, obligations: Sequence[Obligation], sees_names: bool) -> _Material:
    ids = [one.id for one in obligations]
    items = {one.recommendation_item_id for one in obligations}
    texts = select(RecommendationItem.id, RecommendationItem.text).where(RecommendationItem.id.in_(items))
    promised: dict[int, list[date]] = {}
    dates = select(PromisedDate).where(PromisedDate.obligation_id.in_(ids)).order_by(PromisedDate.id)
    for promise in session.scalars(dates):
        promised.setdefault(promise.obligation_id, []).append(promise.due_on)
    proofs: dict[int, list[Attachment]] = {}
    given = select(Evidence.obligation_id, Attachment).join(Attachment, Attachment.id == Evidence.attachment_id)
    given = given.where(Evidence.obligation_id.in_(ids)).order_by(Attachment.id)
    for obligation_id, proof in session.execute(given).all():
        proofs.setdefault(obligation_id, []).append(proof)
    evidence = {obligation_id: told_apart(files) for obligation_id, files in proofs.items()}
    checks = session.scalars(select(Verification).where(Verification.obligation_id.in_(ids)).order_by(Verification.id))
    running = select(Deadline.id, Deadline.subject_id).where(
        Deadline.subject_kind == "obligation", Deadline.subject_id.in_(ids), Deadline.state.in_(deadlines.OPEN)
    )
    rows = dict(session.execute(running).all())
    granted = bases.extended(session, rows, sees_names=sees_names)
    return _Material(
        dict(session.execute(texts).all()),
        promised,
        evidence,
        {check.obligation_id: check for check in checks},
        {rows[row_id]: words for row_id, words in granted.items()},
    )


def _obligation(session: Session, track: Track, one: Obligation, material: _Material) -> ObligationPart:
    check = material.checks.get(one.id)
    return ObligationPart(
        id=one.id,
        rec_no=one.rec_no,
        text=material.texts.get(one.recommendation_item_id, ""),
        state=one.state,
        state_words=labels.OBLIGATION_STATE[one.state],
        light=_light(session, track, one),
        due_on=one.due_on,
        basis=material.extended.get(one.id, one.date_basis.label),
        old_dues=tuple(day for day in material.promised.get(one.id, []) if day != one.due_on),
        is_disputed=one.is_disputed,
        is_paused=one.is_paused,
        failed_count=one.failed_count,
        last_check=_words_of(check) if check else None,
        evidence=tuple(material.evidence.get(one.id, ())),
    )


def _words_of(check: Verification) -> Text:
    verdict = VOID if check.void_reason else VERDICT[check.verdict]
    return CHECKED.format(day=day_in_words(check.inspected_on), verdict=verdict)


def _light(session: Session, track: Track, one: Obligation) -> Light:
    if track.is_suspended or one.is_paused or one.is_disputed:
        return PAUSED
    if one.due_on is None or one not in derived.workable(track.obligations) or one.reported_on is not None:
        return NO_DATE
    return derived.of_obligation(session, one)
