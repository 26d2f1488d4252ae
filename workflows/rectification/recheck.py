"""recheck: when a track has settled, a runner looks whether the case need wait no longer, under the case's lock.

Two units that settle at once write two jobs; the lock puts them in order, and only the one that finds the case
waiting with nothing left wakes it.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import commands, definitions, moves
from engine.actors import SYSTEM
from engine.interpreter import Run
from engine.models import Instance, InstanceState, Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.cases.models import Case
from workflows.rectification.models import Track
from workflows.rectification.states import SETTLED, TrackRole
from workflows.rectification.tracks import RECHECK

MESSAGE = "tracks_settled"
UNIT_CHANGE = "unit_change_act"


def unsettled(session: Session, case_id: int) -> int:
    """How many tracks the case waits for: assist tracks never count, a unit that is just being replaced does."""
    tracks = select(func.count(Track.id)).where(
        Track.case_id == case_id, Track.track_role != TrackRole.ASSIST, Track.state.not_in(SETTLED)
    )
    changing = select(func.count(Instance.id)).where(
        Instance.matter_id == case_id, Instance.process == UNIT_CHANGE, Instance.status == InstanceState.ACTIVE
    )
    return (session.scalar(tracks) or 0) + (session.scalar(changing) or 0)


def finish(session: Session, job: Job, result: Any, host: Host) -> dict[str, Any]:
    """Wake the case if it waits for its units and none is left."""
    case_id = int(job.payload["case_id"])
    case = session.get_one(Case, case_id)
    if case.instance_id is None:
        return {"woken": False}
    instance = moves.lock(session, case.instance_id)
    if unsettled(session, case_id) or not _waits(session, instance):
        return {"woken": False}
    return {"woken": commands.send(session, host, instance.id, MESSAGE, {}, actor=SYSTEM)}


def _waits(session: Session, instance: Instance) -> bool:
    if instance.status is not InstanceState.ACTIVE:
        return False
    run = Run.load(definitions.spec(session, instance.definition_id), instance.state)
    return any(found.message == MESSAGE for found in run.open().values())


KIND = JobKind(RECHECK, Text("查看各单位是否全部了结", "See whether all units are settled"), None, finish)
