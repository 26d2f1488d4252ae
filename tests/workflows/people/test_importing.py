from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from engine.actors import SYSTEM
from workflows.people import accounts
from workflows.people.candidates import holders
from workflows.people.importing import load
from workflows.people.models import Account, Committee, Cppcc, District, Level, Person, Post, Unit, UnitKind
from workflows.people.sheets import as_day, template

TABLES = (Unit, District, Committee, Person, Post, Account)


@pytest.fixture
def city(session):
    city = Cppcc(name="政协丙丁市委员会", short="丙丁市政协", level=Level.CITY)
    session.add(city)
    session.flush()
    return city


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "city.xlsx"
    template(path)
    return path


def change(path, sheet, **cells):
    book = load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)


def rows(session):
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def told(report):
    return [(problem.sheet, problem.row, problem.column) for problem in report.problems]


def test_the_example_workbook_makes_a_city(session, city, book):
    report = load(session, book, city.id, SYSTEM)
    assert report.problems == []
    assert report.created == {"unit": 2, "district": 1, "committee": 1, "person": 6, "post": 7, "account": 6}
    committee = session.scalars(select(Committee)).one()
    assert [person.name for person in holders(session, f"vice_chair@committee:{committee.id}")] == ["林书华"]
    bureau = session.scalars(select(Unit).where(Unit.short == "市住建局")).one()
    assert (bureau.aliases, bureau.kind) == (["建设局", "房管局"], UnitKind.DEPARTMENT)
    liaison = holders(session, f"unit_liaison@unit:{bureau.id}")[0]
    assert (liaison.name, liaison.employer_unit_id) == ("姜住建", bureau.id)
    secretary = session.scalars(select(Post).where(Post.role == "leader_secretary")).one()
    assert session.get(Person, secretary.scope_id).name == "郑明远"


def test_the_first_password_is_told_once_and_signs_in(session, city, book):
    report = load(session, book, city.id, SYSTEM)
    attempt = accounts.check_password(session, "shuiqing", report.first_passwords["shuiqing"])
    assert accounts.authenticate(session, attempt, "ip").must_change


def test_a_second_import_adds_nothing_and_a_grown_workbook_only_what_is_new(session, city, book):
    load(session, book, city.id, SYSTEM)
    before = rows(session)
    assert not load(session, book, city.id, SYSTEM).created
    assert rows(session) == before
    change(book, "委员", A3="窦思源", B3="经济界")
    assert load(session, book, city.id, SYSTEM).created == {"person": 1, "post": 1}


def test_a_post_that_begins_later_is_not_given_twice(session, city, book):
    change(book, "人员", G2="2027年1月1日")
    load(session, book, city.id, SYSTEM)
    assert not load(session, book, city.id, SYSTEM).created


def test_a_trial_run_tells_what_it_would_do_and_writes_nothing(session, city, book):
    before = rows(session)
    report = load(session, book, city.id, SYSTEM, dry_run=True)
    assert report.created["person"] == 6
    assert report.first_passwords == {}
    assert rows(session) == before


def test_one_wrong_cell_stops_the_whole_import_and_is_told_by_sheet_row_and_column(session, city, book):
    before = rows(session)
    change(book, "人员", C5="市政委", B6="打字员")
    change(book, "单位", D3="公司")
    change(book, "委员", B2=None)
    report = load(session, book, city.id, SYSTEM)
    assert set(told(report)) == {("人员", 5, "C"), ("人员", 6, "B"), ("单位", 3, "D"), ("委员", 2, "B")}
    assert all(problem.text.zh and problem.text.en for problem in report.problems)
    assert rows(session) == before


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"G2": "明年"}, "G"),
        ({"H2": "是"}, "H"),
        ({"C2": "城建委"}, "C"),
        ({"F2": "没有的局"}, "F"),
        ({"I2": "lin shuhua"}, "I"),
        ({"B2": "监督小组组长"}, "B"),
    ],
)
def test_each_kind_of_mistake_has_its_column(session, city, book, cells, column):
    change(book, "人员", **cells)
    assert ("人员", 2, column) in told(load(session, book, city.id, SYSTEM))


def test_an_administrator_cannot_be_imported_with_a_second_post(session, city, book):
    change(book, "人员", A8="郑明远", B8="系统管理员", D8="系统管理员", E8="13800000001")
    assert told(load(session, book, city.id, SYSTEM)) == [("人员", 8, "B")]


def test_namesakes_are_kept_apart_by_their_phones(session, city, book):
    load(session, book, city.id, SYSTEM)
    change(book, "委员", A3="水清", B3="经济界", C3="13900000000", A4="水清", B4="科技界")
    report = load(session, book, city.id, SYSTEM)
    assert told(report) == [("委员", 4, "C")]
    change(book, "委员", C4="13800000006")
    assert load(session, book, city.id, SYSTEM).created == {"person": 1, "post": 1}


def test_a_presiding_vice_chair_comes_with_the_workbook(session, city, book):
    change(book, "人员", H3="是")
    load(session, book, city.id, SYSTEM)
    names = [person.name for person in holders(session, f"chairperson@cppcc:{city.id}")]
    assert names == ["郑明远", "林书华"]


def test_a_missing_sheet_a_renamed_column_and_a_file_of_another_kind_are_told(session, city, book, tmp_path):
    change(book, "委员", B1="党派")
    opened = load_workbook(book)
    del opened["专委会"]
    opened.save(book)
    report = load(session, book, city.id, SYSTEM)
    assert {("专委会", None, ""), ("委员", 1, "B")} <= set(told(report))
    text = tmp_path / "list.xlsx"
    text.write_text("not a workbook")
    assert told(load(session, text, city.id, SYSTEM)) == [("", None, "")]


@pytest.mark.parametrize(
    "cell",
    ["2026-03-05", "2026/3/5", "2026年3月5日", 46086, datetime(2026, 3, 5, 9), date(2026, 3, 5)],  # noqa: DTZ001
)
def test_a_date_is_understood_as_offices_write_it(cell):
    assert as_day(cell) == date(2026, 3, 5)


def test_what_is_no_date_stays_text():
    assert as_day("三月") == "三月"
    assert as_day(None) == ""
