"""The state as text: what it holds, what it refuses, and that loading it brings nothing unsafe back."""

import json

import pytest
from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment

from engine.errors import BadValues, TaskNotReady
from engine.expressions import BadExpression
from engine.interpreter import Json, NoFlow, Run, StateMismatch
from engine.interpreter.environment import Environment, Evaluator
from engine.interpreter.values import MAX_BYTES
from tests.engine.interpreter.drawing import (
    Play,
    Silent,
    both,
    either,
    end,
    inner,
    process,
    service,
    spec,
    start,
    timer,
    user,
)

CHOICE = start() + user("a", "yes", "no") + either("x") + end("e", "e2")
FLOWS = "s>a a>x x>yes:ok x>no:* yes>e no>e2"


def two_branches() -> Play:
    sub = inner("sub", start("i") + user("deep") + service("job") + end("o"), "i>deep deep>job job>o")
    body = start() + both("f", "j") + user("a", "b") + sub + timer("t", "b") + user("late") + either("m", False)
    flows = "s>f f>a f>b f>sub a>j b>m t>late late>m m>j sub>j j>e"
    return Play(
        spec(process(body + end(), flows)), {"n": 1, "list": [1, {"x": None}], "f": 1.0, "t": True, "zh": "看见"}
    )


def test_a_loaded_state_dumps_to_the_same_text() -> None:
    play = two_branches()
    for act in ("a", "deep"):
        assert Run.load(play.spec, play.text).dump() == play.text
        play.complete(act, k=act)
    play.back("a")
    assert Run.load(play.spec, play.text).dump() == play.text


def test_values_keep_their_exact_type() -> None:
    play = Play(spec(process(start() + user("a", "b", "c") + end(), "s>a a>b b>c c>e")), {"k": 1, "deep": [1]})
    play.complete("a", k=True, deep=[True])
    play.complete("b", k=1.0)
    assert json.dumps(dict(play.data("c"))) == '{"k": 1.0, "deep": [true]}'


def test_the_state_does_not_hold_the_diagram_and_no_facts() -> None:
    """hazards.md 8: 13 of 16 KB are the diagram; facts are read live."""
    play = Play(spec(process(CHOICE, FLOWS)), handlers=Silent(facts={"ok": True, "secret": "canary"}))
    play.complete("a")
    assert play.open == ["yes"]
    assert "canary" not in play.text and "secret" not in play.text
    assert len(play.text) < 1_500


def test_a_store_that_sorts_keys_loses_nothing() -> None:
    """spiffworkflow.md 0.4: JSONB empties all task data, because parents must come before children."""
    play = two_branches()
    play.complete("a", z=1)
    play.complete("b", y=2)
    run = Run.load(play.spec, json.dumps(json.loads(play.text), sort_keys=True))
    expected = play.run.open()
    assert {key: dict(waiting.data) for key, waiting in run.open().items()} == {
        key: dict(waiting.data) for key, waiting in expected.items()
    }


def test_a_state_of_another_definition_or_format_is_refused() -> None:
    """spiffworkflow.md 16: loaded with another diagram, the old path is followed and new nodes are skipped."""
    play = Play(spec(process(CHOICE, FLOWS)))
    changed = spec(process(CHOICE, FLOWS.replace("x>yes:ok", "x>yes:other")))
    with pytest.raises(StateMismatch):
        Run.load(changed, play.text)
    stored = json.loads(play.text)
    for broken in (json.dumps(stored | {"format": 2}), json.dumps(stored | {"spec": ""}), "[]", "null", "", "{"):
        with pytest.raises(StateMismatch):
            Run.load(play.spec, broken)


def test_a_restored_instance_has_our_evaluator_and_not_python_s() -> None:
    """spiffworkflow.md 0.9: after loading, the library's default evaluator is `eval`."""
    run = Play(spec(process(CHOICE, FLOWS))).run
    assert type(run._workflow.script_engine) is Evaluator
    assert type(run._workflow.script_engine.environment) is Environment
    assert not isinstance(run._workflow.script_engine.environment, TaskDataEnvironment)


def test_nothing_is_executed_but_expressions() -> None:
    """hazards.md 0.2."""
    evaluator = Evaluator()
    with pytest.raises(BadExpression):
        evaluator.environment.evaluate("().__class__", {})
    with pytest.raises(BadExpression):
        evaluator.environment.execute("x = 1", {})
    with pytest.raises(BadExpression):
        evaluator.environment.call_service({})
    with pytest.raises(BadExpression):
        evaluator.validate("().__class__")


def test_a_fact_goes_before_an_old_copy_in_the_data() -> None:
    play = Play(spec(process(CHOICE, FLOWS)), {"ok": True}, Silent(facts={"ok": False}))
    play.complete("a")
    assert play.open == ["no"]


