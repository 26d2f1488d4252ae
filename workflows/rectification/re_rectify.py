"""X7 重新整改 · Rectify again."""

from collections.abc import Sequence
from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.derived import unfinished
from workflows.rectification.given import add, examine_rows, lines
from workflows.rectification.inspecting import cause_of, reopen
from workflows.rectification.models import Obligation
from workflows.rectification.states import ObligationState
from workflows.rectification.step import TrackTask, happened_on, track_of
from workflows.rectification.telling import tell_units

REQUIREMENT_MIN = 10


CAUSE = (
    Option("NOT_CONFIRMED", Text("未达到", "Not confirmed")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
    Option("DECISION", Text("领导决定", "Decision")),
)


class ReRectifyItemsRow(Form):
    """A row of items reopened."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    requirement = line(500, "整改要求", "What is asked", required=True)


class ReRectifyForm(Form):
    cause = choice(CAUSE, "原因", "Cause", required=True)
    items = rows(ReRectifyItemsRow, "重新整改条目", "Items reopened", required=True)
    note = longtext(500, "说明", "Note")


class ReRectify(TrackTask):
    """The items reopened alone go back, with `re_rectify`; the round is counted per obligation, and a second
    failure proposes a meeting with the unit."""

    step = "X7"
    element = "re_rectify"
    label = Text("重新整改", "Rectify again")
    form = ReRectifyForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "re_rectify_notice"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("NOTIFIED",)

    def initial(self, step: Step) -> dict[str, Any]:
        return {"cause": cause_of(step.values), "items": lines(self._failed(step))}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        failed = self._failed(step)
        asked = failed or unfinished(track_of(step).obligations)
        errors = examine_rows(data["items"], asked, whole=bool(failed))
        if data["cause"] != cause_of(step.values):
            add(errors, "cause", Text("原因由上一环节决定。", "The cause follows from the step before."))
        return errors

    def advise(self, step: Step, data: Values) -> list[Text]:
        short = [row["rec_no"] for row in data["items"] if len(row["requirement"]) < REQUIREMENT_MIN]
        words = Text("第{no}条的整改要求通常不少于10字。", "The requirement of {no} usually has 10 characters.")
        return [words.format(no=no) for no in short]

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        reopen(step.session, track_of(step), data["items"], happened_on(step), step.actor)
        tell_units(step.session, step.instance, [track_of(step).unit_id], data["note"] or "", step.actor)
        return {"outcome": "NOTIFIED"}

    @staticmethod
    def _failed(step: Step) -> Sequence[Obligation]:
        """After a re-inspection exactly what failed; after a bad grade whatever is named."""
        return [one for one in track_of(step).obligations if one.state is ObligationState.REOPENED]
