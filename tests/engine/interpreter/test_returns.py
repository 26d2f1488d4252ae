"""Going back, case by case; test_return_walks.py does it at random."""

import pytest

from engine.errors import TaskNotReady
from engine.interpreter import CannotReturn
from tests.engine.interpreter.drawing import (
    Play,
    both,
    call,
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


def joined() -> Play:
    """A -> split (B1 -> B2 | C1 -> C2) -> join -> M -> D, as in hazards.md 9."""
    body = start() + both("f", "j") + user("a", "b1", "b2", "c1", "c2", "m", "d") + end()
    return Play(spec(process(body, "s>a a>f f>b1 b1>b2 f>c1 c1>c2 b2>j c2>j j>m m>d d>e")))


def through(play: Play, *names: str) -> Play:
    for name in names:
        play.complete(name)
    return play


@pytest.mark.parametrize("target", ["b1", "b2", "c1", "c2"])
@pytest.mark.parametrize("last", ["b", "c"])
def test_behind_a_join_a_return_to_any_branch_takes_back_what_follows_the_join(target: str, last: str) -> None:
    """hazards.md 9: back in the branch that did not finish last, the library leaves M open: two activities."""
    order = ["c1", "c2", "b1", "b2"] if last == "b" else ["b1", "b2", "c1", "c2"]
    play = through(joined(), "a", *order)
    play.back(target)
    assert play.open == [target]
    again = [target] if target.endswith("2") else [target, target[0] + "2"]
    through(play, *again)
    assert play.open == ["m"]


def test_work_of_the_other_branch_stays_when_it_is_still_open() -> None:
    play = through(joined(), "a", "b1", "b2", "c1")
    play.back("b1")
    assert play.open == ["b1", "c2"]


def test_a_return_before_the_split_drops_both_branches() -> None:
    play = through(joined(), "a", "b1", "c1", "b2")
    play.back("a")
    assert play.open == ["a"]
    through(play, "a", "c1", "c2", "b1", "b2")
    assert play.open == ["m"]


def test_a_second_return_and_a_return_from_far_behind() -> None:
    play = through(joined(), "a", "b1", "b2", "c1", "c2", "m")
    play.back("b2")
    through(play, "b2", "m")
    play.back("c1")
    assert play.open == ["c1"]
    through(play, "c1", "c2")
    assert play.open == ["m"]
    through(play, "m", "d")
    assert play.completed


def test_the_preview_names_what_would_be_taken_back() -> None:
    play = through(joined(), "a", "b1", "b2", "c1", "c2", "m")
    assert play.run.withdrawn_by("b1") == {"b2", "m", "d"}
    assert play.run.withdrawn_by("m") == {"d"}
    assert play.run.withdrawn_by("a") == {"b1", "b2", "c1", "c2", "m", "d"}
    assert play.run.passed() == {"a", "b1", "b2", "c1", "c2", "m"}
    assert play.open == ["d"]


@pytest.mark.parametrize("target", ["d", "j", "s", "nowhere", ""])
def test_only_a_completed_user_task_can_be_returned_to(target: str) -> None:
    play = through(joined(), "a", "b1", "b2", "c1", "c2", "m")
    with pytest.raises(CannotReturn):
        play.run.send_back(target)
    with pytest.raises(CannotReturn):
        play.run.withdrawn_by(target)


def test_a_step_that_is_open_again_has_a_new_key_and_the_old_one_is_refused() -> None:
    """spiffworkflow.md 14: a reset task keeps its id; an old form would complete the new round."""
    play = joined()
    keys = set()
    for _ in range(3):
        key = play.key("a")
        assert key not in keys
        keys.add(key)
        play.complete("a")
        play.back("a")
        with pytest.raises(TaskNotReady):
            play.run.complete(key, {})


def test_a_return_leaves_no_waiter_behind() -> None:
    """spiffworkflow.md 0.8: a removed task that still waits makes the next step raise AttributeError."""
    body = start() + both("f", "j") + user("a", "b", "l") + timer("t", "b", "due") + either("m", False) + end()
    play = Play(spec(process(body, "s>a a>f f>b f>j b>m t>l l>m m>j j>e")))
    play.complete("a")
    run = play.run
    stale = next(iter(run._workflow.event_manager.tasks))
    run.send_back("a")
    assert stale not in run._workflow.event_manager.tasks


def test_a_boundary_timer_is_armed_again_under_a_new_key() -> None:
    body = start() + user("a", "b", "l") + timer("t", "a") + either("m", False) + end()
    play = Play(spec(process(body, "s>a a>m t>l l>m m>b b>e")))
    first = play.key("t")
    play.complete("a")
    play.back("a")
    assert play.open == ["a", "t"]
    assert play.key("t") != first
    play.fire("t")
    assert play.open == ["l"]


def test_a_reminder_that_has_fired_is_taken_back_with_its_step() -> None:
    body = start() + user("a", "b", "r") + timer("t", "a", interrupting=False) + end("e", "e2")
    play = Play(spec(process(body, "s>a a>b b>e t>r r>e2")))
    play.fire("t")
    play.complete("a")
    assert play.open == ["b", "r"]
    assert play.run.withdrawn_by("a") == {"b", "r"}
    play.back("a")
    assert play.open == ["a", "t"]


def nested() -> Play:
    sub = start("i") + both("f", "j") + user("x", "y", "z") + end("o")
    body = start() + inner("sub", sub, "i>f f>x f>y x>j y>j j>z z>o") + timer("t", "sub") + user("late", "after")
    return Play(spec(process(body + either("m", False) + end(), "s>sub sub>m t>late late>m m>after after>e")))


def test_inside_a_running_sub_process_the_timer_around_it_keeps_running() -> None:
    play = through(nested(), "x", "y")
    around = play.key("t")
    play.back("x")
    assert play.open == ["t", "x"]
    assert play.key("t") == around
    through(play, "x", "z")
    assert play.open == ["after"]


def test_back_into_a_finished_sub_process() -> None:
    """spiffworkflow.md 0.8: the library leaves it completed, and the step after it open."""
    play = through(nested(), "x", "y", "z")
    assert play.run.withdrawn_by("y") == {"z", "after"}
    play.back("y")
    assert play.open == ["t", "y"]
    through(play, "y")
    assert play.open == ["t", "z"]
    through(play, "z", "after")
    assert play.completed


def test_back_into_a_finished_instance() -> None:
    play = through(nested(), "x", "y", "z", "after")
    assert play.completed
    play.back("x")
    assert not play.completed
    assert play.open == ["t", "x"]
    through(play, "x", "z", "after")
    assert play.completed


def test_no_way_back_into_what_a_timer_cut_off() -> None:
    """Its other branches were withdrawn for good, so its join could never fire."""
    play = through(nested(), "x")
    play.fire("t")
    assert play.open == ["late"]
    assert play.run.passed() == frozenset()
    play.complete("late")
    assert play.run.passed() == {"late"}
    play.back("late")
    assert play.open == ["late"]


def test_across_two_levels_of_called_processes() -> None:
    leaf = process(start("ls") + user("leaf1", "leaf2") + end("le"), "ls>leaf1 leaf1>leaf2 leaf2>le", "leaf")
    middle = process(start("ms") + call("down", "leaf") + user("mid") + end("me"), "ms>down down>mid mid>me", "middle")
    body = start() + both("f", "j") + call("c", "middle") + user("beside", "top") + end()
    play = Play(spec(process(body, "s>f f>c f>beside c>j beside>j j>top top>e"), middle, leaf))
    through(play, "leaf1", "leaf2", "mid", "beside")
    assert play.open == ["top"]
    assert play.run.withdrawn_by("leaf1") == {"leaf2", "mid", "top"}
    play.back("leaf1")
    assert play.open == ["leaf1"]
    through(play, "leaf1", "leaf2")
    assert play.open == ["mid"]
    through(play, "mid", "top")
    assert play.completed


def test_a_running_job_behind_the_target_is_withdrawn() -> None:
    play = Play(spec(process(start() + user("a") + service("job") + end(), "s>a a>job job>e")))
    play.complete("a")
    key = play.key("job")
    assert play.run.withdrawn_by("a") == {"job"}
    play.back("a")
    with pytest.raises(TaskNotReady):
        play.run.finish_job(key, {})
    play.complete("a")
    assert play.key("job") != key


def test_two_ends_without_a_join_wait_for_each_other_after_a_return() -> None:
    """The end of the whole instance is a join, too, though nobody draws it."""
    play = Play(spec(process(start() + both("f") + user("a", "b") + end("e1", "e2"), "s>f f>a f>b a>e1 b>e2")))
    for order in (("a", "b"), ("b", "a")):
        through(play, *order)
        assert play.completed
        for target, other in (("a", "b"), ("b", "a")):
            play.back(target)
            assert play.open == [target]
            play.back(other)
            assert play.open == ["a", "b"]
            through(play, other, target)
            assert play.completed
        play.back("a")
        play.back("b")


def test_two_branches_that_run_into_one_end() -> None:
    body = start() + both("f") + user("a", "b") + either("m", False) + end()
    play = Play(spec(process(body, "s>f f>a f>b a>m b>m m>e")))
    through(play, "a", "b")
    play.back("a")
    assert play.open == ["a"]
    play.complete("a")
    assert play.completed


def test_a_return_inside_a_loop_goes_to_the_latest_round() -> None:
    body = start() + either("m", False) + user("a", "b") + either("x") + end()
    play = Play(spec(process(body, "s>m m>a a>b b>x x>m:again x>e:*")), {"again": True})
    through(play, "a", "b", "a")
    play.back("a")
    assert play.open == ["a"]
    play.back("b")
    assert play.open == ["b"]
    through(play, "b", "a")
    play.complete("b", again=False)
    assert play.completed


def test_the_input_of_a_return_is_that_of_the_step_before() -> None:
    play = Play(spec(process(start() + user("a", "b") + end(), "s>a a>b b>e")), {"k": 0})
    play.complete("a", k=1)
    play.back("a")
    assert play.data("a") == {"k": 0}


def reminded() -> Play:
    body = start() + user("a", "b", "c", "r") + timer("t", "a", interrupting=False) + end("e", "e2")
    return Play(spec(process(body, "s>a a>b b>c c>e t>r r>e2")))


def test_a_reminder_of_an_earlier_step_stays_open_over_a_return_behind_it() -> None:
    play = reminded()
    play.fire("t")
    through(play, "a", "b")
    play.back("b")
    assert play.open == ["b", "r"]
    through(play, "b", "c", "r")
    assert play.completed


def test_a_reminder_can_be_returned_to_without_touching_the_main_way() -> None:
    play = reminded()
    play.fire("t")
    through(play, "r", "a")
    play.back("r")
    assert play.open == ["b", "r"]
    through(play, "b", "c", "r")
    assert play.completed
