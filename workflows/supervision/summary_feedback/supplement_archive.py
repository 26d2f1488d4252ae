"""P1.14.1 补正归档材料 · Supply what the archive lacks."""

from engine.completion import ONE
from engine.forms import Form, files, line, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text


class SupplementArchiveSupplementsRow(Form):
    """A row of supplements."""

    title = line(80, "名称或职务", "Title", required=True)
    file = files("文件", "File", required=True, at_most=1)


class SupplementArchiveForm(Form):
    supplements = rows(SupplementArchiveSupplementsRow, "补充材料", "Supplements", required=True)  # rule: ≥1
    note = line(300, "说明", "Note")


class SupplementArchive(UserTask):
    """Supply what the archive lacks."""

    step = "P1.14.1"
    element = "supplement_archive"
    label = Text("补正归档材料", "Supply what the archive lacks")
    form = SupplementArchiveForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "archive_supplement"
    on_expiry = ("REMIND",)
    outcomes = ("SUBMIT",)
    # rule: outcomes: SUBMIT -> P1.14
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
