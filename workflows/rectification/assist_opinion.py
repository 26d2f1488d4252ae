"""U2.1 协办意见 · Assist unit's opinion."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.completion import IN_SEQUENCE
from engine.forms import Form, files, integer, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification import tracks
from workflows.rectification.given import examine_rows
from workflows.rectification.models import Opinion
from workflows.rectification.states import TrackRole, TrackState
from workflows.rectification.step import TrackTask, happened_on, track_of


class AssistOpinionItemsRow(Form):
    """A row of item by item."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    opinion = longtext(500, "意见", "Opinion", required=True)


class AssistOpinionForm(Form):
    items = rows(AssistOpinionItemsRow, "逐条意见", "Item by item")
    assist_opinion = longtext(2000, "协办意见", "Opinion", required=True, advise_min=20)
    sealed_file = files("盖章件", "Sealed opinion", kinds="pdf", at_most=1)


class AssistOpinion(TrackTask):
    """Of an assist unit without recommendations of its own: the lead unit merges it into plan and report."""

    step = "U2.1"
    element = "assist_opinion"
    label = Text("协办意见", "Assist unit's opinion")
    form = AssistOpinionForm
    seats = (
        Seat("unit_liaison", "unit", Act.FILL),
        Seat("unit_head", "unit", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "assist_opinion"
    on_expiry = ("UNIT_LADDER",)
    outcomes = ("SUBMIT",)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        own = track_of(step)
        of_leads = [
            one
            for track in tracks.of_case(step.session, own.case_id)
            if track.track_role is TrackRole.LEAD
            for one in track.obligations
        ]
        return examine_rows(data["items"] or [], of_leads, whole=False)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        step.session.add(
            Opinion(
                case_id=track.case_id,
                track_id=track.id,
                text=data["assist_opinion"],
                items=[dict(row) for row in data["items"] or []],
                file_ids=list(data["sealed_file"] or []),
                given_on=happened_on(step),
            )
        )
        tracks.end(step.session, track, TrackState.OPINION_GIVEN, "", step.actor)
        return {"outcome": "SUBMIT"}


def opinions(session: Session, case_id: int) -> list[Opinion]:
    """What the assist units of a case have said: the lead unit reads it with its plan and its report."""
    return list(session.scalars(select(Opinion).where(Opinion.case_id == case_id).order_by(Opinion.id)))
