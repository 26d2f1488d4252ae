"""U8 单位销号 · Close the unit's track."""

from typing import Any

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.cases.choices import MECHANISM_KIND, RESULT_CLASS
from workflows.people.roles import Role
from workflows.rectification.closing import close, examine_closing, to_close
from workflows.rectification.derived import weakest
from workflows.rectification.repeating import watch
from workflows.rectification.step import TrackTask, spare, track_of


class UnitCloseItemsRow(Form):
    """A row of items."""

    rec_no = integer("建议序号", "Recommendation no.", 0, 9999, required=True)
    result_class = choice(RESULT_CLASS, "办理结果", "Result class", required=True)
    closing_text = line(300, "销号意见", "Closing text")


class UnitCloseMechanismsRow(Form):
    """A row of mechanisms."""

    name = line(80, "名称", "Name", required=True)
    kind = choice(MECHANISM_KIND, "类型", "Kind", required=True)
    doc_no = line(40, "文号", "Document no.")
    issued_on = day("印发日期", "Issued on")
    file = files("文件", "File", at_most=1)


class UnitCloseForm(Form):
    items = rows(UnitCloseItemsRow, "逐条销号", "Items", required=True)
    result_class = choice(RESULT_CLASS, "办理结果", "Result class", required=True)
    class_reason = line(300, "定级说明", "Why another class", advise_min=10)
    closing_text = longtext(500, "销号意见", "Closing opinion", required=True, advise_min=20)
    mechanisms = rows(UnitCloseMechanismsRow, "长效机制", "Mechanisms")
    next_check_on = day("下次跟踪", "Next check on", required_when="result_class=B")


class UnitClose(TrackTask):
    """Per obligation; the track's class is the weakest item's unless reasoned. With a B item the track is
    followed up: it wakes on `next_check_on`. N counts as answered, not as done."""

    step = "U8"
    element = "unit_close"
    label = Text("单位销号", "Close the unit's track")
    form = UnitCloseForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "unit_close"
    on_expiry = ("REMIND",)
    outcomes = ("CLOSE_A", "CLOSE_B", "CLOSE_C", "CLOSE_D", "CLOSE_N")

    def initial(self, step: Step) -> dict[str, Any]:
        reported = [(one, one.reported_class) for one in to_close(track_of(step))]
        items = [{"rec_no": one.rec_no, **({"result_class": str(known)} if known else {})} for one, known in reported]
        whole = weakest(known for _, known in reported if known)
        return {"items": items, **({"result_class": str(whole)} if whole else {})}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return examine_closing(step.session, track_of(step), data)

    def answered(self, step: Step, data: Values) -> None:
        """The vice-chair decides on C, D and N, and on what was extended more than once."""
        super().answered(step, data)
        watch(step.session, track_of(step))
        rows_given = data.get("items") or (step.task.answer or {}).get("items", []) if step.task else []
        weak = any(row["result_class"] in ("C", "D", "N") for row in rows_given)
        if not weak and track_of(step).extension_count <= 1:
            spare(step, Role.VICE_CHAIR)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": close(step.session, track_of(step), data, step.actor)}
