"""repeat_inspection: an inspector's tie to the unit has come out afterwards. His notes stay, marked, and another
repeats the verification (reference, team members; decisions D20)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import jobs, journal, moves, projection
from engine.actors import SYSTEM
from engine.interpreter import Run
from engine.journal import Event
from engine.models import InstanceState, Job, TaskState
from engine.process import Host, JobKind
from engine.text import Text
from workflows.people.recusal import recusals
from workflows.rectification import tracks
from workflows.rectification.derived import unfinished
from workflows.rectification.models import Obligation, Track, Verification
from workflows.rectification.states import ObligationState

REPEAT = "repeat_inspection"
STEP = "reinspection"
REASON = Text("{why}原复核记录保留，须由他人重新复核。", "{why} The notes stay; others have to inspect again.")


def watch(session: Session, track: Track) -> None:
    """Have a runner open the verification again if one of those who made it has to keep out now."""
    if _doubtful(session, track):
        jobs.add(session, REPEAT, {"track_id": track.id})


def _doubtful(session: Session, track: Track) -> list[tuple[Obligation, Verification, Text]]:
    """What was verified by a tied inspector and is not closed, with the verification and the tie."""
    verified = [one for one in unfinished(track.obligations) if one.verified_on is not None]
    made = select(Verification).where(Verification.obligation_id.in_([one.id for one in verified]))
    last = {check.obligation_id: check for check in session.scalars(made.order_by(Verification.id))}
    people = {person for check in last.values() for person in check.inspector_ids}
    tied = recusals(session, people, {track.unit_id}, track.case_id) if people else {}
    found = []
    for one in verified:
        check = last.get(one.id)
        why = next((tied[person] for person in check.inspector_ids if person in tied), None) if check else None
        if check is not None and why is not None:
            found.append((one, check, why))
    return found


def finish(session: Session, job: Job, _result: Any, host: Host) -> dict[str, Any]:
    """Send the track back to its re-inspection, unless the tie has been dispensed with or it is closed meanwhile."""
    track = session.get_one(Track, int(job.payload["track_id"]))
    if track.instance_id is None:
        return {"repeated": False}
    instance = moves.lock(session, track.instance_id)
    found = _doubtful(session, track)
    if not found or instance.status is not InstanceState.ACTIVE:
        return {"repeated": False}
    reason = REASON.format(why=found[0][2]).zh
    _open_again(found, reason)
    tracks.refresh(session, track, SYSTEM, reason)
    journal.write(session, projection.stream(instance), Event.RETURNED, SYSTEM, element=STEP, to=STEP, reason=reason)

    def back(run: Run) -> None:
        run.send_back(STEP)

    moves.move(session, host, instance, SYSTEM, back, gone=TaskState.TAKEN_BACK)
    return {"repeated": True}


def _open_again(found: Sequence[tuple[Obligation, Verification, Text]], reason: str) -> None:
    for one, check, _why in found:
        one.verified_on, one.state, check.void_reason = None, ObligationState.REPORTED_DONE, reason


KIND = JobKind(REPEAT, Text("由他人重新复核", "Have others inspect again"), None, finish)
