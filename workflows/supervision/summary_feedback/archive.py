"""P1.14 归档 · Archive."""

from typing import Any, ClassVar

from engine import clock
from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, integer, line, rows
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.supervision.summary_feedback import archiving, package

DECISION = (
    Option("ARCHIVE", Text("归档", "Archive")),
    Option("RETURN", Text("退回", "Return")),
)
KIND = (
    Option("MAIN", Text("组件", "Main")),
    Option("SUPPLEMENT", Text("补充归档件", "Supplement")),
    Option("CORRECTION", Text("更正件", "Correction")),
)
ITEMS_RETENTION = (
    Option("Y", Text("永久", "Permanent")),
    Option("D30", Text("30年", "30 years")),
    Option("D10", Text("10年", "10 years")),
)
ITEMS_CATEGORY = (
    Option("WS", Text("文书", "Documents")),
    Option("ZP", Text("照片", "Photographs")),
    Option("LY", Text("录音", "Sound")),
    Option("LX", Text("录像", "Video")),
    Option("SW", Text("实物", "Objects")),
)
MAIN_FIRST = Text(
    "结案后的归档为“组件”；补充归档件、更正件另行办理。",
    "After the closing the archive is the main one; supplements and corrections are acts of their own.",
)


class ArchiveMissingRow(Form):
    """One line of missing."""

    text = line(100, "缺少的材料", "Missing", required=True)


RECORDED = "category in ZP|LY|LX"
"""Photographs, sound and video are 门类 of their own, with caption, photographer and place."""


class ArchiveItemsRow(Form):
    """A row of items."""

    title = line(80, "题名", "Title", required=True)
    doc_no = line(40, "文号", "Document no.")
    responsible = line(60, "责任者", "Responsible", required=True)
    date = day("日期", "Date", required=True)
    pages = integer("页数", "Pages", 0, 9999, required=True)
    retention = choice(ITEMS_RETENTION, "保管期限", "Retention", required=True)
    category = choice(ITEMS_CATEGORY, "门类", "Category", required=True)
    caption = line(200, "说明", "Caption", required_when=RECORDED, shown_when=RECORDED)
    photographer = line(20, "摄录者", "Photographer", required_when=RECORDED, shown_when=RECORDED)
    place = line(60, "拍摄地点", "Place", required_when=RECORDED, shown_when=RECORDED)


class ArchiveForm(Form):
    decision = choice(DECISION, "操作", "Action", required=True)
    missing = rows(
        ArchiveMissingRow, "缺少的材料", "Missing", required_when="decision=RETURN", shown_when="decision=RETURN"
    )
    kind = choice(KIND, "归档类型", "Kind", required_when="decision=ARCHIVE", shown_when="decision=ARCHIVE")
    items = rows(ArchiveItemsRow, "归档件", "Items", required_when="decision=ARCHIVE", shown_when="decision=ARCHIVE")
    package = files(
        "归档包",
        "Package",
        shown_when="decision=ARCHIVE",
        at_most=1,
        hint=Text("归档后由系统生成；另有扫描成册的可附上", "Made by the system; a scanned volume may be added"),
    )


class Archive(UserTask):
    """After the last look-back and the last follow-up; from then on the case is read-only and never unlocked."""

    step = "P1.14"
    element = "archive"
    label = Text("归档", "Archive")
    form = ArchiveForm
    seats = (Seat("archivist", "office", Act.FILL),)
    completion = ONE
    deadline: ClassVar[str | None] = "archive"
    on_expiry: ClassVar[tuple[str, ...]] = ("REMIND",)
    outcomes: ClassVar[tuple[str, ...]] = ("ARCHIVED", "RETURN")
    withdrawable = False  # an archive is never unlocked

    def initial(self, step: Step) -> dict[str, Any]:
        return {"kind": "MAIN", "items": archiving.proposed_items(step.session, step.subject_id)}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        if data["decision"] != "ARCHIVE":
            return {}
        errors: dict[str, list[Text]] = {}
        held_up = archiving.held_up(step.session, step.subject_id)
        if held_up:
            errors["decision"] = held_up
        if data.get("kind") != "MAIN":
            errors["kind"] = [MAIN_FIRST]
        return errors

    def advise(self, step: Step, data: Values) -> list[Text]:
        if data["decision"] != "ARCHIVE":
            return []
        return archiving.left_out(step.session, step.subject_id, data.get("items") or [])

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        if data["decision"] == "RETURN":
            return {"outcome": "RETURN"}
        case = step.session.get_one(Case, step.subject_id)
        archiving.keep(step.session, case.id, data, step.actor.person_id)
        package.ask(step.session, case.id, step.actor.person_id)
        case.state, case.archived_on = CaseState.ARCHIVED, clock.today()
        return {"outcome": "ARCHIVED"}
