"""A letter that is returned again and again: its state stays small, and nothing that was done is forgotten."""

from engine.interpreter.rounds import ROUNDS
from tests.engine.interpreter.drawing import Play, call, either, end, process, spec, start, user

LOOP = "s>m m>draft draft>approval approval>x x>m:again x>e:*"


def letter() -> Play:
    approval = process(start("s2") + user("approve") + end("e2"), "s2>approve approve>e2", "approving")
    body = start() + either("m", False) + user("draft") + call("approval", "approving") + either("x") + end()
    return Play(spec(process(body, LOOP), approval), {"again": True})


def go_round(play: Play, times: int) -> None:
    for number in range(times):
        play.complete("draft", revision=number)
        play.complete("approve", again=True)


def test_a_letter_returned_a_hundred_times_is_no_larger_than_one_returned_ten_times() -> None:
    play = letter()
    go_round(play, 10)
    size = len(play.text)
    go_round(play, 90)
    assert len(play.text) < size + 100
    assert play.steps == ["draft"]


def test_after_a_hundred_rounds_the_last_ones_can_still_be_gone_back_to() -> None:
    play = letter()
    go_round(play, 100)
    play.complete("draft")
    for _ in range(ROUNDS):
        play.back("approve")
        assert play.steps == ["approve"]
        play.back("draft")
        assert play.steps == ["draft"]
    play.complete("draft")
    play.complete("approve", again=False)
    assert play.completed


def test_what_only_the_first_round_has_done_stays_known() -> None:
    body = start() + either("m", False) + either("first") + user("survey", "draft") + either("n", False)
    flows = "s>m m>first first>survey:revision==0 first>n:* survey>n n>draft draft>x x>m:again x>e:*"
    play = Play(spec(process(body + either("x") + end(), flows)), {"again": True, "revision": 0})
    play.complete("survey")
    for number in range(20):
        play.complete("draft", revision=number + 1)
    assert play.run.passed() == {"survey", "draft"}
    play.back("survey")
    assert play.steps == ["survey"]
