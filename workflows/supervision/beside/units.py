"""Acts of a case that concern its units: another unit and the letter to it, a wrong recipient, a call."""

from pathlib import Path

from engine.process import Process, Seat, UserTask
from engine.text import Text
from workflows import entering
from workflows.approval import FOLDER as APPROVAL_FOLDER
from workflows.approval import SERVICES as APPROVAL_SERVICES
from workflows.approval import TASKS as APPROVAL_TASKS
from workflows.supervision.beside.contact_record import ContactRecord
from workflows.supervision.beside.supplement_letter import DraftSupplement, send_supplement
from workflows.supervision.beside.unit_change import UnitChange
from workflows.supervision.beside.wrong_recipient import WrongRecipient
from workflows.supervision.symposium.number_and_seal import NumberAndSeal

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
SUPPLEMENT_LETTER = Process(
    key="supplement_letter_act",
    label=Text("补送函", "Supplementary letter"),
    folders=(DIAGRAMS / "beside", APPROVAL_FOLDER),
    tasks=(DraftSupplement, NumberAndSeal, *APPROVAL_TASKS),
    services={"send_supplement": send_supplement, **APPROVAL_SERVICES},
    subject_kind="track",
)
PROCESSES = (
    _act(UnitChange, OFFICER),
    _act(ContactRecord, OFFICER, Seat("leader_secretary", "any")),
    _act(WrongRecipient, OFFICER),
    SUPPLEMENT_LETTER,
    *entering.PROCESSES,
)
