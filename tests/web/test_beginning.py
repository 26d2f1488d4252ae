"""What is begun beside a case or a track: only what can be done now is offered, and what cannot says why."""

import re

import pytest

from tests.web.conftest import House, words

ACTS = {
    "contact_record_act": "本案没有正在办理的责任单位",
    "incoming_document_act": "本案没有正在办理的责任单位",
    "wrong_recipient_act": "建议书尚未签发",
    "attach_broadcast_act": "建议书发出前请用“并案”",
}


def offered(page: str) -> set[str]:
    return set(re.findall(r"/start/(\w+)/", page))


def test_before_the_letter_nothing_is_offered_that_needs_units_at_work(house: House) -> None:
    officer, director = house.enter(house.cast.officer), house.enter(house.cast.director)
    early = officer.get(f"/cases/{house.ids['initiated']}")
    assert offered(early) == {"withdrawal_act", "source_withdrawal_act", "unit_change_act"}
    assert offered(officer.get(f"/cases/{house.ids['weighed']}")) == {"withdrawal_act", "source_withdrawal_act"}
    at_work = offered(officer.get(f"/cases/{house.ids['case']}"))
    assert {*ACTS, "unit_change_act"} <= at_work
    assert offered(director.get(f"/cases/{house.ids['initiated']}")) == {"merge_or_split_act", "suspend_act"}
    assert offered(director.get(f"/cases/{house.ids['case']}")) == {"suspend_act"}


@pytest.mark.parametrize(("act", "why"), ACTS.items())
def test_the_page_of_an_act_whose_time_has_not_come_says_why(house: House, act: str, why: str) -> None:
    path = f"/start/{act}/{house.ids['initiated']}"
    assert why in words(house.enter(house.cast.officer).get(path, 409))


def test_a_unit_is_not_offered_to_object_before_it_has_signed(house: House) -> None:
    liaison, track = house.enter(house.cast.liaison_a), house.ids["track_a"]
    assert "object_after_signing_act" not in offered(liaison.get(f"/unit/tracks/{track}"))
    assert "签收之后、方案报送之前" in words(liaison.get(f"/start/object_after_signing_act/{track}", 409))


def test_beside_a_new_lead_stands_what_is_like_it_or_that_nothing_is(house: House) -> None:
    desk = house.enter(house.cast.intake)
    assert "填写标题后" in desk.get("/start/supervision/0")
    assert "清水河" in desk.get("/cases/similar?q=清水河为何又变脸")
    assert "没有标题相似的案件" in desk.get("/cases/similar?q=地铁口共享单车乱停")
