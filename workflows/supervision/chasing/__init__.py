"""督办 X4: what may follow a reminder and a call, in the order of decisions D18. Urging letter, talk, request for
inspection: the system proposes the next one (`proposing`), a person decides on it and sends it; nothing goes by itself.
"""

from pathlib import Path

from engine.process import Process, Seat, UserTask
from engine.text import Text
from workflows.approval import FOLDER as APPROVAL_FOLDER
from workflows.approval import SERVICES as APPROVAL_SERVICES
from workflows.approval import TASKS as APPROVAL_TASKS
from workflows.supervision.chasing.inspection import InspectionRequest, InspectionResult, send_inspection_request
from workflows.supervision.chasing.models import Escalation, Level
from workflows.supervision.chasing.talk import UnitTalkRecord
from workflows.supervision.chasing.urging import UrgingLetter, UrgingReceipt, send_urging_letter
from workflows.supervision.symposium.number_and_seal import NumberAndSeal

FOLDER = Path(__file__).parents[3] / "bpmn" / "beside"
OFFICER = Seat("case_officer", "committee")
TASKS: tuple[type[UserTask], ...] = (
    UrgingLetter,
    UrgingReceipt,
    UnitTalkRecord,
    InspectionRequest,
    InspectionResult,
)
PROCESSES = (
    Process(
        key=Level.LETTER.process,
        label=Text("催办函", "Urging letter"),
        folders=(FOLDER,),
        tasks=(UrgingLetter, UrgingReceipt),
        services={"send_urging_letter": send_urging_letter},
        starters=(OFFICER,),
        start_task=UrgingLetter.element,
        subject_kind="track",
    ),
    Process(
        key=Level.TALK.process,
        label=Text("约请沟通", "Meeting with the unit"),
        folders=(FOLDER,),
        tasks=(UnitTalkRecord,),
        starters=(Seat("committee_director", "committee"), Seat("vice_chair", "committee")),
        start_task=UnitTalkRecord.element,
        subject_kind="track",
    ),
    Process(
        key=Level.INSPECTION.process,
        label=Text("提请督查", "Request for inspection"),
        folders=(FOLDER, APPROVAL_FOLDER),
        tasks=(InspectionRequest, NumberAndSeal, InspectionResult, *APPROVAL_TASKS),
        services={"send_inspection_request": send_inspection_request, **APPROVAL_SERVICES},
        starters=(OFFICER,),
        start_task=InspectionRequest.element,
        subject_kind="track",
    ),
)
__all__ = ["PROCESSES", "Escalation", "Level"]
