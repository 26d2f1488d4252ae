"""Acts of a case that concern its units: another unit, a wrong recipient, a call."""

from pathlib import Path

from engine.process import Process, Seat, UserTask
from workflows import entering
from workflows.supervision.beside.contact_record import ContactRecord
from workflows.supervision.beside.unit_change import UnitChange
from workflows.supervision.beside.wrong_recipient import WrongRecipient

DIAGRAMS = Path(__file__).parents[3] / "bpmn"
TASKS: tuple[type[UserTask], ...] = (UnitChange, ContactRecord, WrongRecipient)


def _act(task: type[UserTask], *starters: Seat) -> Process:
    return Process(
        key=f"{task.element}_act",
        label=task.label,
        folders=(DIAGRAMS / "beside", DIAGRAMS / "approval"),
        tasks=(task,),
        starters=starters,
        start_task=task.element,
    )


OFFICER = Seat("case_officer", "committee")
PROCESSES = (
    _act(UnitChange, OFFICER),
    _act(ContactRecord, OFFICER),
    _act(WrongRecipient, OFFICER),
    *entering.PROCESSES,
)
