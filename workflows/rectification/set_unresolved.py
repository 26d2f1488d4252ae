"""U8.2 列为未办结 · Set the track unresolved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine import clock, commands
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, longtext, numbers, ref
from engine.models import Act, Deadline
from engine.models.deadline import DeadlineState
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.rectification import tracks
from workflows.rectification.derived import settled, unfinished
from workflows.rectification.given import add, examine_numbers
from workflows.rectification.host import domain
from workflows.rectification.models import Track
from workflows.rectification.states import TrackState
from workflows.rectification.step import TrackTask, track_of


class SetUnresolvedForm(Form):
    reason = longtext(500, "理由", "Reason", required=True, advise_min=10)
    inspection_request = ref("document", "提请督查函", "Inspection request")
    open_items = numbers("未办结建议序号", "Open recommendations", required=True)


NOT_OVERDUE = Text("只有逾期未办结的单位可以列为未办结。", "The track must be overdue.")


class SetUnresolved(TrackTask):
    """提请督查中: settled for the case, open in the ledger and in the annual report. At the end of a follow-up,
    or as an act beside any overdue track, which it ends."""

    step = "U8.2"
    element = "set_unresolved"
    label = Text("列为未办结", "Set the track unresolved")
    form = SetUnresolvedForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_close"
    on_expiry = ("REMIND",)
    outcomes = ("UNRESOLVED",)

    def not_now(self, step: Step) -> Text | None:
        track = track_of(step)
        return None if not settled(track) and _is_overdue(step, track) else NOT_OVERDUE

    def initial(self, step: Step) -> dict[str, Any]:
        return {"open_items": [one.rec_no for one in unfinished(track_of(step).obligations)]}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        """Requests of the case that are out."""
        asked = select(Document).where(
            Document.case_id == track_of(step).case_id,
            Document.kind == DocumentKind.ESCALATION_LETTER,
            Document.status == DocumentStatus.ISSUED,
        )
        found = step.session.scalars(asked.order_by(Document.id))
        named = [(one.id, f"{one.doc_no} {one.title}") for one in found]
        return {"inspection_request": [Option(str(key), Text(words, words)) for key, words in named]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        track = track_of(step)
        errors = examine_numbers(data["open_items"], unfinished(track.obligations), "open_items")
        if settled(track) or (_is_beside(step, track) and not _is_overdue(step, track)):
            add(errors, "open_items", NOT_OVERDUE)
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        track.refers_inspection = True
        if _is_beside(step, track) and track.instance_id is not None:
            commands.terminate(step.session, domain(), track.instance_id, data["reason"], actor=step.actor)
        tracks.end(step.session, track, TrackState.UNRESOLVED, data["reason"], step.actor)
        return {"outcome": "UNRESOLVED"}


def _is_beside(step: Step, track: Track) -> bool:
    return step.instance is not None and step.instance.id != track.instance_id


def _is_overdue(step: Step, track: Track) -> bool:
    first: datetime | None = step.session.scalar(
        select(func.min(Deadline.due_at)).where(
            Deadline.instance_id == track.instance_id,
            Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.FIRED)),
        )
    )
    return first is not None and first < clock.now()
