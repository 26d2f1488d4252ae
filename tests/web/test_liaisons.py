"""X19: the unit's liaison has changed; what waits for the unit goes to the new one, and the old one is out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, queries
from tests.web.conftest import House, words
from tests.web.test_house import person
from workflows.people.models import Account, Person

NEW = {"new_name": "陶接任", "new_phone": "0571-88007777"}


def asked(house: House, who: Person, status: int = 302, **more: object) -> str:
    return house.enter(who).submit("/liaisons/new", status, **{**NEW, **more})


def waiting(house: House, who: Person) -> list[int]:
    with house.reading() as session:
        listed = queries.worklist(session, house.cast.act(session, who).groups, limit=100)
        return [item.id for item, _task in listed]


def shut(house: House, who: Person) -> bool:
    with house.reading() as session:
        return session.scalars(select(Account).where(Account.person_id == who.id)).one().disabled_at is not None


def test_the_unit_asks_the_officer_confirms_and_the_work_is_the_new_liaisons(house: House) -> None:
    cast, ids = house.cast, house.ids
    assert ids["sign_a"] in waiting(house, cast.liaison_a)
    where = asked(house, cast.liaison_a)
    assert "/confirm" not in house.enter(cast.liaison_a).get(where)
    assert "陶接任" in words(house.enter(cast.officer).get("/liaisons"))
    page = house.enter(cast.officer).post(f"{where}/confirm", 200)
    assert re.search(r'<pre class="api-code">taojieren  ', page)
    house.drain()
    new = person(house, "陶接任")
    assert ids["sign_a"] in waiting(house, new)
    assert ids["sign_a"] not in waiting(house, cast.liaison_a)
    assert shut(house, cast.liaison_a)
    assert house.enter(new)


def test_the_old_liaison_works_on_until_the_day_comes(house: House) -> None:
    cast, ids = house.cast, house.ids
    day = clock.today() + timedelta(days=3)
    where = asked(house, cast.liaison_a, valid_from=str(day))
    house.enter(cast.officer).post(f"{where}/confirm", 200)
    house.drain()
    assert ids["sign_a"] in waiting(house, cast.liaison_a)
    assert not shut(house, cast.liaison_a)
    clock.move(timedelta(days=3))
    house.drain()
    assert ids["sign_a"] in waiting(house, person(house, "陶接任"))
    assert ids["sign_a"] not in waiting(house, cast.liaison_a)
    assert shut(house, cast.liaison_a)


def test_the_office_enters_it_for_a_unit_and_another_officer_confirms(house: House) -> None:
    cast = house.cast
    form = {"unit": cast.unit_e.id, "asked_by": "乙县政府办来电"}
    where = asked(house, cast.officer, **form)
    house.enter(cast.officer).post(f"{where}/confirm", 403)
    page = words(house.enter(cast.officer2).get(where))
    assert "乙县政府办来电" in page
    house.enter(cast.officer2).post(f"{where}/confirm", 200)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valid_from": "2020-01-01"}, "最早从今天起"),
        ({"new_name": "陶甲区"}, "现在就是联络员"),
        ({"new_phone": "没有"}, "格式不正确"),
        ({"new_name": ""}, "请填写"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(house: House, more: dict[str, str], said: str) -> None:
    assert said in words(asked(house, house.cast.liaison_a, 422, **more))


def test_a_second_change_waits_for_the_first(house: House) -> None:
    where = asked(house, house.cast.liaison_a)
    assert "待确认" in words(asked(house, house.cast.head_a, 422, new_name="别人"))
    house.enter(house.cast.officer).post(f"{where}/refuse", reason="电话核实无此人")
    assert "电话核实无此人" in words(house.enter(house.cast.liaison_a).get(where))
    asked(house, house.cast.head_a)


def test_one_unit_neither_asks_for_another_nor_reads_of_it(house: House) -> None:
    where = asked(house, house.cast.liaison_a)
    assert house.enter(house.cast.liaison_b).get(where, 404)
    assert "陶接任" not in house.enter(house.cast.liaison_b).get("/liaisons")
    assert house.enter(house.cast.county_officer).get(where, 404)
