"""A unit's first page: what came back to it says so, from whom, since when and why, before anything is opened."""

import re
from datetime import date

from engine import clock
from engine.calendar import load as load_calendar
from engine.models import WorkItem
from engine.text import day_in_words
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, words

VAGUE = "措施没有写明时间表，请补充后重报。"
WAITS = "雨季施工受阻，混接点改造须待水位回落后方可进场，请准予延期。"
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


def asks_for_time(folk: Scenario, case: int, track: int, **more: object) -> date:
    """市环境局 asks for five more working days for its plan."""
    unit = folk.cast.unit_c
    with folk.reading() as session:
        plan = session.get_one(WorkItem, answering.item(folk, case, unit, "rectification_plan"))
        new = load_calendar(session).add_workdays(clock.day_of(plan.due_at), 5)
    asked = {"deadline_rule": "unit_plan", "date_basis": "RULE", "reason": WAITS, "progress_percent": 10}
    folk.as_(folk.cast.liaison_c).starts("request_extension_act", ("track", track), case, **asked, new_due=new, **more)
    return new


def test_a_request_for_more_time_says_since_when_it_waits_and_with_whom(house: House) -> None:
    cast, case, track = house.cast, house.ids["case"], house.ids["track_c"]
    folk = Scenario(house.database, cast, house.town.folder / "files")
    answering.signs(folk, case, cast.unit_c)

    def read(language: str = "zh") -> str:
        return words(house.enter(cast.liaison_c, language).get(f"/unit/tracks/{track}"))

    assert "延期申请（" not in read()
    new = asks_for_time(folk, case, track)
    assert (
        "延期申请（整改方案" in read()
        and f"于{day_in_words(clock.today()).zh}" in read()
        and "现由甲乙市政协城建委审批" in read()
    )
    assert "handed in on" in read("en") and "now to be decided by 甲乙市政协城建委" in read("en")
    assert cast.director.name not in read()
    assert "延期待批" in words(house.enter(cast.liaison_c).get("/unit"))
    decided = (case, cast.unit_c)
    folk.as_(cast.director).fills("decide_extension", *decided, decision="RETURN", opinion="请写明施工安排")
    assert "已退回本单位修改" in read()
    folk.as_(cast.liaison_c).fills("request_extension", *decided, new_due=new)
    folk.as_(cast.director).fills("decide_extension", *decided, decision="APPROVE")
    assert "延期申请（" not in read() and "延期待批" not in words(house.enter(cast.liaison_c).get("/unit"))


def test_of_leaders_a_unit_reads_only_that_its_request_is_with_the_cppcc(house: House) -> None:
    cast, case, track = house.cast, house.ids["case"], house.ids["track_c"]
    folk = Scenario(house.database, cast, house.town.folder / "files")
    answering.signs(folk, case, cast.unit_c)
    folk.days(7)  # too late for the director alone
    asks_for_time(folk, case, track, late_reason="上周突降暴雨，现场无法勘查。")
    folk.as_(cast.director).fills("decide_extension", case, cast.unit_c, decision="APPROVE")
    shown = words(house.enter(cast.liaison_c).get(f"/unit/tracks/{track}"))
    assert "现由甲乙市政协审批" in shown and cast.vice_chair.name not in shown
