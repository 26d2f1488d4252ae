"""A day of work over HTTP: the list, an answer, what opens next, and how two people meet over one item."""

import io
import json
import re

import pytest
from sqlalchemy import func, select

from engine import clock
from engine.db import transaction
from engine.models import ItemState, JournalEntry
from tests.web.conftest import House
from tests.web.town import SECRET, Townsfolk, picture
from web.screens import cases, work
from workflows.cases.models import Case
from workflows.rectification.models import Obligation

REJECT = {
    "decision": "REJECT",
    "reject_reason": "UNCLEAR",
    "reject_text": "现有材料不足以说明问题，请来源补充后再报。",
}
SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}


def test_the_list_shows_what_is_mine_with_step_place_and_date(house: House) -> None:
    text = house.enter(house.cast.officer).get("/inbox")
    assert "窨井盖缺失无人补装" in text
    assert "线索研判" in text
    assert "剩2个工作日" in text
    assert "消防通道成了免费停车场" not in text, "that one is with the secretary-general"


def test_after_an_answer_the_next_item_opens_and_says_what_was_done(house: House) -> None:
    officer = house.enter(house.cast.officer)
    place = officer.submit(f"/work/{house.ids['weigh']}", **REJECT)
    assert place == f"/work/{house.ids['claim']}"
    text = officer.get(place)
    assert "已办：线索研判" in text
    assert "撤回" in text
    assert officer.submit(place, **REJECT) == "/inbox"
    assert "没有待办" in officer.get("/inbox")
    done = officer.get("/done")
    assert "窨井盖缺失无人补装" in done
    assert "学校门口机动车乱停" in done


def test_a_list_that_goes_on_does_not_call_its_first_page_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = house.enter(house.cast.officer)
    officer.submit(f"/work/{house.ids['weigh']}", **REJECT)
    officer.submit(f"/work/{house.ids['claim']}", **REJECT)
    pages = (("/done", r"<[^>]*>\d+项<", work), ("/cases", r"<[^>]*>\d+件<", cases))
    for path, count, module in pages:
        assert re.search(count, officer.get(path))
        monkeypatch.setattr(module, "PAGE", 1)
        text = officer.get(path)
        assert not re.search(count, text)
        assert "下一页" in text


def test_a_form_posted_twice_is_carried_out_once(house: House) -> None:
    officer, path = house.enter(house.cast.officer), f"/work/{house.ids['weigh']}"
    form = officer.filled(path, **REJECT)
    first = officer.post(path, **form)
    with house.reading() as session:
        before = session.scalar(select(func.count(JournalEntry.id)))
    assert officer.post(path, **form) == first
    with house.reading() as session:
        assert session.scalar(select(func.count(JournalEntry.id))) == before


def test_who_comes_second_reads_who_was_first_and_keeps_the_typed_text(house: House) -> None:
    path = f"/work/{house.ids['weigh']}"
    slow, quick = house.enter(house.cast.officer2), house.enter(house.cast.officer)
    typed = "我已与来源通过电话，对方确认照片是上月所拍。"
    form = slow.filled(path, **{**REJECT, "reject_text": typed})
    quick.submit(path, **REJECT)
    text = slow.post(path, 409, **form)
    assert "陈晓岚" in text
    assert re.search(r"今天 \d\d:\d\d", text)
    assert typed in text
    assert house.item("weigh").answer["reject_text"] == REJECT["reject_text"]


def test_an_answer_can_be_taken_back_and_is_there_again_to_be_changed(house: House) -> None:
    officer = house.enter(house.cast.officer)
    officer.submit(f"/work/{house.ids['weigh']}", **REJECT)
    again = officer.post(f"/work/{house.ids['weigh']}/withdraw")
    text = officer.get(again)
    assert "已撤回" in text
    assert REJECT["reject_text"] in text


def test_what_the_next_one_has_opened_cannot_be_taken_back(house: House) -> None:
    officer = house.enter(house.cast.officer)
    officer.submit(f"/work/{house.ids['weigh']}", **REJECT)
    director = house.enter(house.cast.director)
    director.get(re.findall(r'href="(/work/\d+)"', director.get("/inbox"))[0])
    officer.post(f"/work/{house.ids['weigh']}/withdraw", 403)


