"""From the draft of the letter to none at all: the officer says so on the step's page, and the leaders decide."""

import pytest
from sqlalchemy import func, select

from engine.models import JournalEntry
from tests.web.conftest import House
from tests.web.test_api import Program
from tests.web.town import Townsfolk

PROBLEM = "清水河二桥附近护栏缺失已三个月，居民投诉三次，夜间行人多次险些落水，至今没有得到处理。"
RECORD = {
    "reason": "播出当晚护栏已经修复，不需再发建议书。",
    "record": "市环境局当晚组织抢修，居民现场确认。",
    "lookback_kept": "true",
}


@pytest.fixture
def folk(house: House) -> Townsfolk:
    return Townsfolk(house.database, house.cast, house.town.folder / "files")


@pytest.fixture
def case(folk: Townsfolk) -> int:
    """A case whose letter is to be drafted."""
    return folk.to_the_letter(folk.started(folk.registers(title="护栏缺失", location="清水河二桥", problem=PROBLEM)))


def test_the_officer_turns_the_draft_into_no_letter_and_the_record_goes_to_the_director(
    house: House, folk: Townsfolk, case: int
) -> None:
    officer, item = house.enter(house.cast.officer), folk.item(case, "draft_letter")
    assert "改为不发建议书" in officer.get(f"/work/{item}")
    asked = officer.get(f"/work/{item}/send/letter_not_needed")
    assert "起草到此为止" in asked
    assert folk.open_steps(case) == ["draft_letter"], "asking is not yet doing"
    officer.submit(f"/work/{item}/send/letter_not_needed")
    assert folk.open_steps(case) == ["close_without_letter"]
    assert "已办：改为不发建议书" in officer.get("/inbox")
    officer.submit(f"/work/{folk.item(case, 'close_without_letter')}", **RECORD)
    assert "护栏缺失" in house.enter(house.cast.director).get("/inbox")


def test_what_the_director_refuses_is_drafted_after_all(folk: Townsfolk, house: House, case: int) -> None:
    officer = house.enter(house.cast.officer)
    officer.submit(f"/work/{folk.item(case, 'draft_letter')}/send/letter_not_needed")
    officer.submit(f"/work/{folk.item(case, 'close_without_letter')}", **RECORD)
    refusal = {"decision": "REFUSE", "opinion": "护栏只修了一段，仍须发建议书。"}
    house.enter(house.cast.director).submit(f"/work/{folk.item(case, 'approve')}", **refusal)
    assert folk.open_steps(case) == ["draft_letter"]


def test_sent_twice_it_is_carried_out_once_and_a_colleague_reads_that_it_is_over(
    house: House, folk: Townsfolk, case: int
) -> None:
    officer, slow = house.enter(house.cast.officer), house.enter(house.cast.officer2)
    path = f"/work/{folk.item(case, 'draft_letter')}/send/letter_not_needed"
    late, form = slow.filled(path), officer.filled(path)
    first = officer.post(path, **form)
    before = entries(house)
    assert officer.post(path, **form) == first
    assert "已不在待办中" in slow.post(path, 409, **late)
    assert entries(house) == before


def entries(house: House) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.id))) or 0


def test_a_program_finds_the_message_beside_the_form_and_sends_only_what_the_step_sends(
    house: House, folk: Townsfolk, case: int
) -> None:
    officer, item = Program(house, "officer"), folk.item(case, "draft_letter")
    found = officer.get(f"/work-items/{item}")["sends"]
    assert found == [{"message": "letter_not_needed", "label": "改为不发建议书"}]
    path = f"/work-items/{item}/messages"
    officer.post(path, {"message": "tracks_settled"}, "another-one", 404)
    Program(house, "other_officer").post(path, {"message": "letter_not_needed"}, "not-his-own", 403)
    Program(house, "outsider").post(path, {"message": "letter_not_needed"}, "outside-door", 404)
    officer.post(path, {"message": "letter_not_needed"}, "just-this-one")
    assert folk.open_steps(case) == ["close_without_letter"]
