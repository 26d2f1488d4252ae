"""What the desk that chases deadlines reads: each matter once, however many clocks run for it."""

from collections import Counter
from datetime import datetime, time, timedelta

from engine import clock
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.reading import board
from workflows.reading.board import Lane, Wanted


def test_a_recommendation_and_the_report_that_it_is_due_with_are_one_matter(scenario: Scenario) -> None:
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.signs(scenario, case, unit)
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    last = max(one.due_on for one in answering.track(scenario, case, unit).obligations if one.due_on)
    with clock.at(datetime.combine(last + timedelta(days=1), time(9), clock.CITY)), scenario.reading() as session:
        officer = scenario.as_(scenario.cast.officer).actor(session)
        late = board.lines(session, officer, Wanted(lane=Lane.RED))
    days = Counter((line.track_id, line.light.date, line.rec_no) for line in late)
    assert all(count == 1 for count in days.values())
    on_that_day = [line for line in late if line.light.date == last]
    assert on_that_day and all(line.rec_no is not None for line in on_that_day)