def test_who_claims_an_item_has_it_alone_until_he_gives_it_back(house: House) -> None:
    officer, colleague = house.enter(house.cast.officer), house.enter(house.cast.officer2)
    path = f"/work/{house.ids['weigh']}"
    officer.post(f"{path}/claim")
    assert "窨井盖" not in colleague.get("/inbox")
    colleague.post(f"{path}/claim", 403)
    officer.post(f"{path}/release")
    assert "窨井盖" in colleague.get("/inbox")


def test_an_item_is_handed_to_somebody_by_name_with_the_reason(house: House) -> None:
    officer, colleague = house.enter(house.cast.officer), house.enter(house.cast.officer2)
    path = f"/work/{house.ids['weigh']}/transfer"
    assert "转办" in officer.get(path)
    officer.post(path, person=house.cast.officer2.id, reason="本周出差，请代办")
    assert "窨井盖" not in officer.get("/inbox")
    assert "窨井盖" in colleague.get("/inbox")


def test_a_transfer_to_nobody_says_so(house: House) -> None:
    officer = house.enter(house.cast.officer)
    path = f"/work/{house.ids['weigh']}/transfer"
    officer.get(path)
    officer.post(path, 422, person="99999", reason="x")
    assert house.item("weigh").assignee_id is None


def test_sending_back_says_first_what_it_takes_back(house: House) -> None:
    sg = house.enter(house.cast.sg)
    path = f"/work/{house.ids['approve']}/return"
    text = sg.get(path)
    assert "将收回" in text
    sg.post(path, element="initiation", reason="立项依据需要补充数据")
    assert "消防通道" in house.enter(house.cast.officer).get("/inbox")
    assert "消防通道" not in sg.get("/inbox")


def test_a_draft_is_there_again_and_gone_once_it_is_submitted(house: House) -> None:
    officer, path = house.enter(house.cast.officer), f"/work/{house.ids['weigh']}"
    typed = "研判到一半：现场照片已核对，待与执法局确认。"
    officer.get(path)
    officer.post(f"{path}/draft", 204, decision="REJECT", reject_text=typed)
    assert typed in officer.get(path)
    assert typed not in house.enter(house.cast.officer2).get(path), "a draft is one's own"
    officer.submit(path, **REJECT)
    again = officer.post(f"{path}/withdraw")
    assert typed not in officer.get(again)


def test_what_a_unit_says_by_telephone_is_entered_for_it_and_marked(house: House) -> None:
    officer, path = house.enter(house.cast.officer), f"/work/{house.ids['sign_a']}"
    assert "代录" in officer.get(path)
    entry = {
        "entry__acted_by-name": "陶甲区",
        "entry__happened_on": "2026-03-02",
        "entry__recorded_via": "PHONE",
        "entry__record_note": "来电告知已收到并确定承办人",
    }
    form = officer.filled(f"{path}?entry=1", **entry, **SIGN)
    officer.post(path, **form)
    item = house.item("sign_a")
    assert (item.state, item.entered_by) == (ItemState.DONE, house.cast.officer.id)
    assert "代录" in officer.get(f"/cases/{house.ids['case']}")


def test_an_approver_reads_the_whole_paper_and_nothing_is_chosen_for_him(house: House) -> None:
    text = house.enter(house.cast.sg).get(f"/work/{house.ids['approve']}")
    assert "柳岸片区雨污混接整治" in text
    assert not re.search(r'name="decision"[^>]*checked', text)
    assert "送下一环节" in text


def test_a_key_point_that_is_too_long_for_its_row_opens_whole(house: House) -> None:
    basis = "栏目播出后群众反映强烈，" * 12 + "最后一句也读得到。"
    folk = Townsfolk(house.database, house.cast, house.town.folder / "files")
    case = folk.accepted(house.ids["weighed"])
    folk.as_(house.cast.officer).does("initiation", case=case, **folk.sheet(basis=basis))
    text = house.enter(house.cast.sg).get(f"/work/{folk.item(case, 'approve')}")
    points = text.partition("要点")[2].partition("</dl>")[0]
    assert "全文" in points and "最后一句也读得到" in points


