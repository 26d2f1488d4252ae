"""Timers, messages, jobs and errors: each goes to exactly one task, and only when it is told."""

import pytest
import time_machine

from engine.errors import BadValues, TaskNotReady
from engine.interpreter import NoErrorBoundary, Run
from tests.engine.interpreter.drawing import (
    Play,
    Silent,
    both,
    call,
    either,
    end,
    failure,
    inner,
    message,
    process,
    service,
    spec,
    start,
    timer,
    user,
)

MESSAGES = '<message id="m1" name="reply"/><message id="m2" name="recall"/>'
ERRORS = '<error id="e1" errorCode="FAILED"/><error id="e2" errorCode="OTHER"/>'
CATCH = (
    '<intermediateCatchEvent id="{}"><timerEventDefinition><timeDate> {} </timeDate></timerEventDefinition>'
    "</intermediateCatchEvent>"
)


def test_a_timer_fires_when_it_is_told_and_never_by_the_clock() -> None:
    """spiffworkflow.md 7, hazards.md 0.7: the library does calendar arithmetic of its own at every step."""
    body = start() + user("a", "late") + timer("t", "a", "reply_due") + end("e", "l")
    play = Play(spec(process(body, "s>a a>e t>late late>l")))
    assert play.run.open()[play.key("t")].timer == "reply_due"
    assert play.run.open()[play.key("t")].attached_to == "a"
    with time_machine.travel("2099-01-01", tick=False):
        run = play.run
        run.advance(Silent())
        assert sorted(waiting.element_id for waiting in run.open().values()) == ["a", "t"]
    play.fire("t")
    assert play.open == ["late"]


def test_a_reminder_leaves_its_step_open_and_fires_once() -> None:
    body = start() + user("a", "r") + timer("t", "a", "warn", interrupting=False) + end("e", "re")
    play = Play(spec(process(body, "s>a a>e t>r r>re")))
    old = play.key("t")
    play.fire("t")
    assert play.open == ["a", "r"]
    with pytest.raises(TaskNotReady):
        play.run.fire_timer(old)
    play.complete("a")
    assert play.open == ["r"]
    play.complete("r")
    assert play.completed


def test_an_interrupting_timer_on_a_job_withdraws_it_and_a_late_result_is_refused() -> None:
    """spiffworkflow.md 0.10: complete() on a cancelled job turns it COMPLETED."""
    body = start() + service("job") + user("late") + timer("t", "job") + end("e", "l")
    play = Play(spec(process(body, "s>job job>e t>late late>l")))
    job = play.key("job")
    play.fire("t")
    assert play.open == ["late"]
    for act in (lambda run: run.finish_job(job, {}), lambda run: run.fail_job(job, "FAILED", {})):
        with pytest.raises(TaskNotReady):
            act(play.run)


def test_a_step_is_completed_only_once_and_only_by_the_right_act() -> None:
    """hazards.md 0.4: run() on a completed or cancelled task works in the library."""
    play = Play(spec(process(start() + user("a", "b") + service("job") + end(), "s>a a>job job>b b>e")))
    key = play.key("a")
    with pytest.raises(TaskNotReady):
        play.run.finish_job(key, {})
    with pytest.raises(TaskNotReady):
        play.run.fire_timer(key)
    play.complete("a")
    for act in (play.run.complete, play.run.finish_job, play.run.deliver):
        with pytest.raises(TaskNotReady):
            act(key, {})
    with pytest.raises(TaskNotReady):
        play.run.complete(play.key("job"), {})
    play.finish("job")
    assert play.steps == ["b"]


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000", "~1", "\ud800"])
def test_an_unknown_key_is_not_ready(key: str) -> None:
    play = Play(spec(process(start() + user("a") + end(), "s>a a>e")))
    with pytest.raises(TaskNotReady):
        play.run.complete(key, {})


def test_a_drawn_pause_waits_for_its_deadline_key() -> None:
    play = Play(spec(process(start() + CATCH.format("pause", "lookback_1") + end(), "s>pause pause>e")))
    assert play.run.open()[play.key("pause")].timer == "lookback_1"
    play.fire("pause")
    assert play.completed


