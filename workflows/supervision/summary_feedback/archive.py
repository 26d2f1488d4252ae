"""P1.14 归档 · Archive."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, files, integer, line, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

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


class ArchiveMissingRow(Form):
    """One line of missing."""

    text = line(100, "缺少的材料", "Missing", required=True)


class ArchiveItemsRow(Form):
    """A row of items."""

    title = line(80, "题名", "Title", required=True)
    doc_no = line(40, "文号", "Document no.")
    responsible = line(60, "责任者", "Responsible", required=True)
    date = day("日期", "Date", required=True)
    pages = integer("页数", "Pages", 0, 9999, required=True)
    retention = choice(ITEMS_RETENTION, "保管期限", "Retention", required=True)
    category = choice(ITEMS_CATEGORY, "门类", "Category", required=True)
    caption = line(200, "说明", "Caption")
    photographer = line(20, "摄录者", "Photographer")
    place = line(60, "拍摄地点", "Place")


class ArchiveForm(Form):
    decision = choice(DECISION, "操作", "Action", required=True)
    missing = rows(
        ArchiveMissingRow, "缺少的材料", "Missing", required_when="decision=RETURN", shown_when="decision=RETURN"
    )  # rule: ≥1
    kind = choice(
        KIND, "归档类型", "Kind", required_when="decision=ARCHIVE", shown_when="decision=ARCHIVE"
    )  # rule: SUPPLEMENT: year-end part-archiving of a case that goes on
    items = rows(
        ArchiveItemsRow, "归档件", "Items", required_when="decision=ARCHIVE", shown_when="decision=ARCHIVE"
    )  # rule: ≥1, one 件 each; ZP, LY, LX: caption, photographer, place
    package = files(
        "归档包", "Package", required_when="decision=ARCHIVE", shown_when="decision=ARCHIVE", at_most=1
    )  # rule: made by the system; manifest verified


class Archive(UserTask):
    """Archive."""

    step = "P1.14"
    element = "archive"
    label = Text("归档", "Archive")
    form = ArchiveForm
    seats = (Seat("archivist", "office", Act.FILL),)
    completion = ONE
    deadline = "archive"
    on_expiry = ("REMIND",)
    outcomes = (
        "ARCHIVED",
        "RETURN",
    )
    # rule: outcomes: ARCHIVED -> END when decision=ARCHIVE; RETURN -> P1.14.1 when decision=RETURN
    # rule: 组件, retention and completeness; numbers come in the yearly batch (C2). The case is the link between its 件. After the last look-back and when no track is FOLLOWING_UP; then read-only, never unlocked: a relapse is a new linked case, an error a 更正件. The 发文稿纸 is archived with its 件.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
