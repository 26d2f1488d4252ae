"""The diagrams of a supervision against their Python, and the dates that hang on an activity."""

from datetime import timedelta

from engine import calendar, clock, definitions
from engine.checks import Declared, check
from tests.workflows.supervision.front.story import Story
from workflows.supervision import PROCESS
from workflows.supervision.dispatch_response import dates


def test_every_diagram_of_a_supervision_goes_with_its_python() -> None:
    declared = Declared(
        forms=frozenset(PROCESS.by_element),
        services=frozenset(PROCESS.services),
        jobs=frozenset(PROCESS.jobs),
        messages=PROCESS.messages,
        deadlines=PROCESS.timers,
    )
    assert check(definitions.files_of(PROCESS), PROCESS.key, declared) == []


def test_the_notice_is_due_two_working_days_before_the_activity_and_its_record_three_after(story: Story) -> None:
    case_id = story.planned(story.initiated(story.accepted_lead()))
    with story.reading() as session:
        instance, days = story.instances(case_id)[0], calendar.load(session)
        activity = clock.today() + timedelta(days=14)
        for rule, count in (("activity_notice", -2), ("activity_minutes", 3)):
            due = dates.due(session, instance, rule, clock.now())
            assert due is not None
            assert clock.day_of(due.due_at) == days.add_workdays(activity, count)
        assert dates.due(session, instance, "plan_draft", clock.now()) is None
