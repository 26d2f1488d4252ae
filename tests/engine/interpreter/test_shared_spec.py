"""One `Spec` serves every thread, and no instance leaves a trace in it."""

import random
from concurrent.futures import ThreadPoolExecutor
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from engine.interpreter import Open, Spec
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


def everything() -> Spec:
    sub = start("i") + both("f2", "j2") + user("x", "y") + end("o")
    sub = inner("sub", sub, "i>f2 f2>x f2>y x>j2 y>j2 j2>o")
    body = start() + both("f", "j") + user("a", "l", "r", "h") + sub + service("job", "auto") + call("c", "q") + end()
    body += timer("t", "sub") + timer("w", "a", "warn", interrupting=False) + failure("b", "job", "e1") + end("re")
    body += message("m", "a", "m1", interrupting=False) + user("note") + end("ne")
    body += "".join(either(name, False) for name in ("m1g", "m2g", "loop")) + either("again")
    flows = "s>loop loop>f f>a f>sub f>job a>j sub>m1g t>l l>m1g m1g>j job>m2g b>h h>m2g m2g>j j>auto auto>c"
    flows += " c>again again>loop:again again>e:* w>r r>re m>note note>ne"
    called = process(start("qs") + user("deep") + end("qe"), "qs>deep deep>qe", "q")
    return spec(
        '<message id="m1" name="reply"/><error id="e1" errorCode="FAILED"/>', process(body, flows), called
    )  # fmt: skip


def picture(value: Any, seen: set[int]) -> object:
    """Every attribute of every object below a spec, subscribers of its events included."""
    if isinstance(value, str | int | float | bool | None):
        return value
    if isinstance(value, dict):
        return [[str(key), picture(item, seen)] for key, item in value.items()]
    if isinstance(value, list | tuple | set | frozenset):
        return [picture(item, seen) for item in value]
    if id(value) in seen or isinstance(value, FunctionType | BuiltinFunctionType | MethodType | type):
        return getattr(value, "__name__", type(value).__name__)
    seen.add(id(value))
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    attributes = vars(value) if hasattr(value, "__dict__") else {name: getattr(value, name) for name in slots}
    return [type(value).__name__, picture(dict(attributes), seen)]


def _act(chance: random.Random, key: str, waiting: Open, last: bool) -> tuple[object, ...]:
    if waiting.kind == "user":
        return "complete", key, {"again": False} if waiting.element_id == "deep" and last else {}
    if waiting.kind == "timer":
        return "fire_timer", key
    if waiting.kind == "message":
        return "deliver", key, {"note": "n"}
    return ("fail_job", key, "FAILED", {}) if chance.random() < 0.5 else ("finish_job", key, {})


def live(of: Spec, seed: int) -> str:
    """One random life with jobs, failures, timers, messages and returns, to its end; tells what happened."""
    chance, story = random.Random(seed), []
    play = Play(of, {"again": seed % 2 == 0}, Silent({"auto": {}}))
    while not play.completed:
        passed = sorted(play.run.passed())
        if passed and len(story) < 60 and chance.random() < 0.15:
            name = chance.choice(passed)
            play.back(name)
        else:
            key, waiting = chance.choice(list(play.run.open().items()))
            name = waiting.element_id
            play.act(*_act(chance, key, waiting, last=len(story) > 20))
        story.append(name)
    return " ".join(story)


def test_eight_threads_share_one_spec_and_leave_it_as_it_was() -> None:
    """spiffworkflow.md 15: event sub-processes and multi-instance mutate a spec at run time; nothing we run may."""
    shared = everything()
    before = picture(shared, set())
    assert "completed_event" in str(before)
    expected = [live(everything(), seed) for seed in range(24)]
    with ThreadPoolExecutor(8) as threads:
        stories = list(threads.map(lambda seed: live(shared, seed), range(24)))
    assert stories == expected
    assert picture(shared, set()) == before


def test_the_picture_would_show_a_change() -> None:
    shared = everything()
    before = picture(shared, set())
    shared.process.task_specs["a"].completed_event.connect(print)
    assert picture(shared, set()) != before


def test_a_story_visits_what_it_should() -> None:
    stories = " ".join(live(everything(), seed) for seed in range(24)).split()
    assert {"a", "x", "y", "job", "deep", "t", "w", "m", "l", "r", "h", "note"} <= set(stories)
