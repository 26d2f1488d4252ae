"""Entered for another (代录): form C0, the check by the one concerned (C0.1), and incoming documents (C1)."""

from pathlib import Path

from engine.process import Process, Seat, UserTask
from engine.text import Text
from workflows.entering.answering import begun, begun_on
from workflows.entering.check_entry import CheckEntry
from workflows.entering.form import EntryForm, to_entry
from workflows.entering.incoming_document import IncomingDocumentTask
from workflows.entering.record import record
from workflows.entering.rights import may_enter_for, served_by

DIAGRAMS = Path(__file__).parents[2] / "bpmn"
FOLDERS = (DIAGRAMS / "beside", DIAGRAMS / "approval")  # acts beside a case lie together; one calls an approval
TASKS: tuple[type[UserTask], ...] = (CheckEntry, IncomingDocumentTask)

CHECK_ENTRY = Process(
    key="check_entry_act",
    label=Text("代录核对", "Check of an entry"),
    folders=FOLDERS,
    tasks=(CheckEntry,),
    start_task="check_entry",
)
INCOMING_DOCUMENT = Process(
    key="incoming_document_act",
    label=Text("来文登记", "Incoming document"),
    folders=FOLDERS,
    tasks=(IncomingDocumentTask,),
    starters=(Seat("office_clerk", "office"), Seat("case_officer", "committee")),
    start_task="incoming_document",
)
PROCESSES = (CHECK_ENTRY, INCOMING_DOCUMENT)

__all__ = ["PROCESSES", "TASKS", "EntryForm", "begun", "begun_on", "may_enter_for", "record", "served_by", "to_entry"]
