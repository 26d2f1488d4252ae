"""The parallel gateway: joins in loops, no prediction past joins, and nobody's value lost."""

import pytest

from engine.errors import Stalled
from engine.interpreter import Run
from tests.engine.interpreter.drawing import Play, Silent, both, either, end, inner, process, service, spec, start, user

LOOP = "s>m m>f f>a f>b a>j b>j j>x x>m:again x>e:*"


def looped() -> Play:
    body = start() + either("m", False) + both("f", "j") + user("a", "b") + either("x") + end()
    return Play(spec(process(body, LOOP)), {"again": True})


def test_a_join_in_a_loop_waits_for_all_in_every_round() -> None:
    """spiffworkflow.md 0.2: from round 2 on the library's join fires early if the order of the branches changes."""
    play = looped()
    for order in ("ab", "ba", "ba", "ab", "ba"):
        play.complete(order[0])
        assert play.steps == [order[1]]
        play.complete(order[1])
        assert play.steps == ["a", "b"]
    play.complete("b")
    play.complete("a", again=False)
    assert play.completed


def test_a_token_of_an_earlier_round_is_not_spent_twice() -> None:
    play = looped()
    play.complete("a")
    play.complete("b")
    play.complete("b")
    play.back("b")
    play.complete("a")
    assert play.steps == ["b"]
    play.complete("b")
    assert play.steps == ["a", "b"]


def test_successive_blocks_do_not_explode() -> None:
    """spiffworkflow.md 0.3: eight blocks of three make the library predict 42,645 tasks."""
    body, flows, before = start() + end(), "", "s"
    for number in range(8):
        split, join = f"f{number}", f"j{number}"
        names = [f"{branch}{number}" for branch in "abc"]
        body += both(split, join) + user(*names)
        flows += f"{before}>{split} " + " ".join(f"{split}>{name} {name}>{join}" for name in names) + " "
        before = join
    play = Play(spec(process(body, flows + f"{before}>e")))
    assert len(play.text) < 3_000
    for number in range(8):
        for branch in "bca":
            play.complete(f"{branch}{number}")
    assert play.completed


def test_a_value_that_one_branch_changed_survives_the_other_that_did_not() -> None:
    """spiffworkflow.md 0.5: the last to finish overwrites everything with its own old copy."""
    body = start() + both("f", "j") + user("a", "b", "after") + end()
    play = Play(spec(process(body, "s>f f>a f>b a>j b>j j>after after>e")), {"k": 0, "kept": [1], "both": 0})
    play.complete("a", k=1, kept=[1, 2, 3], both="a")
    play.complete("b", mine="b", both="b")
    assert play.data("after") == {"k": 1, "kept": [1, 2, 3], "both": "b", "mine": "b"}


def test_lists_are_not_spliced_together_at_a_join() -> None:
    """spiffworkflow.md 0.5: [1] merged with [2] gives [1]."""
    body = start() + both("f", "j") + user("a", "b", "after") + end()
    play = Play(spec(process(body, "s>f f>a f>b a>j b>j j>after after>e")), {"units": [1, 2, 3]})
    play.complete("b", units=[2])
    play.complete("a")
    assert play.data("after")["units"] == [2]


def test_nested_blocks_keep_the_values_of_every_branch() -> None:
    body = start() + both("f", "j", "g", "k") + user("a", "b", "c", "after") + end()
    flows = "s>f f>a f>g g>b g>c b>k c>k k>j a>j j>after after>e"
    play = Play(spec(process(body, flows)), {"a": 0, "b": 0, "c": 0})
    play.complete("c", c=1)
    play.complete("a", a=1)
    play.complete("b", b=1)
    assert play.data("after") == {"a": 1, "b": 1, "c": 1}


def test_two_tokens_on_one_flow_count_for_one() -> None:
    """Both ways of `a` reach the join through one flow; the other flow must still bring its own."""
    body = start() + both("f", "g", "j") + either("m", False) + user("a", "b", "c", "after") + end()
    play = Play(spec(process(body, "s>f f>g f>c g>a g>b a>m b>m m>j c>j j>after after>e")))
    play.complete("a")
    play.complete("b")
    assert play.steps == ["c"]
    play.complete("c")
    assert play.steps == ["after"]


def test_a_join_that_is_also_a_split() -> None:
    body = start() + both("f", "mid", "j") + user("a", "b", "c", "d") + end()
    play = Play(spec(process(body, "s>f f>a f>b a>mid b>mid mid>c mid>d c>j d>j j>e")))
    play.complete("b")
    play.complete("a")
    assert play.steps == ["c", "d"]
    play.complete("d")
    play.complete("c")
    assert play.completed


def test_branches_of_service_tasks_join_in_one_go() -> None:
    body = start() + both("f", "j") + service("a", "b") + user("after") + end()
    handlers = Silent({"a": {"x": 1}, "b": {"y": 2}})
    play = Play(spec(process(body, "s>f f>a f>b a>j b>j j>after after>e")), handlers=handlers)
    assert play.data("after") == {"x": 1, "y": 2}


def test_blocks_inside_a_sub_process() -> None:
    sub = inner("sub", start("i") + both("f", "j") + user("a", "b") + end("o"), "i>f f>a f>b a>j b>j j>o")
    play = Play(spec(process(start() + sub + user("after") + end(), "s>sub sub>after after>e")), {"k": 0})
    play.complete("a", k=1)
    play.complete("b")
    assert play.data("after") == {"k": 1}


def test_a_run_that_nobody_can_move_is_found() -> None:
    """A choice that enters a join gives it one token of two; the library waits for ever and says nothing."""
    body = start() + either("x") + both("j") + user("a", "b") + end()
    made = spec(process(body, "s>x x>a:go x>b:* a>j b>j j>e"))
    run = Run.start(made, {"go": True})
    run.advance(Silent())
    run.check_alive()
    run.complete(next(iter(run.open())), {})
    run.advance(Silent())
    assert not run.completed
    with pytest.raises(Stalled):
        run.check_alive()


def test_branches_that_meet_only_at_the_end_of_a_sub_process_lose_nothing() -> None:
    """spiffworkflow.md 0.5, for the join that nobody draws."""
    sub = inner("sub", start("i") + both("f") + user("a", "b") + end("o", "o2"), "i>f f>a f>b a>o b>o2")
    play = Play(spec(process(start() + sub + user("after") + end(), "s>sub sub>after after>e")), {"k": 0})
    play.complete("a", k=1)
    play.complete("b", units=["b"])
    assert play.data("after") == {"k": 1, "units": ["b"]}
    play.back("a")
    play.complete("a", k=2)
    assert play.data("after") == {"k": 2, "units": ["b"]}


def test_of_two_branches_that_wrote_the_same_value_the_later_wins() -> None:
    body = start() + both("f", "j") + user("a", "b", "c", "after") + end()
    play = Play(spec(process(body, "s>f f>a f>b f>c a>j b>j c>j j>after after>e")), {"k": 0})
    play.complete("b", k="b")
    play.complete("a", k="a")
    play.complete("c")
    assert play.data("after") == {"k": "a"}
