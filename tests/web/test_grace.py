"""A letter that has just been dispatched: the case says when it leaves, and who sent it takes it back on the page."""

from datetime import timedelta

import pytest

from engine import clock
from tests.scenario import GRACE
from tests.web.conftest import House
from tests.web.town import Townsfolk

PROBLEM = "清水河二桥附近护栏缺失已三个月，居民投诉三次，夜间行人多次险些落水，至今没有得到处理。"


@pytest.fixture
def folk(house: House) -> Townsfolk:
    return Townsfolk(house.database, house.cast, house.town.folder / "files")


@pytest.fixture
def case(folk: Townsfolk) -> int:
    return folk.dispatched(folk.started(folk.registers(title="护栏缺失", location="清水河二桥", problem=PROBLEM)))


def test_who_sent_it_takes_it_back_on_the_case_and_the_unit_never_knew(
    house: House, folk: Townsfolk, case: int
) -> None:
    officer, colleague = house.enter(house.cast.officer), house.enter(house.cast.officer2)
    text = officer.get(f"/cases/{case}")
    assert "此前承办人可以撤回" in text
    assert "撤回送达" in text
    assert "撤回送达" not in colleague.get(f"/cases/{case}"), "it is for whoever sent it"
    officer.post(f"/work/{folk.done(case, 'dispatch')}/withdraw")
    clock.move(2 * GRACE)
    folk.drain()
    assert folk.open_steps(case) == ["dispatch"]
    assert "护栏缺失" not in house.enter(house.cast.liaison_a).get("/unit")


def test_once_it_has_left_nobody_is_offered_to_take_it_back(house: House, folk: Townsfolk, case: int) -> None:
    clock.move(GRACE + timedelta(minutes=1))
    folk.drain()
    text = house.enter(house.cast.officer).get(f"/cases/{case}")
    assert "撤回送达" not in text
    assert "护栏缺失" in house.enter(house.cast.liaison_a).get("/unit")
