"""Opening a unit's track, keeping its state, and ending it; a track that settles asks the case to look again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands, deadlines, jobs, journal
from engine.actors import Actor
from engine.models.deadline import DeadlineState
from engine.process import Host
from workflows.documents.models import RecommendationItem, RecommendationKind
from workflows.rectification import deadline_rows
from workflows.rectification.derived import class_of, light, settled, state_of
from workflows.rectification.models import DeliveryMode, Obligation, PaperHow, Track
from workflows.rectification.states import ObligationState, TrackMode, TrackRole, TrackState

PROCESS_KEY = "rectification"
RECHECK = "recheck"
__all__ = [
    "Delivery",
    "at_work",
    "end",
    "light",
    "of_case",
    "open_track",
    "refresh",
    "settled",
    "state_of",
    "take_over",
]


@dataclass(frozen=True)
class Delivery:
    """How the letter reached the unit. On paper: how, who took it, when, and the scan of the receipt."""

    mode: DeliveryMode
    delivered_on: date
    paper_how: PaperHow | None = None
    receiver: str = ""
    received_at: datetime | None = None
    receipt_id: int | None = None
    liaison_id: int | None = None
    items: Sequence[RecommendationItem] | None = None  # where they are not those of the letter that name the unit
    replaces: Track | None = None


def open_track(  # noqa: PLR0913 - what a track is made of
    session: Session,
    host: Host,
    case_id: int,
    unit_id: int,
    role: TrackRole | str,
    mode: TrackMode | str,
    document_id: int | None,
    delivery: Delivery,
    actor: Actor,
) -> Track:
    """Make a unit's track with an obligation per recommendation addressed to it, and start its process.

    A unit that has a track at work in the case carries the recommendations on in it: a letter issued anew
    does not double its tracks.
    """
    items = items_for(session, document_id, unit_id) if delivery.items is None else delivery.items
    present = at_work(session, case_id, unit_id)
    if present is not None:
        present.document_id = document_id
        take_over(session, present, items)
        refresh(session, present, actor)
        return present
    track = Track(
        case_id=case_id,
        unit_id=unit_id,
        track_role=TrackRole(role),
        track_mode=TrackMode(mode),
        document_id=document_id,
        opened_at=clock.now(),
        replaces_id=delivery.replaces.id if delivery.replaces else None,
        delivery_mode=delivery.mode,
        paper_how=delivery.paper_how,
        delivered_on=delivery.delivered_on,
        sign_from=delivery.delivered_on,
        receiver=delivery.receiver,
        received_at=delivery.received_at,
        receipt_id=delivery.receipt_id,
        liaison_id=delivery.liaison_id,
        state=TrackState.PENDING_SIGN,
        obligations=[],
    )
    session.add(track)
    session.flush()
    take_over(session, track, items)
    instance = commands.start(session, host, PROCESS_KEY, ("track", track.id), case_id, {}, actor=actor)
    track.instance_id = instance.id
    return track


def at_work(session: Session, case_id: int, unit_id: int) -> Track | None:
    """The unit's track in a case that is not settled."""
    return next((t for t in of_case(session, case_id) if t.unit_id == unit_id and not settled(t)), None)


def items_for(session: Session, document_id: int | None, unit_id: int) -> list[RecommendationItem]:
    """The recommendations of a letter that name the unit, in their order."""
    if document_id is None:
        return []
    found = select(RecommendationItem).where(RecommendationItem.document_id == document_id)
    ordered = session.scalars(found.order_by(RecommendationItem.no))
    return [item for item in ordered if unit_id in item.unit_ids]


def take_over(session: Session, track: Track, items: Iterable[RecommendationItem]) -> list[Obligation]:
    """Make the unit answerable for these recommendations; what it carries already stays as far as it has come
    (of a letter issued anew the number finds it again)."""
    carried = {one.rec_no: one for one in track.obligations if one.state is not ObligationState.WITHDRAWN}
    items = list(items)
    for item in items:
        if item.no in carried:
            carried[item.no].recommendation_item_id = item.id
    made = [
        Obligation(
            case_id=track.case_id,
            recommendation_item_id=item.id,
            unit_id=track.unit_id,
            rec_no=item.no,
            is_immediate=item.kind is RecommendationKind.IMMEDIATE,
            state=ObligationState.ASKED,
            printed_due=item.due,
            is_paused=False,
            is_disputed=False,
            failed_count=0,
        )
        for item in items
        if item.no not in carried
    ]
    track.obligations.extend(made)
    session.flush()
    return made


def of_case(session: Session, case_id: int) -> list[Track]:
    """The tracks of a case in the order in which they were opened."""
    return list(session.scalars(select(Track).where(Track.case_id == case_id).order_by(Track.id)))


def refresh(session: Session, track: Track, actor: Actor, reason: str = "") -> TrackState:
    """Let state and class follow from the obligations; a change is journalled, and a settled track asks the
    case to look again."""
    before = track.state
    track.result_class = track.result_class or class_of(track.obligations)
    track.state = state_of(track, track.obligations)
    if track.state is before:
        return before
    journal.write(
        session,
        f"matter:{track.case_id}",
        journal.Event.RECORD_CHANGED,
        actor,
        record="track",
        id=track.id,
        before=str(before),
        after=str(track.state),
        reason=reason,
    )
    if settled(track):
        ask_again(session, track.case_id)
    return track.state


def ask_again(session: Session, case_id: int) -> None:
    """Have a runner look whether every track of the case is settled. The case itself is not locked here."""
    jobs.add(session, RECHECK, {"case_id": case_id})


def end(session: Session, track: Track, state: TrackState, reason: str, actor: Actor) -> None:
    """End a track as a whole: REASSIGNED, WITHDRAWN, UNRESOLVED or OPINION_GIVEN.

    Of UNRESOLVED the obligations stay open: they are owed still.
    """
    track.ended_as, track.ended_reason, track.closed_on = state, reason, clock.today()
    track.is_objecting = False
    if state in (TrackState.REASSIGNED, TrackState.WITHDRAWN):
        withdraw(session, track.obligations)
        deadline_rows.of_progress(session, track, None)
    refresh(session, track, actor, reason)


def withdraw(session: Session, obligations: Collection[Obligation]) -> None:
    """The unit owes these no more; what is closed stays closed."""
    for one in obligations:
        if not one.state.startswith("CLOSED_"):
            one.state, one.is_disputed, one.is_paused = ObligationState.WITHDRAWN, False, False
            deadlines.close(session, ("obligation", one.id), DeadlineState.VOID)
