"""Acts beside a case: small processes of their own, begun by somebody whose post allows it, or by the case itself."""

from pathlib import Path

from engine.process import Process, Seat, ServiceFunction, UserTask
from engine.text import Text
from workflows.approval import FOLDER as APPROVAL_FOLDER
from workflows.approval import SERVICES as APPROVAL_SERVICES
from workflows.approval import TASKS as APPROVAL_TASKS
from workflows.supervision.beside import units
from workflows.supervision.beside.attach_broadcast import AttachBroadcast
from workflows.supervision.beside.attachment import BroadcastCheck, carry_out_attachment
from workflows.supervision.beside.chair_meeting import ChairMeeting
from workflows.supervision.beside.dispensation import Dispense
from workflows.supervision.beside.merge_or_split import MergeOrSplit
from workflows.supervision.beside.part_archive import PartArchive
from workflows.supervision.beside.reopen import Reopen
from workflows.supervision.beside.reopening import carry_out_reopening
from workflows.supervision.beside.resolution import answer_chair_meeting_items
from workflows.supervision.beside.review_suspension import ReviewSuspension
from workflows.supervision.beside.source_withdrawal import SourceWithdrawal, carry_out_source_withdrawal
from workflows.supervision.beside.suspend import Suspend
from workflows.supervision.beside.suspending import LONGEST, resume_clocks, suspend_clocks
from workflows.supervision.beside.withdrawal import Withdrawal, withdraw_case
from workflows.supervision.preparation.answer_source import AnswerSource
from workflows.supervision.summary_feedback.sources import count_answers, erase_after_answers

BPMN = Path(__file__).parents[3] / "bpmn"
OFFICER = (Seat("case_officer", "committee"),)
DIRECTOR = (Seat("committee_director", "committee"),)


def _act(
    task: type[UserTask],
    starters: tuple[Seat, ...],
    services: dict[str, ServiceFunction] | None = None,
    more: tuple[type[UserTask], ...] = (),
    timers: frozenset[str] = frozenset(),
) -> Process:
    return Process(
        key=f"{task.element}_act",
        label=task.label,
        folders=(BPMN / "beside", APPROVAL_FOLDER),
        tasks=(task, *more),
        services=services or {},
        timers=timers,
        starters=starters,
        start_task=task.element,
    )


PROCESSES: tuple[Process, ...] = (
    _act(Withdrawal, OFFICER, {"withdraw_case": withdraw_case, **APPROVAL_SERVICES}, APPROVAL_TASKS),
    _act(MergeOrSplit, DIRECTOR),
    _act(Reopen, DIRECTOR, {"carry_out_reopening": carry_out_reopening}),
    _act(
        ChairMeeting,
        (Seat("office_clerk", "office"),),
        {"answer_chair_meeting_items": answer_chair_meeting_items},
    ),
    _act(SourceWithdrawal, OFFICER, {"carry_out_source_withdrawal": carry_out_source_withdrawal}),
    _act(AttachBroadcast, OFFICER, {"carry_out_attachment": carry_out_attachment}, (BroadcastCheck,)),
    _act(
        Suspend,
        DIRECTOR,
        {"suspend_clocks": suspend_clocks, "resume_clocks": resume_clocks, **APPROVAL_SERVICES},
        (ReviewSuspension, *APPROVAL_TASKS),
        frozenset({LONGEST}),
    ),
    _act(Dispense, (Seat("secretary_general", "office"),)),
    _act(PartArchive, (Seat("archivist", "office"),)),
    Process(
        key="answer_sources_act",
        label=Text("答复来源", "Answer the sources"),
        folders=(BPMN / "beside", APPROVAL_FOLDER),
        tasks=(AnswerSource,),
        services={"count_answers": count_answers, "erase_complainants": erase_after_answers},
    ),
    *units.PROCESSES,
)
