"""A Kanjian supervision from the lead to the archive: five stages, one process, approvals in between."""

from pathlib import Path

from engine.process import JobKind, Process, Seat
from engine.text import Text
from workflows import approval
from workflows.supervision import dispatch_response, field_supervision, preparation, summary_feedback, symposium
from workflows.supervision.facts import facts

STAGES = (preparation, dispatch_response, field_supervision, symposium, summary_feedback)
REGISTRARS = (
    Seat("intake_desk", "office"),
    Seat("case_officer", "any"),
    Seat("office_clerk", "office"),
    Seat("kanjian_editor", "own"),
    Seat("member", "own"),
)

JOB_KINDS: tuple[JobKind, ...] = tuple(kind for stage in STAGES for kind in stage.JOB_KINDS)

PROCESS = Process(
    key="supervision",
    label=Text("看见监督", "Kanjian supervision"),
    folders=(Path(__file__).parents[2] / "bpmn" / "supervision", approval.FOLDER),
    tasks=(*(task for stage in STAGES for task in stage.TASKS), *approval.TASKS),
    services={**{key: work for stage in STAGES for key, work in stage.SERVICES.items()}, **approval.SERVICES},
    jobs={element: kind for stage in STAGES for element, kind in stage.JOBS.items()},
    messages=frozenset().union(*(stage.MESSAGES for stage in STAGES)),
    timers=frozenset().union(*(stage.TIMERS for stage in STAGES)),
    facts=facts,
    starters=REGISTRARS,
    start_task="register_lead",
)
