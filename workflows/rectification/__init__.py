"""A unit's track from the letter to its closing; an instance of its own, and the acts beside it."""

from collections.abc import Mapping
from pathlib import Path

from engine.process import Process, Seat, ServiceFunction, UserTask
from engine.text import Text
from workflows.approval import SERVICES as APPROVAL_SERVICES
from workflows.rectification import recheck, repeating
from workflows.rectification.ask_owner import AskOwner
from workflows.rectification.assist_opinion import AssistOpinion
from workflows.rectification.confirm_takeover import ConfirmTakeover
from workflows.rectification.coordination import Coordination
from workflows.rectification.decide_dissatisfaction import DecideDissatisfaction
from workflows.rectification.decide_extension import DecideExtension, extend_date, keep_date
from workflows.rectification.decide_follow_up import DecideFollowUp
from workflows.rectification.decide_objection import DecideObjection
from workflows.rectification.facts import facts
from workflows.rectification.inspecting import wake_follow_up
from workflows.rectification.object_after_signing import ObjectAfterSigning
from workflows.rectification.progress import Progress
from workflows.rectification.re_rectify import ReRectify
from workflows.rectification.reasoned_grade import ReasonedGrade
from workflows.rectification.receipt import confirm_receipt, deem_served
from workflows.rectification.rectification_plan import RectificationPlan
from workflows.rectification.rectification_report import RectificationReport
from workflows.rectification.reinspection import Reinspection
from workflows.rectification.request_extension import RequestExtension
from workflows.rectification.review_plan import ReviewPlan
from workflows.rectification.satisfaction_survey import SatisfactionExtra, SatisfactionSurvey
from workflows.rectification.set_unresolved import SetUnresolved
from workflows.rectification.sign_call import SignCall
from workflows.rectification.sign_receipt import SignReceipt
from workflows.rectification.unit_close import UnitClose
from workflows.rectification.unit_meeting import UnitMeeting

DIAGRAMS = Path(__file__).parents[2] / "bpmn"
FOLDER = DIAGRAMS / "rectification"
TASKS: tuple[type[UserTask], ...] = (
    SignReceipt,
    SignCall,
    DecideObjection,
    Coordination,
    AssistOpinion,
    RectificationPlan,
    ReviewPlan,
    UnitMeeting,
    RectificationReport,
    Reinspection,
    ReRectify,
    SatisfactionSurvey,
    SatisfactionExtra,
    ReasonedGrade,
    DecideDissatisfaction,
    UnitClose,
    DecideFollowUp,
    SetUnresolved,
)
SERVICES: dict[str, ServiceFunction] = {
    "confirm_receipt": confirm_receipt,
    "deem_served": deem_served,
    "wake_follow_up": wake_follow_up,
}
JOBS: dict[str, str] = {}
JOB_KINDS = (recheck.KIND, repeating.KIND)
MESSAGES = frozenset({"receipt_confirmed", "objection"})
TIMERS = frozenset({"sign_call", "deemed_served", "satisfaction", "satisfaction_extra", "follow_up_check"})

PROCESS = Process(
    key="rectification",
    label=Text("责任单位整改", "A unit's rectification"),
    folders=(FOLDER,),
    tasks=TASKS,
    services=SERVICES,
    messages=MESSAGES,
    timers=TIMERS,
    facts=facts,
    subject_kind="track",
)


def _beside(
    task: type[UserTask],
    starters: tuple[Seat, ...] = (),
    services: Mapping[str, ServiceFunction] | None = None,
    more: tuple[type[UserTask], ...] = (),
) -> Process:
    return Process(
        key=f"{task.element}_act",
        label=task.label,
        folders=(DIAGRAMS / "beside", DIAGRAMS / "approval"),
        tasks=(task, *more),
        services=services or {},
        starters=starters,
        start_task=task.element,
        subject_kind="track",
    )


LIAISON = (Seat("unit_liaison", "unit"),)
BESIDE: tuple[Process, ...] = (
    _beside(Progress, LIAISON),
    _beside(ObjectAfterSigning, LIAISON),
    _beside(
        RequestExtension,
        LIAISON,
        {"extend_date": extend_date, "keep_date": keep_date, **APPROVAL_SERVICES},
        (DecideExtension, AskOwner),
    ),
    _beside(Coordination),
    _beside(ConfirmTakeover),
    _beside(SetUnresolved, (Seat("committee_director", "committee"),)),
)
