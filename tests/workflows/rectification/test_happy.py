"""S1: one unit, from the letter to a closing as A."""

from tests.workflows.rectification.units_story import UnitsStory
from workflows.rectification.states import TrackRole

SOLE = TrackRole.SOLE


def test_a_unit_that_does_what_was_asked_is_closed_as_a_and_the_case_goes_on(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SOLE, [1, 2])})
    seen = [story.state(case, "unit_a")]
    story.signs(case, "unit_a")
    seen.append(story.state(case, "unit_a"))
    story.plans(case, "unit_a", [story.plan_row(1), story.plan_row(2)])
    seen.append(story.state(case, "unit_a"))
    story.passes_plan(case)
    seen.append(story.state(case, "unit_a"))
    story.reports(case, "unit_a", [story.report_row(1), story.report_row(2)])
    seen.append(story.state(case, "unit_a"))
    story.inspects(case, {1: "CONFIRMED", 2: "CONFIRMED"})
    seen.append(story.state(case, "unit_a"))
    story.votes(case, "SATISFIED", "SATISFIED", "BASICALLY_SATISFIED")
    assert story.open_steps(case) == ["unit_close"]
    story.closes(case, {1: "A", 2: "A"}, "A")
    seen.append(story.state(case, "unit_a"))
    assert seen == [
        "PENDING_SIGN",
        "PLAN_DUE",
        "PLAN_REVIEW",
        "RECTIFYING",
        "REINSPECTING",
        "EVALUATING",
        "CLOSED_A",
    ]
    assert story.open_steps(case) == ["summary"]
    assert story.times_woken(case) == 1
