"""P1.14.1 补正归档材料 · Supply what the archive lacks."""

from typing import Any

from engine import clock
from engine.completion import ONE
from engine.forms import Form, files, line, rows
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.documents import storage
from workflows.supervision.summary_feedback.models import ArchiveSupplement


class SupplementArchiveSupplementsRow(Form):
    """A row of supplements."""

    title = line(80, "名称或职务", "Title", required=True)
    file = files("文件", "File", required=True, at_most=1)


class SupplementArchiveForm(Form):
    supplements = rows(SupplementArchiveSupplementsRow, "补充材料", "Supplements", required=True)
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

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        given = [file_id for row in data["supplements"] for file_id in row["file"]]
        storage.bind(step.session, given, step.subject_id, step.actor.person_id)
        step.session.add_all(
            ArchiveSupplement(
                case_id=step.subject_id,
                title=row["title"],
                file_id=row["file"][0],
                note=data.get("note") or "",
                supplied_at=clock.now(),
            )
            for row in data["supplements"]
        )
        return {"outcome": "SUBMIT"}