def test_facts_are_read_again_after_a_service_has_acted() -> None:
    class Counting(Silent):
        reads = 0

        def facts(self) -> dict[str, object]:
            self.reads += 1
            return {"ok": "work" in self.asked}

    body = start() + user("a", "yes", "no") + service("work") + either("x") + either("y") + end("e", "e2")
    flows = "s>x x>no:ok x>work:* work>y y>yes:ok y>a:* yes>e no>e2 a>e"
    handlers = Counting({"work": {}})
    assert Play(spec(process(body, flows)), handlers=handlers).open == ["yes"]
    assert handlers.reads == 2


@pytest.mark.parametrize("condition", ["1", "a", "missing", "null"])
def test_a_condition_must_be_true_or_false(condition: str) -> None:
    play = Play(spec(process(CHOICE, FLOWS.replace("x>yes:ok", f"x>yes:{condition}"))), {"a": "text"})
    run = play.run
    run.complete(play.key("a"), {})
    with pytest.raises(BadExpression):
        run.advance(Silent())


def test_no_way_out_of_a_gateway_is_told() -> None:
    body = start() + either("x", False) + user("a", "b") + end("e", "e2")
    with pytest.raises(NoFlow):
        Play(spec(process(body, "s>x x>a:k==1 x>b:k==2 a>e b>e2")), {"k": 3})


BAD: list[object] = [
    {"typename": "x"},
    {"a": {"typename": "Task"}},
    {"a": [{"typename": 1}]},
    {"self": 1},
    {"a b": 1},
    {"": 1},
    {1: 2},
    {"a": {1: 2}},
    {"a": float("nan")},
    {"a": [float("inf")]},
    {"a": (1, 2)},
    {"a": {1}},
    {"a": b"x"},
    {"a": object()},
    {"a": 2**63},
    {"a": "\ud800"},
    {"a": "x" * MAX_BYTES},
    {"a": [[[[[[[[[[[[1]]]]]]]]]]]]},
]


@pytest.mark.parametrize("values", BAD, ids=range(len(BAD)))
def test_values_outside_closed_json_are_refused_at_every_door(values: dict[str, Json]) -> None:
    """spiffworkflow.md 15: the library fails at the save, or, with the key typename, at the next load."""
    made = spec(process(start() + user("a") + service("job") + end(), "s>a a>job job>e"))
    with pytest.raises(BadValues):
        Run.start(made, values)
    play = Play(made, {"kept": 1})
    with pytest.raises(BadValues):
        play.run.complete(play.key("a"), values)
    run = play.run
    run.complete(play.key("a"), {})
    with pytest.raises(BadValues):
        run.advance(Silent({"job": values}))
    play.complete("a")
    with pytest.raises(BadValues):
        play.run.finish_job(play.key("job"), values)


def test_the_sum_of_many_small_values_is_limited_too() -> None:
    play = Play(spec(process(start() + user("a", "b") + end(), "s>a a>b b>e")), {"a": "x" * (MAX_BYTES - 100)})
    with pytest.raises(BadValues):
        play.run.complete(play.key("a"), {"b": "x" * 200})


def test_the_caller_keeps_his_own_list() -> None:
    units = ["a"]
    run = Run.start(spec(process(start() + user("a") + end(), "s>a a>e")), {"units": units})
    units.append("b")
    run.advance(Silent())
    assert [dict(waiting.data) for waiting in run.open().values()] == [{"units": ["a"]}]


def test_a_service_cannot_change_history_through_the_data_it_is_given() -> None:
    class Careless(Silent):
        def service(self, element_id: str, data: object) -> dict[str, Json]:
            assert isinstance(data, dict)
            data["stolen"] = True
            data["units"].append("b")
            return {}

    made = spec(process(start() + service("job") + user("a") + end(), "s>job job>a a>e"))
    play = Play(made, {"units": ["a"]}, Careless())
    assert play.data("a") == {"units": ["a"]}


def test_a_handler_s_error_comes_out_as_it_is() -> None:
    class Broken(Silent):
        def service(self, element_id: str, data: object) -> None:
            raise TaskNotReady

    made = spec(process(start() + service("job") + end(), "s>job job>e"))
    with pytest.raises(TaskNotReady):
        Run.start(made, {}).advance(Broken())


def test_a_case_that_is_returned_again_and_again_does_not_carry_every_round_with_it() -> None:
    deeper = inner("deeper", start("ds") + user("sign") + end("de"), "ds>sign sign>de")
    sub = inner("approval", start("i") + deeper + end("o"), "i>deeper deeper>o")
    body = start() + either("m", False) + user("draft") + sub + either("x") + end()
    play = Play(spec(process(body, "s>m m>draft draft>approval approval>x x>m:again x>e:*")))
    kept = []
    for _ in range(12):
        play.complete("draft")
        play.complete("sign", again=True)
        kept.append(len(json.loads(play.text)["inner"]))
    assert kept[2:] == [6] * 10, "three rounds of two levels"
    play.back("sign")
    play.complete("sign", again=False)
    assert play.completed
