"""The year's holidays from a file: read as offices write it, checked row by row, taken whole or not at all."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from engine import calendar
from engine.actors import SYSTEM
from engine.calendar import ALL, Calendar, Day, DayKind
from workflows.settings.holiday_file import as_csv, plan, template
from workflows.settings.holidays import official, set_days

NOTICE = "国办发明电〔2026〕9号"
BARE = Calendar({}, frozenset())
HEAD = "日期,类型,名称,来源"


def csv_of(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *(line if line.count(",") == 3 else f"{line},{NOTICE}" for line in lines))).encode()


def xlsx_of(*rows: tuple[object, ...]) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    for row in (HEAD.split(","), *rows):
        book.active.append(list(row))
    book.save(kept)
    return kept.getvalue()


def said(content: bytes) -> list[tuple[int | None, str]]:
    return [(one.row, one.text.zh) for one in plan(BARE, content).problems]


YEAR = csv_of(
    "2027-01-01,放假,元旦",
    "2027/2/5,放假,春节",
    "2027年2月8日,放假,春节",
    "46427,放假,春节",
    "2027-02-13,调休上班,春节",
)
DAYS = {
    date(2027, 1, 1): Day(DayKind.HOLIDAY, "元旦", NOTICE),
    date(2027, 2, 5): Day(DayKind.HOLIDAY, "春节", NOTICE),
    date(2027, 2, 8): Day(DayKind.HOLIDAY, "春节", NOTICE),
    date(2027, 2, 9): Day(DayKind.HOLIDAY, "春节", NOTICE),
    date(2027, 2, 13): Day(DayKind.WORKDAY, "春节", NOTICE),
}


def test_dates_are_read_as_offices_write_them() -> None:
    found = plan(BARE, YEAR)
    assert (found.problems, found.year, found.wanted, found.is_known) == ([], 2027, DAYS, False)


def test_a_spreadsheet_says_the_same_as_a_text_file() -> None:
    rows = [
        (date(2027, 1, 1), "放假", "元旦", NOTICE),
        ("2027-02-05", "放假", "春节", NOTICE),
        (46426, "放假", "春节", NOTICE),
        (46427, "放假", "春节", NOTICE),
        (date(2027, 2, 13), "上班", "春节", NOTICE),
    ]
    assert plan(BARE, xlsx_of(*rows)).wanted == DAYS


def test_english_titles_another_order_and_the_encoding_of_an_office_are_read() -> None:
    lines = f"name,kind,date,source,remark\n元旦,Holiday,2027-01-01,{NOTICE},x\n"
    assert list(plan(BARE, lines.encode("gb18030")).wanted) == [date(2027, 1, 1)]


def test_the_weekend_within_a_holiday_may_be_listed_and_changes_nothing() -> None:
    whole = csv_of("2027-02-05,放假,春节", "2027-02-06,放假,春节", "2027-02-07,放假,春节", "2027-02-08,放假,春节")
    assert list(plan(BARE, whole).wanted) == [date(2027, 2, 5), date(2027, 2, 8)]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("2027-01-01,放假,元旦", "2027-01-01,放假,元旦"), (3, "2027-01-01在第2行已经出现。")),
        (("2027-02-30,放假,春节",), (2, "“2027-02-30”不是日期，应如 2026-03-05。")),
        ((",放假,春节",), (2, "“日期”不能为空。")),
        (("2027-01-01,休息,元旦",), (2, "类型应为“放假”或“调休上班”。")),
        (("2027-01-01,放假,",), (2, "“名称”不能为空。")),
        (("2027-01-01,放假,元旦,",), (2, "“来源”不能为空。")),
        ((f"2027-01-01,放假,{'元' * 41}",), (2, "“名称”最多40字。")),
        (("2027-02-09,调休上班,春节",), (2, "2027-02-09本来就是工作日，不是调休。")),
        (("2027-03-13,放假,春节",), (2, "2027-03-13是周末，本来就休息，也不挨着“春节”的其他日子。")),
        (("2027-10-01,放假,国庆节", "2027-10-05,放假,国庆节"), (3, "“国庆节”中间缺2027-10-04。")),
        (("2027-01-01,放假,元旦", "2028-01-03,放假,元旦"), (3, "一个文件只能有一年，这里是2027年。")),
    ],
)
def test_what_is_wrong_is_told_by_row(lines: tuple[str, ...], problem: tuple[int, str]) -> None:
    assert said(csv_of(*lines)) == [problem]


def test_every_problem_of_a_file_is_told_at_once_and_nothing_is_planned() -> None:
    found = plan(BARE, csv_of("昨天,放假,元旦", "2027-01-04,上班,元旦", "2027-01-02,休,元旦"))
    assert [one.row for one in found.problems] == [2, 3, 4]
    assert (found.wanted, found.changes) == ({}, [])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", (1, "缺少“日期”一列。")),
        (b"PK\x03\x04 no workbook", (None, "不是可读取的 CSV 或 XLSX 文件。")),
        (b"\xff\xd8\xff\xe0 a picture", (None, "不是可读取的 CSV 或 XLSX 文件。")),
        (HEAD.encode(), (None, "文件里没有日期。")),
        (template(), (None, "文件里没有日期。")),
    ],
)
def test_what_is_no_table_of_days_is_said(content: bytes, problem: tuple[int | None, str]) -> None:
    assert said(content)[0] == problem


def test_a_file_that_never_ends_is_not_read_to_its_end() -> None:
    assert said(csv_of(*["2027-01-01,放假,元旦"] * 2000))[-1] == (401, "行数过多。")


def test_a_published_year_is_told_as_changes_and_what_the_file_leaves_out_goes(session) -> None:
    days = calendar.load(session)
    source = next(iter(official(2026).values())).source
    kept = [f"{day},{one.kind.lower()},{one.name},{source}" for day, one in official(2026).items()]
    assert plan(days, csv_of(*kept)).changes == []
    fewer = plan(days, csv_of(*(line for line in kept if "2026-02-28" not in line)))
    assert fewer.is_known
    assert [(one.day, one.after) for one in fewer.changes] == [(date(2026, 2, 28), None)]


def test_a_taken_year_is_official_and_its_csv_gives_the_same_plan(session) -> None:
    found = plan(calendar.load(session), YEAR)
    assert plan(BARE, as_csv(found).encode()).wanted == found.wanted
    set_days(session, found.wanted, ALL, SYSTEM)
    after = calendar.load(session)
    assert after.is_official(date(2027, 6, 1))
    assert after.add_workdays(date(2027, 2, 4), 1) == date(2027, 2, 10)
    assert plan(after, YEAR).changes == []
