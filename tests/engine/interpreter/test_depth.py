"""Long cases: hundreds of rounds, hundreds of returns, and an end to what runs by itself."""

import sys
import threading

import pytest
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

from engine.interpreter import Run, TooManySteps, library
from tests.engine.interpreter.drawing import Play, Silent, both, either, end, process, service, spec, start, timer, user


def rounds(number: int) -> Run:
    """A loop of a step with a reminder, beside a branch: the deepest shape per round."""
    body = start() + either("m", False) + both("f", "j") + user("a", "b", "r") + timer("t", "a", interrupting=False)
    flows = "s>m m>f f>a f>b a>j b>j j>x x>m:again x>e:* t>r r>re"
    run = Run.start(spec(process(body + either("x") + end("e", "re"), flows)), {"again": True})
    run.advance(Silent())
    for _ in range(number):
        for name in ("a", "b"):
            run.complete(next(key for key, waiting in run.open().items() if waiting.element_id == name), {})
            run.advance(Silent())
    return run


def test_a_loop_goes_on_far_below_the_library_s_depth_limit() -> None:
    """hazards.md 0.1: at depth 1,000 the library stalls silently, or calls the instance completed."""
    run = rounds(150)
    restored = Run.load(run.spec, run.dump())
    for instance in (run, restored):
        assert {waiting.element_id for waiting in instance.open().values()} == {"a", "b", "t"}
        assert not instance.completed
        instance.check_alive()
    restored.send_back("b")
    restored.advance(Silent())
    assert [waiting.element_id for waiting in restored.open().values()] == ["b"]
    run.cancel()
    assert run.completed and not run.open()


def test_a_deep_instance_can_be_handled_in_a_thread_with_a_small_stack() -> None:
    found: list[int] = []
    size = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(len(rounds(100).open())))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
    assert found == [3]


def test_the_iterators_have_no_depth_limit_and_an_unknown_release_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """spiffworkflow.md 10: the cure depends on the order of a signature."""
    assert TaskIterator.__init__.__defaults__ == (None, library.UNLIMITED, True, None)
    assert BpmnTaskIterator.__init__.__defaults__ == (None, library.UNLIMITED, True, False, None)
    assert sys.getrecursionlimit() >= library.RECURSION
    library.lift_depth_limits()
    monkeypatch.setattr(TaskIterator.__init__, "__defaults__", (None, 1000, True))
    with pytest.raises(RuntimeError, match="depth limit"):
        library.lift_depth_limits()


def test_six_hundred_returns_keep_the_state_flat() -> None:
    """hazards.md 10."""
    body = start() + both("f", "j") + user("a", "b", "c") + timer("t", "a") + either("m", False) + end()
    play = Play(spec(process(body, "s>f f>a f>b a>m t>m m>j b>j j>c c>e")))
    play.complete("a")
    play.complete("b")
    size = len(play.text)
    for _ in range(600):
        play.back("a")
        play.complete("a")
    assert len(play.text) < size + 60
    assert play.steps == ["c"]
    play.complete("c")
    assert play.completed


def test_a_loop_without_a_waiting_step_is_stopped() -> None:
    """hazards.md 0.1: an endless loop of gateways and services ends in a silent stall."""
    body = start() + either("m", False) + service("work") + either("x") + end()
    run = Run.start(spec(process(body, "s>m m>work work>x x>m:true x>e:*")), {})
    with pytest.raises(TooManySteps):
        run.advance(Silent({"work": {}}))


def test_a_long_chain_of_steps_parses_and_runs() -> None:
    names = [f"u{number}" for number in range(400)]
    flows = " ".join(f"{a}>{b}" for a, b in zip(["s", *names], [*names, "e"], strict=True))
    play = Play(spec(process(start() + user(*names) + end(), flows)))
    play.complete("u0")
    assert play.steps == ["u1"]
