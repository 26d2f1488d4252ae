"""Whatever is typed, pasted or posted wrongly: a clear sentence, the typing kept, the case as it was."""

import io
import json
from datetime import timedelta
from html import escape, unescape
from typing import Any

import pytest
from sqlalchemy import select, text

from engine import clock
from engine.db import transaction
from tests.web.conftest import House, Visitor, words
from tests.web.town import picture
from workflows.cases.models import Case
from workflows.people.models import Unit

REGISTER = "/start/supervision/0"
PROBLEM = "城北街道和平里小区三号楼电梯一个月内四次困人，居民多次投诉后仍未大修，老人出行十分不便。"
KEPT = ("case", "task", "work_item", "journal_entry", "responsible_unit", "source", "instance")


def lead(intake: Visitor) -> dict[str, Any]:
    """A lead that would be taken, with a photo of its own."""
    intake.get("/me")
    photo = json.loads(intake.post("/files", 201, file=(io.BytesIO(picture()), "电梯.jpg")))["id"]
    return {
        "source_kind": "HOTLINE",
        "title": "老旧电梯频繁困人",
        "problem": PROBLEM,
        "noticed_on": "2026-03-01",
        "location": "城北街道和平里小区",
        "category": "SAFETY",
        "evidence": photo,
        "confirmed": "1",
    }


def stands(house: House) -> list[str]:
    """The store as far as cases are concerned."""
    with house.reading() as session:
        return [str(row) for table in KEPT for row in session.execute(text(f'select * from "{table}"'))]


def summary(page: str) -> str:
    return words(page.partition("data-faults")[2].partition("</section>")[0])


def refused(house: House, field: str, typed: str, language: str = "zh") -> str:
    """What the intake desk is told when a field of a lead is filled in so; the typing is still there."""
    intake = house.enter(house.cast.intake, language)
    before = stands(house)
    page = intake.submit(REGISTER, 422, **{**lead(intake), field: typed})
    assert stands(house) == before
    assert escape(typed[:200]) in page or typed[:200] in page
    assert PROBLEM in page
    return summary(page)


def taken(house: House, **changes: Any) -> Case:
    """The case that such a lead becomes."""
    intake = house.enter(house.cast.intake)
    place = intake.submit(REGISTER, **{**lead(intake), **changes})
    with house.reading() as session:
        return session.get_one(Case, int(place.rsplit("/", 1)[1]))


@pytest.mark.parametrize("typed", ["2026-02-31", "明天", "31.02.2026", "0000-00-00", "２０２６－１３－０１"])
def test_a_date_that_is_none_is_named_with_how_to_write_it(house: House, typed: str) -> None:
    assert "发现日期：日期不正确，请按“2026-03-05”填写。" in refused(house, "noticed_on", typed)


def test_a_date_to_come_is_not_taken_where_something_has_been_noticed(house: House) -> None:
    assert "发现日期：不能晚于今天。" in refused(house, "noticed_on", "2027-01-01")


def test_the_sentence_is_english_for_who_reads_english(house: House) -> None:
    assert "Not a date; write it as 2026-03-05." in refused(house, "noticed_on", "2026-02-31", "en")


@pytest.mark.parametrize("typed", ["２０２６年２月２７日", "2026/2/27", "2026.02.27", "20260227", " 2026-02-27 "])
def test_full_width_digits_and_other_ways_to_write_a_date_are_understood(house: House, typed: str) -> None:
    with house.reading() as session:
        case = taken(house, noticed_on=typed)
        found = session.execute(text("select answer from work_item where answer like '%老旧电梯%'")).scalar_one()
    assert case.title == "老旧电梯频繁困人"
    assert '"noticed_on":"2026-02-27"' in found


def test_a_title_of_ten_thousand_characters_is_counted_and_kept(house: House) -> None:
    assert "标题：最多60字，现为10000字。" in refused(house, "title", "长" * 10_000)


def test_a_form_beyond_all_measure_is_refused_in_words(house: House) -> None:
    intake = house.enter(house.cast.intake)
    page = intake.post(REGISTER, 413, title="长" * 1_000_000)
    assert "提交的内容过大" in page


@pytest.mark.parametrize(
    "typed", ["电梯😀又停了👨‍👩‍👧", "𠮷镇𡃁仔路的电梯", "龘㐂堃喆小区电梯停运", "Ｆ座“电梯”——停运……"]
)
def test_emoji_rare_characters_and_full_width_text_stay_as_they_were_typed(house: House, typed: str) -> None:
    case = taken(house, title=typed)
    assert case.title == typed
    page = house.enter(house.cast.officer).get(f"/cases/{case.id}")
    assert typed in unescape(page)


def test_text_pasted_from_word_keeps_its_lines_and_signs(house: House) -> None:
    pasted = (
        "一、“电梯”停运\r\n•\t第一次：三月一日\x0b•\t第二次：三月二日\u3000——"
        "居民\u00a0反映\u200b多次，仍未解决，老人出行不便。"
    )
    assert taken(house, problem=pasted).problem == pasted.replace("\r\n", "\n").replace("\x0b", "\n")


