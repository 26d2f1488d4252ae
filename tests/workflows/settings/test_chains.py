"""The default clocks of a chain fit into the days for the whole of it (S18, reference §10.2)."""

from workflows.settings.clocks import CHAINS, CLOCKS
from workflows.settings.models import ClockUnit

BY_KEY = {clock.key: clock for clock in CLOCKS}


def test_every_part_of_a_chain_is_counted_in_working_days() -> None:
    assert {BY_KEY[key].unit for chain in CHAINS for key, _ in chain.parts} == {ClockUnit.WORKDAY}


def test_intake_to_dispatch_takes_thirty_working_days_and_the_minutes_six_of_seven() -> None:
    sums = [sum(BY_KEY[key].length * times for key, times in chain.parts) for chain in CHAINS]
    assert (sums, [chain.whole for chain in CHAINS]) == ([30, 6], [30, 7])


def test_the_minutes_go_out_on_the_day_their_chain_ends() -> None:
    assert BY_KEY["minutes_submit"].length == CHAINS[1].whole
