"""整改期限: whoever chases dates sees them in four views under one filter, urges in two clicks, decides in place."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from engine import clock
from engine.calendar import load as load_calendar
from engine.db import transaction
from engine.models import Deadline, ItemState, WorkItem
from engine.models.deadline import DeadlineState
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, Visitor, words
from tests.web.test_why import HANDLER, WHY, house_item
from workflows.people.models import Person
from workflows.rectification.models import Contact, Extension, Obligation

LATE = timedelta(days=60)
LANES = {"red": "逾期", "amber": "临期", "green": "正常", "grey": "挂起", "ours": "等我方"}


def acts(visitor: Visitor, view: str = "units") -> list[tuple[str, str]]:
    """What the rows of the page offer: address without the way back, and words."""
    page = visitor.get(f"/board?view={view}")
    found = re.findall(r'class="button button-small" href="([^"]+)">.*?</svg>([^<]+)<', page, flags=re.S)
    return [
        (href.replace("&amp;", "&").partition("&back=")[0].partition("?back=")[0], label.strip())
        for href, label in found
    ]


def planned(house: House) -> Scenario:
    """甲区's plan has passed, 市环境局's waits for the officer; then nobody does anything for weeks."""
    folk = Scenario(house.database, house.cast, house.town.folder / "files")
    for unit in (house.cast.unit_a, house.cast.unit_c):
        answering.signs(folk, house.ids["case"], unit)
        answering.plans(folk, house.ids["case"], unit)
    answering.plan_passes(folk, house.ids["case"], house.cast.unit_a)
    return folk


def test_a_call_is_recorded_in_two_clicks_from_the_row_and_the_row_remembers_it(house: House) -> None:
    planned(house)
    case, track = house.ids["case"], house.ids["track_a"]
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        path = f"/start/contact_record_act/{case}?track={track}"
        assert (path, "催办") in acts(officer)
        form = officer.filled(path)
        assert (form["units"], form["tracks"]) == ([str(house.cast.unit_a.id)], [str(track)])
        assert officer.submit(f"{path}&back=/board?view=units") == "/board?view=units"  # the second click
        with house.reading() as session:
            [call] = session.query(Contact)
            assert (call.track_id, call.person, call.counts_as_urge) == (track, "陶甲区", True)
        page = words(officer.get("/board?view=units"))
        assert "陶甲区：电话提醒按期办理" in page
        assert "撤回" not in page  # the record is one step, and over with it: what cannot be taken back is not offered
        assert "已催办1次" in page
        other = officer.filled(f"/start/contact_record_act/{case}?track={house.ids['track_c']}")
        assert other["units"] == [str(house.cast.unit_c.id)]
        assert "units" not in officer.filled(f"/start/contact_record_act/{case}?track=99999")


def test_the_way_back_never_leads_off_the_site(house: House) -> None:
    planned(house)
    path = f"/start/contact_record_act/{house.ids['case']}?track={house.ids['track_a']}"
    for elsewhere in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example"):
        officer = house.enter(house.cast.officer)
        assert officer.submit(f"{path}&back={elsewhere}", confirmed="1").startswith("/cases/")


def test_what_waits_inside_is_offered_in_place_of_urging(house: House) -> None:
    folk = planned(house)
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        review = answering.item(folk, house.ids["case"], house.cast.unit_c, "review_plan")
        offered = acts(officer)
        assert (f"/work/{review}", "办理") in offered
        assert not [href for href, _label in offered if href.endswith(f"track={house.ids['track_c']}")]
        assert "待市政协：方案审核" in words(officer.get("/board?view=units"))
        for name in ("sg", "other_officer", "clerk"):
            assert acts(house.enter(getattr(house.cast, name))) == [], name
        assert "方案审核" in words(officer.get("/board?lane=ours"))


def numbers(visitor: Visitor, address: str = "/board") -> dict[str, str]:
    """What the chips of the filter count."""
    page = words(visitor.get(address))
    return dict(re.findall(r"(逾期|临期|正常|挂起|等我方) (\d+)", page.partition("截至")[2]))


def test_each_number_is_its_list_and_red_is_what_the_title_says(house: House) -> None:
    planned(house)
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        counted = numbers(officer)
        assert int(counted["逾期"]) > 0
        assert f"逾期{counted['逾期']}项" in words(officer.get("/board"))
        for lane, label in LANES.items():
            listed = officer.get(f"/board?lane={lane}")
            assert listed.count("<tr><td>") == int(counted[label]), label


def test_the_calendar_counts_what_falls_on_each_day(house: House) -> None:
    planned(house)
    officer = house.enter(house.cast.officer)
    [first, *_] = re.findall(r'href="/why/date/\d+".*?<time datetime="([^"]+)">', officer.get("/board"), flags=re.S)
    page = officer.get(f"/board?view=calendar&month={first[:7]}-01&day={first}")
    [counted] = re.findall(r'aria-current="date"><span>\d+</span><b class="[^"]*">(\d+)</b>', page)
    assert page.count('<li class="late-row">') == int(counted) > 0


def test_the_filter_is_the_same_in_every_view_and_in_the_export(house: House) -> None:
    planned(house)
    unit = house.cast.unit_a
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        for view in ("list", "lanes", "units"):
            page = words(officer.get(f"/board?view={view}&unit={unit.id}&mine=1"))
            assert unit.short in page
            assert house.cast.unit_b.short not in page, view
        other = house.enter(house.cast.other_officer)
        assert "没有符合条件的事项" in words(other.get("/board?mine=1"))
        answer = officer.client.get(f"/board/export.xlsx?unit={unit.id}")
        sheet = load_workbook(io.BytesIO(answer.data)).active
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        page = officer.get(f"/board?unit={unit.id}")
        assert len(rows) == page.count("<tr><td>") > 0
        assert {row[1] for row in rows} == {unit.short}
        assert [cell.value for cell in sheet[3]][:4] == ["序号", "责任单位", "案件编号", "案件"]


def test_an_export_that_holds_not_everything_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(house)
    officer = house.enter(house.cast.officer)

    def second_line() -> str:
        content = officer.client.get("/board/export.xlsx").data
        return str(load_workbook(io.BytesIO(content)).active["A2"].value)

    assert "只含" not in second_line()
    monkeypatch.setattr("web.screens.board.MOST", 1)
    assert "只含最紧的1项，请缩小筛选范围" in second_line()


def test_pages_follow_each_other_without_a_gap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    planned(house)
    monkeypatch.setattr("web.screens.board.PAGE", 1)
    officer = house.enter(house.cast.officer)
    seen, address = [], "/board"
    while address:
        page = officer.get(address)
        seen += re.findall(r'href="(/why/date/\d+)"', page.partition("only-phone")[0])
        following = re.search(r'<a href="([^"]+)">下一页', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert (
        len(seen)
        == len(set(seen))
        == sum(int(n) for key, n in numbers(officer).items() if key in ("逾期", "临期", "正常"))
    )
    officer.get("/board?after=x_y_z")
    officer.get("/board?after=99999999999999_1_1&unit=x&lane=blue&due=never&view=calendar&day=2026-13-01")
    officer.get("/board?view=map", 404)


def test_a_request_for_more_time_is_granted_from_the_board(house: House) -> None:
    cast, track = house.cast, house.ids["track_c"]
    unit = house.enter(cast.liaison_c)
    unit.submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    plan = house_item(house, track, "rectification_plan")
    with house.reading() as session:
        new = load_calendar(session).add_workdays(clock.day_of(plan.due_at), 5)
    asked = {"deadline_rule": "unit_plan", "reason": WHY, "progress_percent": "40", "new_due": str(new)}
    unit.submit(f"/start/request_extension_act/{track}", **asked)
    page = words(house.enter(cast.officer).get("/board"))
    assert "延期待批" in page and "申请延期" not in page  # it is for the director to decide
    director = house.enter(cast.director)
    page = director.get("/board?lane=ours")
    assert WHY in page
    form = re.search(
        r'<form class="acts" method="post" action="(/work/\d+\?back=[^"]+)">(.*?)</form>', page, flags=re.S
    )
    assert form is not None
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form.group(2)))
    assert director.post(form.group(1).replace("&amp;", "&"), **fields) == "/board?lane=ours"
    with house.reading() as session:
        [granted] = session.query(Extension)
        assert (granted.state, granted.granted_due) == ("GRANTED", new)
        assert clock.day_of(session.get_one(WorkItem, plan.id).due_at) == new
        assert not session.query(WorkItem).filter_by(opinion=WHY, state=ItemState.OPEN).all()
    by = f"经城建委主任 {cast.director.name}批准延期"  # the row says so in place of its first basis
    [row] = [words(one) for one in officer_board(house).split("<tr>") if by in one]
    assert "整改方案" in row and "依规则" not in row
    plans = [one for one in told_by_api(house, cast.officer) if one["rule"] == "unit_plan" and one["track_id"] == track]
    assert [one["basis_label"] for one in plans] == [by]
    plans = [one for one in told_by_api(house, cast.liaison_c) if one["rule"] == "unit_plan"]
    assert [one["basis_label"] for one in plans] == ["经市政协批准延期"]


def officer_board(house: House) -> str:
    return house.enter(house.cast.officer).get(f"/board?unit={house.cast.unit_c.id}")


def told_by_api(house: House, person: Person) -> list[dict[str, Any]]:
    """Every date of the case, as the API tells it to a person."""
    path = f"/api/v1/cases/{house.ids['case']}/deadlines"
    return house.app.test_client().get(path, headers=house.bearer(person)).json["deadlines"]


def test_a_recommendation_that_got_more_time_says_so_on_the_cases_page(house: House) -> None:
    cast, track = house.cast, house.ids["track_c"]
    unit = house.enter(cast.liaison_c)
    unit.submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    with house.reading() as session:
        [owed] = session.query(Obligation).filter_by(track_id=track)
        new = load_calendar(session).add_workdays(owed.due_on, 5)
    asked = {"deadline_rule": "unit_report", "reason": WHY, "progress_percent": "40", "new_due": str(new)}
    unit.submit(f"/start/request_extension_act/{track}", **asked)
    folk = Scenario(house.database, cast, house.town.folder / "files")
    for person in (cast.director, cast.chair):  # a printed date: who signed the letter decides too
        folk.as_(person).fills("decide_extension", house.ids["case"], cast.unit_c, decision="APPROVE")
    page = words(house.enter(cast.officer).get(f"/cases/{house.ids['case']}"))
    assert f"经市政协主席 {cast.chair.name}批准延期" in page
    page = words(house.enter(cast.member1).get(f"/cases/{house.ids['case']}"))
    assert "经市政协批准延期" in page and f"{cast.chair.name}批准延期" not in page


def test_the_sum_of_a_row_is_read_by_the_unit_that_owes_it_and_by_the_office(house: House) -> None:
    planned(house)
    page = house.enter(house.cast.officer).get(f"/board?unit={house.cast.unit_a.id}")
    address = re.findall(r'href="(/why/date/\d+)"', page)[0]
    assert "现时限" in words(house.enter(house.cast.liaison_a).get(address))
    house.enter(house.cast.liaison_b).get(address, 404)
    house.enter(house.cast.county_officer).get(address, 404)
    ours = re.findall(r'href="(/why/date/\d+)"', house.enter(house.cast.officer).get("/board?lane=ours"))
    for one in set(ours):
        house.enter(house.cast.liaison_c).get(one, 404)


def test_each_date_opens_into_its_sum_for_whoever_reads_the_page(house: House) -> None:
    planned(house)
    with clock.at(clock.now() + LATE):
        for name in ("officer", "sg", "other_officer", "clerk"):
            reader = house.enter(getattr(house.cast, name))
            page = reader.get("/board?view=units")
            opened = set(re.findall(r'class="why" href="(/why/[^"]+)"', page))
            assert len(opened) == page.count('class="late-row"') > 1, name
            assert all("时限由来" in reader.get(path) for path in opened), name


def test_who_asks_for_more_time_for_one_date_is_urged_for_another_as_before(house: House) -> None:
    cast, track = house.cast, house.ids["track_c"]
    unit = house.enter(cast.liaison_c)
    unit.submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    with house.reading() as session:
        [owed] = session.query(Obligation).filter_by(track_id=track)
        new = load_calendar(session).add_workdays(owed.due_on, 5)
    asked = {"deadline_rule": "unit_report", "reason": WHY, "progress_percent": "40", "new_due": str(new)}
    unit.submit(f"/start/request_extension_act/{track}", **asked)
    with clock.at(clock.now() + LATE):
        page = house.enter(cast.officer).get(f"/board?unit={cast.unit_c.id}")
        rows = [words(row) for row in page.split("<tr>") if "/why/date/" in row]
    [plan] = [row for row in rows if "整改方案" in row]
    [item] = [row for row in rows if "第" in row and "条" in row]
    assert "催办" in plan and "延期" not in plan
    assert "延期待批" in item and "催办" not in item


def test_what_stands_still_shows_no_date_in_the_lane_nor_in_the_export(house: House) -> None:
    planned(house)
    with transaction(house.database) as session:
        row = session.query(Deadline).filter(Deadline.owed_to.is_not(None), Deadline.state == "RUNNING").first()
        assert row is not None
        row.state, row.suspended_on, row.left = DeadlineState.SUSPENDED, clock.today(), 5
        was = f"{clock.day_of(row.due_at):%Y-%m-%d}"
    officer = house.enter(house.cast.officer)
    page = officer.get("/board?view=lanes&lane=grey")
    assert page.count('class="lane-card"') == 1
    assert was not in page and "挂起" in words(page)
    sheet = load_workbook(io.BytesIO(officer.client.get("/board/export.xlsx?lane=grey").data)).active
    [line] = sheet.iter_rows(min_row=4, values_only=True)
    assert line[6] is None and line[7] == "挂起"
