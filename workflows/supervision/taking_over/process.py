"""A case of the old ledger goes on where it stood: at the letter, or with its units."""

from pathlib import Path

from engine.process import Process
from engine.text import Text
from workflows import approval
from workflows.supervision import summary_feedback, symposium
from workflows.supervision.facts import facts

BPMN = Path(__file__).parents[3] / "bpmn"

PROCESS = Process(
    key="taken_over",
    label=Text("旧案接续", "A case of the old ledger"),
    folders=(BPMN / "taken_over", BPMN / "supervision", approval.FOLDER),
    tasks=(*symposium.TASKS, *summary_feedback.TASKS, *approval.TASKS),
    services={**symposium.SERVICES, **summary_feedback.SERVICES, **approval.SERVICES},
    jobs={**symposium.JOBS, **summary_feedback.JOBS},
    messages=symposium.MESSAGES | summary_feedback.MESSAGES,
    timers=symposium.TIMERS | summary_feedback.TIMERS,
    facts=facts,
)
