"""更正: one's own finished entry is corrected with a trace, and whoever works on with it is told."""

import json

from sqlalchemy import func, select

from engine.models import JournalEntry, Reading
from tests.web.conftest import House, words
from tests.web.test_api import Program
from tests.web.town import Townsfolk
from workflows.correcting import Correction

SLIP = {"wrong": "牵头单位写成市住建局", "right": "牵头单位为市环境局", "reason": "录入时看错一行"}
SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}


def told(house: House, *names: str) -> list[bool]:
    """Who of these has something to read."""
    with house.reading() as session:
        people = set(session.scalars(select(Reading.person_id)))
    return [getattr(house.cast, name).id in people for name in names]


def test_the_correction_stands_beside_the_entry_and_the_next_one_is_told(house: House) -> None:
    officer, item = house.enter(house.cast.officer), house.ids["submitted"]
    before = house.item("submitted").answer
    assert "2026-0" not in words(officer.get(f"/work/{item}/correct")), "days are told in words"
    case = f"/cases/{house.ids['initiated']}"
    assert f'href="/work/{item}/correct"' in officer.get(case), "the way leads from the case's course"
    assert officer.submit(f"/work/{item}/correct", **SLIP) == case
    for name in ("officer", "sg", "archivist"):
        page = house.enter(getattr(house.cast, name)).get(case)
        assert SLIP["wrong"] in page and SLIP["right"] in page and SLIP["reason"] in page, name
    assert house.item("submitted").answer == before
    assert told(house, "sg", "archivist", "officer") == [True, False, False]
    assert "更正：立项审批" in house.enter(house.cast.sg).get("/to-read")


def test_the_record_knows_that_and_not_what(house: House) -> None:
    house.enter(house.cast.officer).submit(f"/work/{house.ids['submitted']}/correct", **SLIP)
    with house.reading() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.event == "item:corrected")).one()
    assert entry.facts()["item"] == house.ids["submitted"]
    assert SLIP["right"] not in json.dumps(entry.facts(), ensure_ascii=False)


def test_only_ones_own_is_corrected_with_a_reason_and_once(house: House) -> None:
    path = f"/work/{house.ids['submitted']}/correct"
    house.enter(house.cast.officer2).get(path, 403)
    house.enter(house.cast.outsider).get(path, 404)
    officer = house.enter(house.cast.officer)
    text = officer.submit(path, 422, **{**SLIP, "reason": "错"})
    assert "至少5字" in text and SLIP["right"] in text, "what was typed is kept"
    officer.get(f"/work/{house.ids['weigh']}/correct", 403)  # not finished yet
    form = officer.filled(path, **SLIP)
    officer.post(path, **form)
    officer.post(path, **form)
    with house.reading() as session:
        assert session.scalar(select(func.count(Correction.id))) == 1


def test_a_unit_corrects_its_own_entry_and_reads_nothing_of_the_offices(house: House) -> None:
    liaison, track = house.enter(house.cast.liaison_a), f"/unit/tracks/{house.ids['track_a']}"
    liaison.submit(f"/work/{house.ids['sign_a']}", **SIGN)
    phone = {"wrong": "电话尾号1234", "right": "电话尾号4321", "reason": "号码抄写有误"}
    assert liaison.submit(f"/work/{house.ids['sign_a']}/correct", **phone) == track
    assert phone["right"] in liaison.get(track)
    assert phone["right"] in house.enter(house.cast.officer).get(f"/cases/{house.ids['case']}")
    assert phone["right"] not in house.enter(house.cast.liaison_c).get(f"/unit/tracks/{house.ids['track_c']}")
    assert told(house, "liaison_c", "liaison_b") == [False, False]

    folk = Townsfolk(house.database, house.cast, house.town.folder / "files")
    dispatch = folk.done(house.ids["case"], "dispatch")
    house.enter(house.cast.officer).submit(f"/work/{dispatch}/correct", **SLIP)
    assert SLIP["right"] not in liaison.get(track)
    assert told(house, "liaison_a") == [False], "the office's entry is not the unit's to look at"


def test_a_program_corrects_and_reads_corrections(house: House) -> None:
    officer, path = Program(house, "officer"), f"/work-items/{house.ids['submitted']}"
    officer.post(f"{path}/corrections", {"answer": {**SLIP, "reason": ""}}, "no-reason", 422)
    officer.post(f"{path}/corrections", {"answer": SLIP}, "correct-it")
    found = officer.get(path)["corrections"]
    assert [(one["by_name"], one["right"]) for one in found] == [("陈晓岚", SLIP["right"])]
