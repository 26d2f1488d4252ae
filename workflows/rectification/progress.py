"""U4 整改进度 · Progress report."""

from typing import Any

from sqlalchemy import select

from engine.completion import ONE
from engine.forms import Form, files, integer, line, longtext
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification import dates
from workflows.rectification.models import Progress as Report
from workflows.rectification.step import TrackTask, happened_on, track_of


class ProgressForm(Form):
    progress_percent = integer("进度百分比", "Progress", 0, 100, required=True)
    setback_reason = line(200, "进度回退说明", "Why it fell back", advise_min=5)
    text = longtext(2000, "进展", "What was done", required=True, advise_min=50)
    next_steps = longtext(500, "下步打算", "Next steps")
    difficulties = longtext(500, "困难", "Difficulties")
    photos = files("照片", "Photos")


class Progress(TrackTask):
    """A report beside U5; no gate."""

    step = "U4"
    element = "progress"
    label = Text("整改进度", "Progress report")
    form = ProgressForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "progress_interval"  # of the track, from signing and from each report (dates.expect_progress)
    on_expiry = ("LIGHT_ONLY",)
    outcomes = ("SAVE",)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        if data["progress_percent"] < _last(step) and not data["setback_reason"]:
            return {"setback_reason": [Text("进度低于上次，请说明原因。", "It fell below the last report; say why.")]}
        return {}

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track = track_of(step)
        step.session.add(
            Report(
                case_id=track.case_id,
                track_id=track.id,
                reported_on=happened_on(step),
                percent=data["progress_percent"],
                setback_reason=data["setback_reason"] or "",
                text=data["text"],
                next_steps=data["next_steps"] or "",
                difficulties=data["difficulties"] or "",
                photo_ids=list(data["photos"] or []),
            )
        )
        dates.expect_progress(step.session, track, happened_on(step))
        return {"outcome": "SAVE"}


def _last(step: Step) -> int:
    found = select(Report.percent).where(Report.track_id == step.subject_id).order_by(Report.id.desc()).limit(1)
    return step.session.scalar(found) or 0
