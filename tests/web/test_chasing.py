"""The steps against a late unit on screen: proposed on the board, the letter shown before it goes, read by the unit."""

import re
from datetime import timedelta

from engine import clock
from engine.models import WorkItem
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, words
from tests.web.test_why import HANDLER, house_item

WEEKS = timedelta(days=45)


def late(house: House) -> int:
    """市环境局 has signed, and its plan is weeks late; the id of its track."""
    track = house.ids["track_c"]
    house.enter(house.cast.liaison_c).submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    clock.move(WEEKS)
    return track


def folk_of(house: House) -> Scenario:
    return Scenario(house.database, house.cast, house.town.folder / "files")


def sends(house: House, track: int) -> None:
    """The officer writes from the board, the editor agrees."""
    cast = house.cast
    path = f"/start/urging_letter_act/{track}?back=/board"
    assert house.enter(cast.officer).submit(path, action="SEND").startswith("/board")
    item = house_item(house, track, "urging_letter")
    house.enter(cast.editor).submit(f"/work/{item.id}", decision="APPROVE")
    house.drain()


def test_the_next_step_stands_on_the_row_for_the_one_who_may_take_it(house: House) -> None:
    track = late(house)
    page = house.enter(house.cast.officer).get(f"/board?unit={house.cast.unit_c.id}")
    assert f'href="/start/urging_letter_act/{track}?back=' in page
    for name in ("director", "sg", "other_officer", "clerk"):
        assert "urging_letter_act" not in house.enter(getattr(house.cast, name)).get("/board"), name
    folk_of(house)
    sends(house, track)
    page = words(house.enter(house.cast.officer).get(f"/board?unit={house.cast.unit_c.id}"))
    assert f"催办函 {clock.today():%m-%d}" in page
    director = house.enter(house.cast.director).get(f"/board?unit={house.cast.unit_c.id}")
    assert f'href="/start/unit_talk_act/{track}?back=' in director  # the next one is the director's


def test_the_letter_is_shown_as_it_will_read_to_whoever_writes_it_and_to_whoever_agrees(house: House) -> None:
    track, cast = late(house), house.cast
    officer = house.enter(cast.officer)
    page = officer.get(f"/start/urging_letter_act/{track}")
    paper = words(page.partition('class="paper paper-letter"')[2])
    assert "关于商请加快办理" in paper and "市生态环境局：" in paper and "整改方案（" in paper
    assert "甲乙政协办函〔2026〕1号" in paper  # with the number and the day that the form begins with
    text = "请贵单位于下周五前报送整改方案，特此函告。请予支持。"
    officer.submit(f"/start/urging_letter_act/{track}", action="SEND", text=text)
    item = house_item(house, track, "urging_letter")
    page = house.enter(cast.editor).get(f"/work/{item.id}")
    assert "请贵单位于下周五前报送整改方案" in words(page.partition('class="paper paper-letter"')[2])


def test_a_letter_without_a_reason_not_to_send_it_or_with_a_used_number_is_told_at_its_field(house: House) -> None:
    track = late(house)
    officer = house.enter(house.cast.officer)
    path = f"/start/urging_letter_act/{track}"
    assert "不发的原因" in officer.submit(path, 422, action="DROP", drop_reason="")
    assert "六角括号" in officer.submit(path, 422, action="SEND", doc_no="办函2026-1")


def test_case_and_unit_read_what_was_done_and_only_the_unit_opens_its_letter(house: House) -> None:
    track, cast = late(house), house.cast
    sends(house, track)
    page = house.enter(cast.officer).get(f"/cases/{house.ids['case']}")
    assert "催办函" in words(page.partition("tracks-title")[2])
    unit = house.enter(cast.liaison_c)
    page = unit.get(f"/unit/tracks/{track}")
    [address] = re.findall(r'href="(/unit/tracks/\d+/letters/\d+)"', page)
    assert "现商请贵单位加快办理" in words(unit.get(address))
    house.enter(cast.liaison_a).get(address, 404)
    house.enter(cast.liaison_a).get(address.replace(f"/{track}/", f"/{house.ids['track_a']}/"), 404)
    unit.get(address.rpartition("/")[0] + f"/{house.ids['letter']}", 404)
    with house.reading() as session:
        receipt = session.get_one(WorkItem, house_item(house, track, "urging_receipt").id)
    assert house.enter(cast.officer).get(f"/work/{receipt.id}")


def test_a_unit_that_is_not_late_is_offered_no_letter(house: House) -> None:
    track = house.ids["track_c"]
    house.enter(house.cast.liaison_c).submit(f"/work/{house.ids['sign_c']}", action="SIGN", **HANDLER)
    assert "urging_letter_act" not in house.enter(house.cast.officer).get(f"/unit/tracks/{track}")
    clock.move(WEEKS)
    assert "urging_letter_act" in house.enter(house.cast.officer).get(f"/unit/tracks/{track}")
    assert "urging_letter_act" not in house.enter(house.cast.liaison_c).get(f"/unit/tracks/{track}")


def test_a_plan_that_came_ends_the_proposal(house: House) -> None:
    track, folk = late(house), folk_of(house)
    answering.plans(folk, house.ids["case"], house.cast.unit_c)
    page = house.enter(house.cast.officer).get(f"/board?unit={house.cast.unit_c.id}")
    assert f"urging_letter_act/{track}" not in page
