"""Random processes, random acts and random returns, compared with a model that shares no code with the engine."""

import random

import pytest

from engine.interpreter import parse
from tests.engine.interpreter.drawing import Play, document
from tests.engine.interpreter.oracle import Block, Sequence, Step, counts, draw, numbered, random_block

WALKS, ACTS = 60, 40


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_walk_with_returns_goes_as_the_model_says(seed: int) -> None:
    """spiffworkflow.md 0.2, 0.8, 11: joins in loops fire early, returns leave work open or lose it."""
    chance = random.Random(seed)
    block: Block = Sequence([Step("first"), random_block(chance, 3, numbered("x")), Step("last")])
    play = Play(parse({"p.bpmn": document(draw(block))}, "p"))
    block.begin()
    for _ in range(ACTS):
        assert play.open == sorted(block.open())
        assert play.completed == block.is_done()
        assert play.run.passed() == set(block.reachable())
        if block.is_done() or (block.reachable() and chance.random() < 0.3):
            _return(play, block, chance.choice(sorted(set(block.reachable()))))
        else:
            _act(play, block, chance.choice(sorted(block.open())), chance.random() < 0.4)


def _act(play: Play, block: Block, name: str, again: bool) -> None:
    if "timer" in name:
        play.fire(name)
    else:
        play.complete(name, **({f"{name}_again": again} if "ask" in name else {}))
    assert block.complete(name, again)


def _return(play: Play, block: Block, name: str) -> None:
    foretold, before = play.run.withdrawn_by(name), counts(block)
    play.back(name)
    assert block.back(name)
    lost = {lost for (_, lost), _ in (before - counts(block)).items() if "timer" not in lost}
    assert foretold == lost - {name}
