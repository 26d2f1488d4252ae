"""What the desk that chases deadlines reads: each matter once, however many clocks run for it."""

from collections import Counter
from datetime import datetime, time, timedelta

from engine import clock
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows.bootstrap import DOMAIN
from workflows.reading import ledger


def test_a_recommendation_and_the_report_that_it_is_due_with_are_one_matter(scenario: Scenario) -> None:
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.signs(scenario, case, unit)
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    last = max(one.due_on for one in answering.track(scenario, case, unit).obligations if one.due_on)
    with clock.at(datetime.combine(last + timedelta(days=1), time(9), clock.CITY)), scenario.reading() as session:
        [late] = ledger.overdue(session, DOMAIN, scenario.as_(scenario.cast.officer).actor(session))
    days = Counter((item.track_id, item.light.date, item.rec_no) for item in late.items)
    assert all(count == 1 for count in days.values())
    on_that_day = [item for item in late.items if item.light.date == last]
    assert on_that_day and all(item.rec_no is not None for item in on_that_day)
