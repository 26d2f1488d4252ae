"""A unit without an account asks for more time on paper (X1): the office enters it, and what happened counts."""

from datetime import date

import pytest
from sqlalchemy import select

from engine import clock
from engine.calendar import load as load_calendar
from engine.models import WorkItem
from engine.text import day_in_words
from tests.acceptance import answering
from tests.web.conftest import House, words
from tests.web.test_api import Program
from tests.web.town import PDF, Townsfolk
from workflows.rectification.models import Extension

WHY = "雨季施工受阻，混接点改造须待水位回落后方可进场，请准予延期五个工作日。"


@pytest.fixture
def folk(house: House) -> Townsfolk:
    """市环境局 has signed; its plan is due."""
    found = Townsfolk(house.database, house.cast, house.town.folder / "files")
    answering.signs(found, house.ids["case"], house.cast.unit_c)
    return found


@pytest.fixture
def path(house: House) -> str:
    return f"/start/request_extension_act/{house.ids['track_c']}"


def wanted(house: House, folk: Townsfolk) -> dict[str, str]:
    """Five more working days for the plan."""
    item = answering.item(folk, house.ids["case"], house.cast.unit_c, "rectification_plan")
    with house.reading() as session:
        due = clock.day_of(session.get_one(WorkItem, item).due_at)
        new = load_calendar(session).add_workdays(due, 5)
    return {"deadline_rule": "unit_plan", "reason": WHY, "progress_percent": "40", "new_due": str(new)}


def on_paper(house: House, happened_on: date, scan: int) -> dict[str, object]:
    return {
        "entry__acted_by__name": house.cast.unit_c.name,
        "entry__happened_on": str(happened_on),
        "entry__recorded_via": "PAPER",
        "entry__entry_scan": scan,
    }


def test_the_officer_enters_it_and_asked_in_time_it_is_for_the_director_alone(
    house: House, folk: Townsfolk, path: str
) -> None:
    cast, asked_on = house.cast, clock.today()
    asked = wanted(house, folk)
    folk.days(7)  # from now on it would be late, and the vice-chair's to decide
    officer = house.enter(cast.officer)
    track = f"/unit/tracks/{house.ids['track_c']}"
    assert f'href="/cases/{house.ids["case"]}"' in officer.get(track)
    assert f'href="{track}"' in officer.get(f"/cases/{house.ids['case']}")
    plan = answering.item(folk, house.ids["case"], cast.unit_c, "rectification_plan")
    assert f'href="/work/{plan}?entry=1">代录：整改方案<' in officer.get(track)
    assert "代录：延期申请" in officer.get(track) and f'href="{path}"' in officer.get(track)
    kept = officer.submit(path, 422, **asked)
    assert WHY in kept and "办理日期：请填写" in words(kept), "who really acted, when and how is asked first"
    scan = folk.keeps(cast.officer, "延期申请.pdf", content=PDF)
    assert officer.submit(path, **asked, **on_paper(house, asked_on, scan)) == track
    with house.reading() as session:
        made = session.scalars(select(Extension)).one()
        item = session.scalars(select(WorkItem).where(WorkItem.instance_id == made.instance_id)).first()
        assert item is not None
        assert (item.acted_name, item.entered_by, item.happened_on) == (cast.unit_c.name, cast.officer.id, asked_on)
    read = words(house.enter(cast.liaison_c).get(track))
    assert f"于{day_in_words(asked_on).zh}" in read and "现由甲乙市政协城建委审批" in read
    director = folk.as_(cast.director)
    director.fills("decide_extension", house.ids["case"], cast.unit_c, decision="APPROVE")
    with house.reading() as session:
        assert session.scalars(select(Extension.state)).all() == ["GRANTED"]


def test_the_unit_itself_says_nothing_of_who_acted_and_nobody_else_enters_it(
    house: House, folk: Townsfolk, path: str
) -> None:
    assert "entry-" not in house.enter(house.cast.liaison_c).get(path)
    assert "entry-happened_on" in house.enter(house.cast.clerk).get(path)
    for name in ("director", "other_officer", "sg", "member1", "liaison_a", "outsider", "county_officer"):
        assert "代录" not in _track(house, name)
        house.enter(getattr(house.cast, name)).get(path, 404)


def _track(house: House, name: str) -> str:
    answer = house.enter(getattr(house.cast, name)).client.get(f"/unit/tracks/{house.ids['track_c']}")
    return words(answer.get_data(as_text=True)).partition('id="main"')[2] if answer.status_code == 200 else ""


def test_a_registered_letter_that_asks_for_time_is_entered_from_the_list(
    house: House, folk: Townsfolk, path: str
) -> None:
    cast, case = house.cast, house.ids["case"]
    scan = folk.keeps(cast.clerk, "延期函.pdf", content=PDF)
    folk.as_(cast.clerk).starts(
        "incoming_document_act",
        ("case", case),
        case,
        sender=cast.unit_c.id,
        doc_no="环函〔2026〕5号",
        doc_title="关于申请延期报送整改方案的函",
        received_on=clock.today(),
        received_via="PAPER",
        answers=[{"track": house.ids["track_c"], "step": "X1"}],
        scan=[scan],
    )
    clerk = house.enter(cast.clerk)
    listed = clerk.get("/to-enter")
    assert f"{path}?document=1" in listed and "延期申请" in listed and "尚未到该环节" not in words(listed)
    [row] = Program(house, "clerk").get("/to-enter")["rows"]
    assert (row["item_id"], row["process"], row["label"]) == (None, "request_extension_act", "延期申请")
    form = clerk.filled(f"{path}?document=1")
    assert (form["entry-acted_by-name"], form["entry-entry_scan"]) == ([cast.unit_c.name], [str(scan)])
    clerk.submit(f"{path}?document=1", **wanted(house, folk))
    assert "环函" not in clerk.get("/to-enter")
    with house.enter(cast.liaison_c).client.get(f"/files/{scan}") as answer:
        assert answer.status_code == 200, "the unit may look at what it is said to have sent"


def test_a_program_enters_it_with_who_really_acted(house: House, folk: Townsfolk, path: str) -> None:
    officer, asked = Program(house, "officer"), {**wanted(house, folk), "date_basis": "RULE", "progress_percent": 40}
    officer.post(path, {"answer": asked, "confirmed": True}, "without-entry", 403)
    entry = {
        "acted_by": {"name": house.cast.unit_c.name},
        "happened_on": str(clock.today()),
        "recorded_via": "PHONE",
        "record_note": "环境局办公室电话申请",
    }
    made = officer.post(path, {"answer": asked, "confirmed": True, "entry": entry}, "with-an-entry", 201)
    with house.reading() as session:
        assert session.get_one(WorkItem, made["item_id"]).entered_by == house.cast.officer.id


def test_what_a_leader_signed_on_paper_is_entered_on_the_page_of_the_paper(house: House) -> None:
    page = house.enter(house.cast.officer).get(f"/work/{house.ids['approve']}?entry=1")
    assert "entry-happened_on" in page
