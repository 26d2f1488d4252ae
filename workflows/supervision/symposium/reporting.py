"""Route BOTH: the report goes upwards beside the letter, in an act of its own, and holds nothing up."""

from pathlib import Path
from typing import Any

from engine import commands
from engine.process import Process, ServiceStep
from engine.text import Text
from workflows.supervision.symposium.register_instruction import RegisterInstruction
from workflows.supervision.symposium.submission import Submission

KEY = "report_submission_act"
PROCESS = Process(
    key=KEY,
    label=Text("报告报送", "Submission of the report"),
    folders=(Path(__file__).parents[3] / "bpmn" / "beside", Path(__file__).parents[3] / "bpmn" / "approval"),
    tasks=(Submission, RegisterInstruction),
)


def report_beside(step: ServiceStep) -> dict[str, Any]:
    """Service: start the act for the report; an instruction on it is noted there."""
    case_id = step.instance.matter_id
    values = {"document_id": step.values["document_id"], "report_id": step.values["report_id"]}
    commands.start(step.session, step.host, KEY, ("case", case_id), case_id, values, actor=step.actor)
    return {}
