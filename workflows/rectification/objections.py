"""Who is responsible: objections, their decision, and the answer of the government's office (decisions D13)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.text import Text
from workflows.documents.models import RecommendationItem
from workflows.people.lookup import is_open
from workflows.people.models import Unit
from workflows.rectification import tracks
from workflows.rectification.derived import live, settled, unfinished
from workflows.rectification.host import domain
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import TrackState
from workflows.rectification.targets import open_of, what_would_be_missing

UNIT_CHANGE = "unit_change_act"
APART = "coordination_act"
AT_ONCE = Text(
    "第二次异议应直接商请市政府办公室明确职责。",
    "On a second objection the government's office is asked at once.",
)


def examine_objection(track: Track, suggested_unit: int | None) -> dict[str, list[Text]]:
    """A unit does not suggest itself."""
    if suggested_unit is not None and suggested_unit == track.unit_id:
        return {"suggested_unit": [Text("不能建议由本单位承办。", "A unit does not suggest itself.")]}
    return {}


def object_to(session: Session, track: Track, data: Mapping[str, Any], actor: Actor) -> None:
    """Mark what is in dispute: the recommendations named, or all of the unit's."""
    named = set(data["rec_nos"] or [])
    for one in unfinished(track.obligations):
        one.is_disputed = not named or one.rec_no in named
    track.is_objecting = True
    track.objection_rounds += 1
    track.objection_reason = data["objection_reason"] or ""
    track.suggested_unit_id = data["suggested_unit"]
    tracks.refresh(session, track, actor, track.objection_reason)


def disputed(track: Track) -> list[Obligation]:
    """What is in dispute."""
    return [one for one in unfinished(track.obligations) if one.is_disputed]


def examine_decision(session: Session, track: Track, data: Mapping[str, Any]) -> dict[str, list[Text]]:
    """Errors of U1.1: rounds, the new unit, and what would be left of the targets."""
    errors: dict[str, list[Text]] = {}
    decision = data["decision"]
    if track.objection_rounds > 1 and decision in ("UPHOLD", "REASSIGN"):
        errors["decision"] = [AT_ONCE]
    if decision in ("REASSIGN", "ADD_UNIT"):
        unit = session.get(Unit, data["new_unit"])
        if unit is None or not is_open(unit) or unit.id == track.unit_id:
            errors["new_unit"] = [Text("请选择另一个在册单位。", "Choose another unit that is open.")]
        elif open_of(session, track.case_id, unit.id) is not None:
            errors["new_unit"] = [Text("该单位已是承办单位。", "This unit is a target already.")]
    if decision == "CANCEL_TARGET" and _gives_all_up(track):
        missing = what_would_be_missing(session, track.case_id, without=track)
        if missing is not None:
            errors["decision"] = [missing]
    return errors


def _gives_all_up(track: Track) -> bool:
    return len(disputed(track)) == len(live(track.obligations))


def decide(session: Session, track: Track, data: Mapping[str, Any], actor: Actor) -> str:
    """Carry the decision out on the items in dispute; the decision is the outcome."""
    decision = str(data["decision"])
    track.is_objecting = False
    track.objection_answer = data["reason"]
    match decision:
        case "COORDINATE":
            _coordinate(session, track, actor)
        case "REASSIGN":
            hand_over(session, track, data["new_unit"], data["reason"], actor, list(data["consent_file"] or []))
        case "CANCEL_TARGET":
            _give_up(session, track, TrackState.WITHDRAWN, data["reason"], actor)
        case "ADD_UNIT":
            _propose(session, track, "ADD", data["new_unit"], disputed(track), actor)
            _go_on(session, track, actor)
        case _:
            _go_on(session, track, actor)
    return decision


def _go_on(session: Session, track: Track, actor: Actor) -> None:
    for one in disputed(track):
        one.is_disputed = False
    track.sign_from = clock.today()
    tracks.refresh(session, track, actor, track.objection_answer)


def _coordinate(session: Session, track: Track, actor: Actor) -> None:
    """Where all is in dispute the track waits; else only these items do, in a process beside it."""
    track.sign_from = clock.today()
    if not _gives_all_up(track):
        commands.start(session, domain(), APART, ("track", track.id), track.case_id, {}, actor=actor)
    tracks.refresh(session, track, actor, track.objection_answer)


def coordinate(session: Session, track: Track, responsible_unit: int, actor: Actor) -> str:
    """The answer has come: SAME_UNIT or OTHER_UNIT. Another unit that has a track already takes the items over."""
    if responsible_unit == track.unit_id:
        _go_on(session, track, actor)
        return "SAME_UNIT"
    hand_over(session, track, responsible_unit, track.objection_answer, actor, [], is_settled=True)
    return "OTHER_UNIT"


def hand_over(
    session: Session,
    track: Track,
    unit_id: int,
    reason: str,
    actor: Actor,
    consent_ids: list[int],
    is_settled: bool = False,
) -> None:
    """Take the disputed items off this unit; a unit that has a track carries them on, for another X5 is proposed."""
    given = disputed(track)
    other = open_of(session, track.case_id, unit_id)
    if other is not None and other.id != track.id:
        tracks.take_over(
            session, other, [session.get_one(RecommendationItem, one.recommendation_item_id) for one in given]
        )
        tracks.refresh(session, other, actor, reason)
    else:
        _propose(session, track, "REPLACE", unit_id, given, actor, {"consent": consent_ids, "is_settled": is_settled})
    _give_up(session, track, TrackState.REASSIGNED, reason, actor)


def _give_up(session: Session, track: Track, state: TrackState, reason: str, actor: Actor) -> None:
    tracks.withdraw(session, disputed(track))
    if not live(track.obligations):
        tracks.end(session, track, state, reason, actor)
    else:
        tracks.refresh(session, track, actor, reason)


def _propose(
    session: Session,
    track: Track,
    action: str,
    unit_id: int,
    items: list[Obligation],
    actor: Actor,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Put X5 on the officer's list, filled in."""
    values = {
        "action": action,
        "track_id": track.id,
        "new_unit": unit_id,
        "item_ids": [one.recommendation_item_id for one in items],
        **(more or {}),
    }
    commands.start(session, domain(), UNIT_CHANGE, ("case", track.case_id), track.case_id, values, actor=actor)


def is_waiting(track: Track) -> bool:
    """Whether the track as a whole waits for the answer on who is responsible."""
    return not settled(track) and bool(live(track.obligations)) and _gives_all_up(track)