def test_signs_that_cannot_be_stored_are_named(house: House) -> None:
    intake = house.enter(house.cast.intake)
    page = intake.submit(REGISTER, 422, **{**lead(intake), "title": "电梯\x00停运"})
    assert "标题：含有不能保存的控制字符。" in summary(page)


def test_markup_in_a_title_is_text(house: House) -> None:
    case = taken(house, title="<script>alert(1)</script>电梯")
    page = house.enter(house.cast.officer).get(f"/cases/{case.id}")
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;电梯" in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("district", "99999", "属地：请从列表中选择。"),
        ("source_kind", "NOPE", "线索来源：请在所列选项中选择。"),
        ("evidence", "99999", "佐证：文件不存在或已用于其他案件，请重新上传。"),
        ("responsible_units-0-unit", "99999", "第1项 单位：请从列表中选择。"),
    ],
)
def test_what_is_not_on_the_list_is_not_taken(house: House, field: str, typed: str, said: str) -> None:
    intake = house.enter(house.cast.intake)
    before = stands(house)
    form = {**lead(intake), "responsible_units-0-track_role": "SOLE", field: typed}
    if "unit" not in field:
        del form["responsible_units-0-track_role"]
    page = intake.submit(REGISTER, 422, **form)
    assert said in summary(page)
    assert PROBLEM in page
    assert stands(house) == before


def test_a_file_of_another_case_cannot_be_carried_off(house: House) -> None:
    intake = house.enter(house.cast.intake)
    page = intake.submit(REGISTER, 422, **{**lead(intake), "evidence": house.ids["evidence"]})
    assert "佐证：文件不存在或已用于其他案件" in summary(page)


def test_a_unit_that_was_closed_yesterday_is_named_and_the_rest_is_kept(house: House) -> None:
    with transaction(house.database) as session:
        unit = session.get_one(Unit, house.cast.unit_d.id)
        unit.valid_until = clock.today() - timedelta(days=1)
    officer, path = house.enter(house.cast.officer), f"/work/{house.ids['weigh']}"
    officer.get(path)
    before = stands(house)
    answer = {
        "decision": "ACCEPT",
        "committee": house.cast.urban.id,
        "priority": "NORMAL",
        "category": "ECO",
        "district": house.cast.district_a.id,
        "is_common_problem": "false",
        "responsible_units-0-unit": house.cast.unit_d.id,
        "responsible_units-0-track_role": "SOLE",
        "confidentiality": "INTERNAL",
    }
    form = {**officer.filled(path), **answer}
    page = officer.post(path, 422, **form)
    assert house.cast.unit_d.name in summary(page)
    assert "市综合行政执法局" in page
    assert stands(house) == before
    found = officer.client.get("/pick/unit?q=执法").get_json()
    assert found["items"] == [], "it is not offered either"


def test_a_task_of_somebody_else_is_not_done_and_the_typing_can_be_copied(house: House) -> None:
    stranger, typed = house.enter(house.cast.other_officer), "我认为线索清楚，建议退回重新登记并补充照片"
    before = stands(house)
    path = f"/work/{house.ids['weigh']}"
    page = stranger.submit(path, 403, decision="REJECT", reject_reason="UNCLEAR", reject_text=typed)
    assert "这一事项不由您办理" in page
    assert typed in page
    assert stands(house) == before


def test_an_empty_form_is_answered_field_by_field(house: House) -> None:
    page = house.enter(house.cast.intake).submit(REGISTER, 422)
    for label in ("线索来源", "标题", "问题描述", "发现日期", "地点"):
        assert f"{label}：请填写。" in summary(page)


def test_an_address_that_is_none_is_a_page_in_words(house: House) -> None:
    page = house.enter(house.cast.officer).get("/no/such/page", 404)
    assert "没有这个页面，或您无权查看" in page


def test_an_address_with_odd_numbers_is_no_page(house: House) -> None:
    officer = house.enter(house.cast.officer)
    for path in (
        "/work/0",
        f"/work/{2**63}",
        "/cases/99999999999999999999",
        "/cases?after=²&committee=９",
        "/inbox?after=x|y",
    ):
        assert officer.client.get(path).status_code in (200, 404), path


def test_a_key_can_be_used_once_only_for_one_thing(house: House) -> None:
    officer = house.enter(house.cast.officer)
    form = officer.filled(
        f"/work/{house.ids['weigh']}", decision="REJECT", reject_reason="UNCLEAR", reject_text="不清楚" * 5
    )
    officer.post(f"/work/{house.ids['weigh']}", **form)
    page = officer.post(f"/work/{house.ids['claim']}", 409, **form)
    assert "KJ-2026" not in words(page) or "重复" in page
    with house.reading() as session:
        assert session.scalars(select(Case.state).where(Case.id == house.ids["claimable"])).one() is not None
