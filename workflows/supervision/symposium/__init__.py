"""协商座谈: the symposium, the letter with its approval, number, seal, submission and dispatch, or none at all.

`PROCESSES` are acts beside the case that this stage starts itself; `waiting.due` gives the date on which
waiting for an instruction ends where the case has set one.
"""

from engine.process import JobKind, Process, ServiceFunction, UserTask
from workflows.supervision.symposium import leaving, reporting
from workflows.supervision.symposium.close_without_letter import CloseWithoutLetter
from workflows.supervision.symposium.dispatch import Dispatch
from workflows.supervision.symposium.draft_letter import LETTER_NOT_NEEDED, DraftLetter
from workflows.supervision.symposium.letters import address_letter
from workflows.supervision.symposium.no_instruction import NoInstruction
from workflows.supervision.symposium.number_and_seal import NumberAndSeal
from workflows.supervision.symposium.register_instruction import RegisterInstruction
from workflows.supervision.symposium.submission import Submission
from workflows.supervision.symposium.symposium import Symposium

TASKS: tuple[type[UserTask], ...] = (
    Symposium,
    CloseWithoutLetter,
    DraftLetter,
    NumberAndSeal,
    Submission,
    RegisterInstruction,
    NoInstruction,
    Dispatch,
)
SERVICES: dict[str, ServiceFunction] = {
    "address_letter": address_letter,
    "report_beside": reporting.report_beside,
}
JOBS: dict[str, str] = {"open_tracks": leaving.KIND.key}
JOB_KINDS: tuple[JobKind, ...] = (leaving.KIND,)
MESSAGES = frozenset({LETTER_NOT_NEEDED})
TIMERS = frozenset({"wait_instruction"})
PROCESSES: tuple[Process, ...] = (reporting.PROCESS,)
