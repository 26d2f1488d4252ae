"""U4 整改进度 · Progress report."""

from engine.completion import ONE
from engine.forms import Form, files, integer, line, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class ProgressForm(Form):
    progress_percent = integer("进度百分比", "Progress", 0, 100, required=True)  # rule: 0–100
    setback_reason = line(
        200, "进度回退说明", "Why it fell back", advise_min=5
    )  # rule: ≥5 chars when progress_percent is below the last one
    text = longtext(2000, "进展", "What was done", required=True, advise_min=50)  # rule: ≥50 chars
    next_steps = longtext(500, "下步打算", "Next steps")
    difficulties = longtext(500, "困难", "Difficulties")
    photos = files("照片", "Photos")


class Progress(UserTask):
    """Progress report."""

    step = "U4"
    element = "progress"
    label = Text("整改进度", "Progress report")
    form = ProgressForm
    seats = (Seat("unit_liaison", "unit", Act.FILL),)
    completion = ONE
    deadline = "progress_interval"  # rule: also ['immediate_item']
    on_expiry = ("LIGHT_ONLY",)
    outcomes = ("SAVE",)
    # rule: outcomes: SAVE -> STAY
    # rule: An action of the track beside U5, not a node of the diagram.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
