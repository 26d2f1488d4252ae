"""Called processes and sub-processes: data, lanes, depth."""

import pytest

from engine.interpreter import BadDiagram, Run, parse
from tests.engine.interpreter.drawing import (
    Play,
    Silent,
    call,
    document,
    end,
    inner,
    process,
    service,
    spec,
    start,
    user,
)

LANES = '<laneSet><lane name="{}"><flowNodeRef>{}</flowNodeRef></lane></laneSet>'


def nested() -> Play:
    """p calls q (no lanes), q has a sub-process that calls r (with lanes)."""
    sub = inner("sub", start("i") + call("to_r", "r") + end("o"), "i>to_r to_r>o")
    calling = start() + call("to_q", "q") + user("last") + end()
    called = start("qs") + user("middle") + sub + end("qe")
    deepest = start("rs") + user("answer", "check") + end("re")
    files = {
        "p.bpmn": document(process(LANES.format("督办处", "to_q") + calling, "s>to_q to_q>last last>e")),
        "q.bpmn": document(process(called, "qs>middle middle>sub sub>qe", "q")),
        "r.bpmn": document(
            process(LANES.format("承办单位", "answer") + deepest, "rs>answer answer>check check>re", "r")
        ),
    }
    return Play(parse(files, "p"), {"case": 7})


def test_values_go_in_and_come_out_through_every_level() -> None:
    play = nested()
    assert play.data("middle") == {"case": 7}
    play.complete("middle", unit="u")
    play.complete("answer", answer="yes")
    play.complete("check")
    assert play.data("last") == {"case": 7, "unit": "u", "answer": "yes"}


def test_a_step_of_a_called_process_has_its_own_lane_or_that_of_its_caller() -> None:
    """spiffworkflow.md 1: the library gives it none."""
    play = nested()
    middle = play.run.open()[play.key("middle")]
    assert (middle.lane, middle.process_id) == ("督办处", "q")
    play.complete("middle")
    answer = play.run.open()[play.key("answer")]
    assert (answer.lane, answer.process_id) == ("承办单位", "r")
    play.complete("answer")
    assert play.run.open()[play.key("check")].lane == "督办处"


def test_done_covers_every_level() -> None:
    play = nested()
    for name in ("middle", "answer", "check"):
        play.complete(name)
    assert play.run.done() == {
        "s",
        "qs",
        "middle",
        "i",
        "rs",
        "answer",
        "check",
        "re",
        "to_r",
        "o",
        "sub",
        "qe",
        "to_q",
    }
    assert play.run.done() <= set(play.spec.elements)


def test_the_same_process_called_twice_side_by_side_has_two_open_steps() -> None:
    called = process(start("qs") + user("n") + end("qe"), "qs>n n>qe", "q")
    body = start() + '<parallelGateway id="f"/>' + call("c1", "q") + call("c2", "q") + end("e", "e2")
    made = spec(process(body, "s>f f>c1 f>c2 c1>e c2>e2"), called)
    run = Run.start(made, {})
    run.advance(Silent())
    keys = list(run.open())
    assert len(keys) == 2
    run.complete(keys[0], {})
    run.advance(Silent())
    assert list(run.open()) == [keys[1]]
    run = Run.load(made, run.dump())
    run.complete(keys[1], {})
    run.advance(Silent())
    assert run.completed


def test_a_service_that_completes_a_called_process_at_once() -> None:
    called = process(start("qs") + service("auto") + end("qe"), "qs>auto auto>qe", "q")
    play = Play(
        spec(process(start() + call("c", "q") + user("n") + end(), "s>c c>n n>e"), called),
        {},
        Silent({"auto": {"x": 1}}),
    )
    assert play.data("n") == {"x": 1}


def test_an_id_that_two_files_share_is_refused() -> None:
    """spiffworkflow.md 5: forms and work items are bound by element id."""
    called = process(start("qs") + user("n") + end("qe"), "qs>n n>qe", "q")
    with pytest.raises(BadDiagram, match="used twice"):
        spec(process(start() + call("c", "q") + user("n") + end(), "s>c c>n n>e"), called)


def test_a_file_that_the_process_does_not_call_does_no_harm() -> None:
    spare = process(start("s2") + '<scriptTask id="n"/>' + end("e2"), "s2>n n>e2", "spare")
    assert "n" not in spec(process(start() + user("a") + end(), "s>a a>e"), spare).elements