def test_an_approval_with_an_opinion_goes_to_the_next_and_stands_on_the_case(house: House) -> None:
    sg = house.enter(house.cast.sg)
    sg.submit(f"/work/{house.ids['approve']}", decision="APPROVE", opinion="同意，请注意安全")
    assert "消防通道" in house.enter(house.cast.vice_chair).get("/inbox")
    assert "同意，请注意安全" in house.enter(house.cast.officer).get(f"/cases/{house.ids['initiated']}")


def test_a_lead_is_registered_and_gets_its_number(house: House) -> None:
    intake = house.enter(house.cast.intake)
    photo = json.loads(intake.post("/files", 201, file=(io.BytesIO(picture()), "电梯.jpg")))["id"]
    place = intake.submit(
        "/start/supervision/0",
        source_kind="HOTLINE",
        title="老旧电梯频繁困人",
        problem="城北街道和平里小区三号楼电梯一个月内四次困人，居民多次投诉后仍未大修，老人出行十分不便。",
        noticed_on="2026-03-01",
        location="城北街道和平里小区",
        category="SAFETY",
        complainant__name="苏市民",
        complainant__phone="13800000000",
        evidence=photo,
        confirmed="1",
    )
    text = intake.get(place)
    assert re.search(r"KJ-2026-\d{3}", text)
    with house.reading() as session:
        assert session.scalar(select(func.count(Case.id)).where(Case.title == "老旧电梯频繁困人")) == 1


def test_a_lead_sent_twice_by_an_impatient_hand_is_registered_once(house: House) -> None:
    intake = house.enter(house.cast.intake)
    form = intake.filled(
        "/start/supervision/0",
        source_kind="HOTLINE",
        title="老旧电梯频繁困人",
        problem="城北街道和平里小区三号楼电梯一个月内四次困人，居民多次投诉后仍未大修，老人出行十分不便。",
        noticed_on="2026-03-01",
        location="城北街道和平里小区",
        category="SAFETY",
        broadcast_url="https://example.org/elevator",
        confirmed="1",
    )
    first = intake.post("/start/supervision/0", **form)
    assert intake.post("/start/supervision/0", **form) == first
    with house.reading() as session:
        assert session.scalar(select(func.count(Case.id)).where(Case.title == "老旧电梯频繁困人")) == 1


def pages_of_a_unit(house: House) -> list[str]:
    """Every page that unit A's liaison can come to."""
    liaison, seen, wanted = house.enter(house.cast.liaison_a), {}, ["/inbox", "/unit", "/done", "/started", "/to-read"]
    wanted += [
        "/cases",
        "/cases/search?q=" + "清水河",
        f"/work/{house.ids['sign_a']}",
        f"/unit/tracks/{house.ids['track_a']}",
    ]
    while wanted:
        path = wanted.pop()
        if path in seen:
            continue
        answer = liaison.client.get(path)
        seen[path] = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        links = re.findall(r'href="(/(?:work|unit|cases|inbox|files)[^"#?]*)"', seen[path])
        wanted += [link for link in links if link not in seen]
    assert len(seen) >= 9
    return list(seen.values())


def test_a_unit_reads_nothing_internal_on_any_page(house: House) -> None:
    text = "\n".join(pages_of_a_unit(house))
    assert "查清混接点并限时改造" in text, "what the letter asks of it"
    for word in (SECRET, "窨井盖", "研判", "金栏目", "何秉文", "戚环境", "报名", "暗访"):
        assert word not in text, word
    assert SECRET in house.enter(house.cast.officer).get(f"/cases/{house.ids['case']}"), "and it is there to be read"


def test_a_unit_reads_why_its_plan_came_back_where_it_plans_anew(house: House) -> None:
    why = "措施没有写明时间表，请补充后重报。"
    with transaction(house.database) as session:
        for one in session.scalars(select(Obligation).where(Obligation.track_id == house.ids["track_a"])):
            one.return_comment = why
    unit = house.enter(house.cast.liaison_a)
    for path in (f"/unit/tracks/{house.ids['track_a']}", f"/work/{house.ids['sign_a']}"):
        assert f"退回原因</b> {why}" in unit.get(path)
    with transaction(house.database) as session:
        for one in session.scalars(select(Obligation).where(Obligation.track_id == house.ids["track_a"])):
            one.planned_on = clock.today()
    assert why not in unit.get(f"/unit/tracks/{house.ids['track_a']}"), "the plan handed in anew answers it"
