"""What came on paper: registered once, listed until it is entered, and entered from the list in one go."""

import io
import json

import pytest
from sqlalchemy import select

from tests.web.conftest import House
from tests.web.test_api import Program
from tests.web.town import PDF, Townsfolk
from workflows.entering.models import IncomingAnswer

SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}


@pytest.fixture
def registered(house: House) -> int:
    """The clerk has registered a letter by which 甲区 signs for its copy and hands in its plan; the letter's file."""
    cast = house.cast
    folk = Townsfolk(house.database, cast, house.town.folder / "files")
    scan = folk.keeps(cast.clerk, "甲区来函.pdf", content=PDF)
    answers = [{"track": house.ids["track_a"], "step": step} for step in ("U1", "U2")]
    folk.as_(cast.clerk).starts(
        "incoming_document_act",
        ("case", house.ids["case"]),
        house.ids["case"],
        sender=cast.unit_a.id,
        doc_no="甲政函〔2026〕5号",
        doc_title="关于清水河整治的函",
        received_on=folk.now().date(),
        received_via="EXCHANGE",
        answers=answers,
        scan=[scan],
    )
    return scan


def test_a_letter_is_registered_on_the_screen_by_choosing_what_it_answers(house: House) -> None:
    clerk, path = house.enter(house.cast.clerk), f"/start/incoming_document_act/{house.ids['case']}"
    page = clerk.get(path)
    assert "甲区：清水河" in page and "市环境局：清水河" in page and "U1 签收" in page
    scan = json.loads(clerk.post("/files", 201, file=(io.BytesIO(PDF), "来函.pdf")))["id"]
    answers = {"answers__0__track": house.ids["track_a"], "answers__0__step": "U1"}
    letter = {"sender": house.cast.unit_a.id, "doc_title": "复函", "received_on": "2026-03-02", "received_via": "PAPER"}
    wrong = clerk.submit(path, 422, **{**answers, "answers__0__track": house.ids["track_c"]}, **letter, scan=scan)
    assert "不是来文单位承办的事项" in wrong
    clerk.submit(path, **answers, **letter, scan=scan)
    assert "复函" in clerk.get("/to-enter")


def test_the_office_finds_what_is_to_be_entered_with_who_sent_it_and_since_when(house: House, registered: int) -> None:
    for name in ("clerk", "intake", "officer"):
        page = house.enter(getattr(house.cast, name)).get("/to-enter")
        assert page.count("关于清水河整治的函") == 2, name
        for words in ("甲区", "机要交换", "韩会务", "签收", "整改方案", "尚未到该环节"):
            assert words in page, (name, words)
    for name in ("other_officer", "county_officer"):
        assert "清水河" not in house.enter(getattr(house.cast, name)).get("/to-enter"), name
    house.enter(house.cast.outsider).get("/to-enter", 403)
    house.enter(house.cast.liaison_a).get("/to-enter", 403)


def test_a_step_is_entered_from_the_list_and_leaves_it(house: House, registered: int) -> None:
    clerk = house.enter(house.cast.clerk)
    path = f"/work/{house.ids['sign_a']}?entry=1&document=1"
    assert path.replace("&", "&amp;") in clerk.get("/to-enter")
    form = clerk.filled(path)
    assert (form["entry-acted_by-name"], form["entry-entry_scan"]) == (["甲区人民政府"], [str(registered)])
    clerk.submit(path, **SIGN)
    assert clerk.get("/to-enter").count("关于清水河整治的函") == 1, "the plan is still to be entered"
    assert house.item("sign_a").entry["incoming_document_id"] == 1
    with house.reading() as session:
        answers = dict(session.execute(select(IncomingAnswer.element, IncomingAnswer.work_item_id)).all())
    assert answers == {"sign_receipt": house.ids["sign_a"], "rectification_plan": None}
    with house.enter(house.cast.liaison_a).client.get(f"/files/{registered}") as answer:
        assert answer.status_code == 200, "the unit may look at what it is said to have sent"


def test_what_the_unit_has_done_itself_is_not_to_be_entered_any_more(house: House, registered: int) -> None:
    house.enter(house.cast.liaison_a).submit(f"/work/{house.ids['sign_a']}", **SIGN)
    assert house.enter(house.cast.clerk).get("/to-enter").count("关于清水河整治的函") == 1


def test_a_program_reads_on_page_by_page_and_enters_what_has_its_turn(house: House, registered: int) -> None:
    clerk = Program(house, "clerk")
    first = clerk.get("/to-enter?limit=1")
    second = clerk.get(f"/to-enter?limit=1&after={first['next']}")
    [sign], [plan] = first["rows"], second["rows"]
    assert (sign["item_id"], sign["label"], sign["unit"]) == (house.ids["sign_a"], "签收", "甲区")
    assert (plan["item_id"], plan["label"], plan["due_on"]) == (None, "整改方案", None)
    assert clerk.get(f"/to-enter?limit=1&after={second['next']}") == {"rows": [], "next": None}
    assert Program(house, "other_officer").get("/to-enter")["rows"] == []
    Program(house, "liaison_a").get("/to-enter", 403)
