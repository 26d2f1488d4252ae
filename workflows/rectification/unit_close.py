"""U8 单位销号 · Close the unit's track."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, files, integer, line, longtext, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import MECHANISM_KIND, RESULT_CLASS


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
    items = rows(UnitCloseItemsRow, "逐条销号", "Items", required=True)  # rule: every obligation not closed yet
    result_class = choice(
        RESULT_CLASS, "办理结果", "Result class", required=True
    )  # rule: read-only: the weakest item's (A > B > C > D; N if all are N), else class_reason
    class_reason = line(300, "定级说明", "Why another class", advise_min=10)  # rule: ≥10 chars
    closing_text = longtext(500, "销号意见", "Closing opinion", required=True, advise_min=20)  # rule: ≥20 chars
    mechanisms = rows(UnitCloseMechanismsRow, "长效机制", "Mechanisms")
    next_check_on = day(
        "下次跟踪", "Next check on", required_when="result_class=B", shown_when="result_class=B"
    )  # rule: ≤ 6 months, working day; at most until month 12


class UnitClose(UserTask):
    """Close the unit's track."""

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
    outcomes = (
        "CLOSE_A",
        "CLOSE_B",
        "CLOSE_C",
        "CLOSE_D",
        "CLOSE_N",
    )
    # rule: outcomes: CLOSE_A -> END when result_class=A; CLOSE_B -> WAIT when result_class=B; CLOSE_C -> END when result_class=C; CLOSE_D -> END when result_class=D; CLOSE_N -> END when result_class=N
    # rule: B: FOLLOWING_UP; the track wakes on next_check_on and goes to U6. N is accepted by the vice-chair and counts in K_adopt, not in K_done.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