def receivers(body: str, flows: str) -> Play:
    return Play(spec(MESSAGES, process(start() + both("f", "j") + user("after") + end() + body, flows)))


def test_a_message_reaches_one_task_of_two_that_wait_for_the_same_name() -> None:
    """spiffworkflow.md 0.11: the library gives it to all."""
    body = '<receiveTask id="r1" messageRef="m1"/><receiveTask id="r2" messageRef="m1"/>'
    play = receivers(body, "s>f f>r1 f>r2 r1>j r2>j j>after after>e")
    assert {waiting.message for waiting in play.run.open().values()} == {"reply"}
    first = play.key("r1")
    play.deliver("r1", x=1)
    assert play.open == ["r2"]
    with pytest.raises(TaskNotReady):
        play.run.deliver(first, {})
    play.deliver("r2", y=2)
    assert play.data("after") == {"x": 1, "y": 2}


def test_messages_to_catch_events_and_boundaries() -> None:
    body = '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m1"/></intermediateCatchEvent>'
    body += user("a", "x", "y") + message("b1", "a", "m2") + message("b2", "a", "m1", interrupting=False)
    play = receivers(body + end("e2", "e3"), "s>f f>c f>a c>j a>j j>after after>e b1>x x>e2 b2>y y>e3")
    play.deliver("c")
    assert play.open == ["a", "b1", "b2"]
    play.deliver("b2", note="n")
    assert play.open == ["a", "b1", "y"]
    assert play.data("y") == {"note": "n"}
    play.deliver("b1")
    assert play.open == ["x", "y"]


def test_values_of_a_message_are_checked_when_it_is_delivered() -> None:
    play = receivers('<receiveTask id="r" messageRef="m1"/>', "s>f f>r f>j r>j j>after after>e")
    with pytest.raises(BadValues):
        play.run.deliver(play.key("r"), {"typename": 1})


def test_a_failed_job_takes_its_own_boundary_and_not_that_of_another_job() -> None:
    """spiffworkflow.md 4: an error event triggers every boundary of that code on the level."""
    body = start() + both("f") + service("j1", "j2") + user("h1", "h2") + end("e", "e2", "e3", "e4")
    body += failure("b1", "j1", "e1") + failure("b2", "j2", "e1")
    play = Play(spec(ERRORS, process(body, "s>f f>j1 f>j2 j1>e j2>e2 b1>h1 h1>e3 b2>h2 h2>e4")))
    play.fail("j1", "FAILED", why="no answer")
    assert play.open == ["h1", "j2"]
    assert play.data("h1") == {"why": "no answer"}


def test_a_boundary_with_the_written_code_goes_before_one_that_catches_all() -> None:
    body = start() + service("job") + user("all", "one") + end("e", "e2", "e3")
    body += failure("ball", "job") + failure("bone", "job", "e1")
    made = spec(ERRORS, process(body, "s>job job>e ball>all all>e2 bone>one one>e3"))
    named, other = Play(made), Play(made)
    named.fail("job", "FAILED")
    assert named.open == ["one"]
    other.fail("job", "UNKNOWN")
    assert other.open == ["all"]


def test_a_failure_that_nobody_catches_leaves_the_job_as_it_was() -> None:
    body = start() + service("job") + user("h") + failure("b", "job", "e1") + end("e", "e2")
    play = Play(spec(ERRORS, process(body, "s>job job>e b>h h>e2")))
    with pytest.raises(NoErrorBoundary):
        play.run.fail_job(play.key("job"), "OTHER", {})
    play.finish("job")
    assert play.completed


def error_end(name: str, error: str) -> str:
    return f'<endEvent id="{name}"><errorEventDefinition errorRef="{error}"/></endEvent>'


def test_an_error_end_goes_to_the_boundary_of_its_sub_process() -> None:
    """A job of the same level with a boundary of that code is not concerned (the library gives it to that)."""
    sub = start("i") + both("f") + user("a") + service("job") + user("wrong") + failure("own", "job", "e1")
    sub = inner("sub", sub + error_end("x", "e1") + end("o", "o2"), "i>f f>a f>job a>x job>o own>wrong wrong>o2")
    body = start() + sub + user("handle") + failure("b", "sub", "e1") + end("e", "e2")
    play = Play(spec(ERRORS, process(body, "s>sub sub>e b>handle handle>e2")))
    play.complete("a", why="no")
    assert play.open == ["handle"]
    assert play.data("handle") == {"why": "no"}
    play.complete("handle")
    assert play.completed


