"""A unit's first page: what came back to it says so, from whom, since when and why, before anything is opened."""

import re

from engine import clock
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, words

VAGUE = "措施没有写明时间表，请补充后重报。"
NOTED = "现场雨水口仍有污水渗流"
ASKED = "查清渗流来源并彻底封堵"


def test_what_came_back_says_from_whom_since_when_and_why(house: House) -> None:
    cast, case, unit = house.cast, house.ids["case"], house.cast.unit_a
    folk = Scenario(house.database, cast, house.town.folder / "files")
    officer, director = folk.as_(cast.officer), folk.as_(cast.director)

    def home(language: str = "") -> str:
        return words(house.enter(cast.liaison_a, language).get("/unit"))

    answering.signs(folk, case, unit)
    answering.plans(folk, case, unit)
    assert "退回" not in home()
    officer.fills("review_plan", case, unit, verdict="RETURN", item_comments=[{"rec_no": 1, "comment": VAGUE}])
    assert VAGUE not in home(), "the director has not agreed yet"
    director.fills("review_plan", case, unit, decision="APPROVE")
    assert "甲乙市政协城建委于今天 " in home()
    assert f"退回：第1条：{VAGUE}" in home()
    assert "Sent back by 甲乙市政协城建委, today" in home("en")

    answering.plans(folk, case, unit)
    assert "退回" not in home("zh"), "the plan handed in anew answers it"
    answering.plan_passes(folk, case, unit)
    answering.reports(folk, case, unit)
    folk.as_(cast.vice_chair).fills(
        "reinspection",
        case,
        unit,
        method="DOCUMENT_REVIEW",
        inspected_on=clock.today(),
        inspectors=[cast.member1.id, cast.member2.id],
        items=[{"rec_no": 1, "verdict": "NOT_CONFIRMED", "note": NOTED}],
    )
    assert NOTED not in home(), "what the members noted is not for the unit"
    answering.rectifies_again(folk, case, unit, 1)
    assert f"退回：第1条：{ASKED}" in home()
    page = house.enter(cast.liaison_a).get(f"/work/{answering.item(folk, case, unit, 'rectification_report')}")
    assert f"退回原因</b> {ASKED}" in page
    assert ASKED not in words(house.enter(cast.liaison_c).get("/unit")), "another unit's home says nothing of it"


def test_the_dates_of_what_is_to_do_and_under_way_open_into_their_sum(house: House) -> None:
    cast, case = house.cast, house.ids["case"]
    folk = Scenario(house.database, cast, house.town.folder / "files")
    answering.signs(folk, case, cast.unit_a)
    unit, other = house.enter(cast.liaison_a), house.enter(cast.liaison_c)
    plan = f"/why/item/{answering.item(folk, case, cast.unit_a, 'rectification_plan')}"
    owed = f"/why/obligation/{answering.track(folk, case, cast.unit_a).obligations[0].id}"
    for page in ("/unit", f"/unit/tracks/{house.ids['track_a']}"):
        assert set(re.findall(r'class="why" href="([^"]+)"', unit.get(page))) == {plan, owed}, page
    for path in (plan, owed):
        assert "时限由来" in words(unit.get(path))
        other.get(path, 404)
    before = re.findall(r'class="why" href="/why/obligation[^"]+"', other.get(f"/unit/tracks/{house.ids['track_c']}"))
    assert not before, "before signing the printed date alone is known, and no clock runs"
