"""The diagrams of the last stage and of the acts against what Python has for them."""

import pytest

from engine.checks import Declared, check
from engine.definitions import files_of
from engine.process import Process
from engine.text import Text
from tests.workflows.supervision.closing.last_stage import BPMN
from workflows import approval
from workflows.settings.clocks import CLOCKS
from workflows.supervision import beside, summary_feedback

ACTS = {process.key: process for process in beside.PROCESSES}


def declared(process: Process) -> Declared:
    return Declared(
        forms=frozenset(task.element for task in process.tasks),
        services=frozenset(process.services),
        messages=process.messages,
        deadlines=frozenset(clock.key for clock in CLOCKS),
    )


@pytest.mark.parametrize("key", sorted(ACTS))
def test_every_act_beside_a_case_agrees_with_its_diagram(key):
    process = ACTS[key]
    own = {f"{key.removesuffix('_act')}.bpmn"}
    own |= {"approval.bpmn"} if approval.TASKS[0] in process.tasks else set()
    files = {name: content for name, content in files_of(process).items() if name in own}
    assert [finding.text.en for finding in check(files, key, declared(process))] == []


def test_the_last_stage_agrees_with_its_diagram():
    stage = Process(
        key="summary_feedback",
        label=Text("总结反馈", "Summary and feedback"),
        folders=(BPMN / "supervision", approval.FOLDER),
        tasks=(*summary_feedback.TASKS, *approval.TASKS),
        services={**summary_feedback.SERVICES, **approval.SERVICES},
        messages=summary_feedback.MESSAGES,
        timers=summary_feedback.TIMERS,
    )
    assert [finding.text.en for finding in check(files_of(stage), "summary_feedback", declared(stage))] == []