def test_an_error_end_climbs_to_the_nearest_level_that_catches_it() -> None:
    sub = inner("deep", start("i") + user("a") + error_end("x", "e2"), "i>a a>x")
    called = process(
        start("qs") + both("f") + sub + user("beside") + end("qe", "qe2"),
        "qs>f f>deep f>beside deep>qe beside>qe2",
        "q",
    )
    body = start() + call("c", "q") + user("handle") + failure("b", "c") + end("e", "e2")
    play = Play(spec(ERRORS, process(body, "s>c c>e b>handle handle>e2"), called))
    play.complete("a")
    assert play.open == ["handle"]
    play.complete("handle")
    assert play.completed


def test_an_error_end_that_nobody_catches_is_an_error() -> None:
    """spiffworkflow.md 12: the library lets the branch end and the sub-process go on."""
    sub = inner("sub", start("i") + user("a") + error_end("x", "e1"), "i>a a>x")
    play = Play(spec(ERRORS, process(start() + sub + end(), "s>sub sub>e")))
    run = play.run
    run.complete(play.key("a"), {})
    with pytest.raises(NoErrorBoundary):
        run.advance(Silent())


def test_terminate_ends_its_level_only() -> None:
    sub = start("i") + both("f") + user("a", "b") + '<endEvent id="x"><terminateEventDefinition/></endEvent>' + end("o")
    body = start() + inner("sub", sub, "i>f f>a f>b a>x b>o") + user("after") + end()
    play = Play(spec(process(body, "s>sub sub>after after>e")))
    play.complete("a", k=1)
    assert play.open == ["after"]
    assert play.data("after") == {"k": 1}


def test_terminate_at_the_top_ends_all() -> None:
    sub = inner("sub", start("i") + user("b") + end("o"), "i>b b>o")
    body = start() + both("f") + user("a") + sub + '<endEvent id="x"><terminateEventDefinition/></endEvent>' + end()
    play = Play(spec(process(body, "s>f f>a f>sub a>x sub>e")))
    play.complete("a")
    assert play.completed and play.open == []


def test_cancel_closes_every_level() -> None:
    sub = inner("sub", start("i") + user("b") + timer("t", "b") + user("l") + end("o", "o2"), "i>b b>o t>l l>o2")
    play = Play(spec(process(start() + both("f") + user("a") + sub + end("e", "e2"), "s>f f>a f>sub a>e sub>e2")))
    run = play.run
    run.cancel()
    restored = Run.load(play.spec, run.dump())
    assert restored.completed and restored.open() == {}


def test_a_timer_on_a_sub_process_withdraws_all_inside() -> None:
    sub = inner("sub", start("i") + both("f") + user("b") + service("job") + end("o", "o2"), "i>f f>b f>job b>o job>o2")
    body = start() + sub + timer("t", "sub") + user("late") + either("m", False) + end()
    play = Play(spec(process(body, "s>sub sub>m t>late late>m m>e")))
    job = play.key("job")
    play.fire("t")
    assert play.open == ["late"]
    with pytest.raises(TaskNotReady):
        play.run.finish_job(job, {})


def test_a_terminate_end_fires_no_timer_and_no_message_around_it() -> None:
    """The library offers it to whatever waits in the levels above."""
    sub = start("i") + user("a") + '<endEvent id="x"><terminateEventDefinition/></endEvent>'
    body = start() + both("f") + inner("sub", sub, "i>a a>x") + timer("t", "sub") + user("after", "late", "b", "l2")
    body += timer("t2", "b") + message("m", "b", "m1", interrupting=False) + end("e", "e2", "e3", "e4", "e5")
    flows = "s>f f>sub f>b sub>after after>e t>late late>e2 b>e3 t2>l2 l2>e4 m>e5"
    play = Play(spec(MESSAGES, process(body, flows)))
    play.complete("a")
    assert play.open == ["after", "b", "m", "t2"]
