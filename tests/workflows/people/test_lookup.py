from datetime import date

import pytest

from workflows.people.lookup import is_open, labels, search
from workflows.people.models import Person


def found(session, kind, query, **options):
    return [row.label for row in search(session, kind, query, **options)]


@pytest.mark.parametrize("query", ["住建", "住房和城乡", "szjj", "SZFHCXJSJ", "zhufang", "ＺＨＵ fang", " 市住 建局 "])
def test_a_unit_is_found_by_part_short_name_pinyin_and_initials(session, cast, query):
    assert "市住房和城乡建设局" in found(session, "unit", query)


def test_a_unit_is_found_by_its_old_name(session, cast):
    cast.unit_d.aliases = ["市城市管理局", "城管"]
    session.flush()
    assert found(session, "unit", "城管") == ["市综合行政执法局"]


def test_a_closed_unit_is_not_offered_but_still_has_a_name(session, cast):
    cast.unit_b.valid_until = date(2026, 11, 23)
    session.flush()
    assert found(session, "unit", "住建") == []
    assert labels(session, "unit", [cast.unit_b.id])[cast.unit_b.id].label == "市住房和城乡建设局"
    assert not is_open(cast.unit_b)
    assert is_open(cast.unit_b, date(2026, 11, 23))


def test_the_exact_name_comes_first_then_what_begins_so(session, cast):
    session.add_all([Person(name="李水清"), Person(name="水清源")])
    session.flush()
    assert found(session, "person", "水清") == ["水清", "水清源", "李水清"]
    assert found(session, "person", "水清", limit=1) == ["水清"]


def test_members_are_found_among_members_only(session, cast):
    assert found(session, "member", "chen") == []
    assert found(session, "member", "sq") == ["水清"]


def test_the_hint_tells_namesakes_apart_and_shows_no_phone(session, cast):
    session.add(Person(name="水清", employer_unit_id=cast.unit_d.id, phone="13912345678"))
    session.flush()
    assert [row.hint for row in search(session, "person", "水清")] == [
        "市政协委员 · 环境资源界",
        "市综合行政执法局",
    ]


def test_percent_and_underscore_are_only_signs(session, cast):
    assert found(session, "unit", "%") == []
    assert found(session, "person", "_") == []


def test_nothing_typed_gives_the_first_ones(session, cast):
    assert len(search(session, "person", "", limit=3)) == 3


def test_committees_and_districts_are_found_too(session, cast):
    assert search(session, "committee", "cj")[0].hint == "城建委"
    assert [row.hint for row in search(session, "district", "甲区")] == ["甲乙市"]


def test_an_unknown_kind_is_an_error(session, cast):
    with pytest.raises(KeyError):
        search(session, "planet", "x")
