"""A state that an earlier version wrote must load and go to its end, as long as `FORMAT` stays the same.

If this fails, stored cases of a running city would not load: keep the old files, and write a migration.
"""

from pathlib import Path

from engine.interpreter import Run, Spec, parse
from tests.engine.interpreter.drawing import Play, Silent

GOLDEN = Path(__file__).parent / "golden"


def stored() -> tuple[Spec, str]:
    spec = parse({"p.bpmn": (GOLDEN / "format_1.bpmn").read_bytes()}, "p")
    return spec, (GOLDEN / "format_1.json").read_text().strip()


def test_a_stored_state_is_read_and_written_back_as_it_was() -> None:
    spec, text = stored()
    run = Run.load(spec, text)
    assert sorted(waiting.element_id for waiting in run.open().values()) == ["a", "job", "t"]
    assert run.passed() == {"deep", "x"}
    assert run.dump() == text


def test_a_stored_state_goes_to_its_end() -> None:
    spec, text = stored()
    play = Play(spec, {"go": False}, Silent())
    play.text = text
    assert play.data("job") == {"go": True, "list": [1, {"a": None}], "ratio": 0.5, "unit": "u"}
    play.fail("job", "FAILED", why="w")
    play.complete("h")
    play.complete("a", k=2)
    assert play.data("last") == {"go": True, "list": [1, {"a": None}], "ratio": 0.5, "unit": "u", "why": "w", "k": 2}
    play.back("x")
    play.fire("t")
    play.complete("late")
    play.complete("last")
    assert play.completed
