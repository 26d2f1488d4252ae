"""A year of holidays from a CSV or XLSX file: how it is read, and what can be wrong with it.

Columns date, kind, name, source in any order, with Chinese or English titles.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice, pairwise
from typing import Any, NamedTuple

from openpyxl import Workbook

from engine.calendar import ALL, ONE_DAY, Calendar, Day, DayKind
from engine.text import Text
from workflows.people.sheets import TOO_MANY, as_day, opened
from workflows.settings.holidays import Change, changes, whole_year

MOST_ROWS = 400
LONGEST = {"name": 40, "source": 120}
BLOCK = 10
"""Days between two rows of one name that are still one holiday; a year may have two blocks of a name."""

COLUMNS = {"date": "日期", "kind": "类型", "name": "名称", "source": "来源"}
TITLES = {**{title: key for key, title in COLUMNS.items()}, **{key: key for key in COLUMNS}}
KINDS = {
    **dict.fromkeys(("放假", "holiday"), DayKind.HOLIDAY),
    **dict.fromkeys(("上班", "调休上班", "workday"), DayKind.WORKDAY),
}

UNREADABLE = Text("不是可读取的 CSV 或 XLSX 文件。", "This is not a readable CSV or XLSX file.")
EMPTY = Text("文件里没有日期。", "There are no days in this file.")
NO_COLUMN = Text("缺少“{column}”一列。", "The column “{column}” is missing.")
NOT_A_DAY = Text("“{text}”不是日期，应如 2026-03-05。", "“{text}” is no date; write it as 2026-03-05.")
NO_KIND = Text("类型应为“放假”或“调休上班”。", "The kind is “holiday” or “workday”.")
NEEDED = Text("“{column}”不能为空。", "The “{column}” is required.")
TOO_LONG = Text("“{column}”最多{n}字。", "The “{column}” has at most {n} characters.")
TWICE = Text("{day}在第{row}行已经出现。", "{day} is in row {row} already.")
OTHER_YEAR = Text("一个文件只能有一年，这里是{year}年。", "A file is of one year, and this one of {year}.")
WORKS_ANYWAY = Text("{day}本来就是工作日，不是调休。", "{day} is a working day anyway, and makes nothing up.")
FREE_ANYWAY = Text(
    "{day}是周末，本来就休息，也不挨着“{name}”的其他日子。",
    "{day} is free anyway, and not beside another day of “{name}”.",
)
GAP = Text("“{name}”中间缺{day}。", "“{name}” has a gap: {day}.")


class Problem(NamedTuple):
    """Something wrong in a row; None where it is wrong with the whole file."""

    row: int | None
    text: Text


class Row(NamedTuple):
    """A row that can be understood; `number` as a spreadsheet shows it."""

    number: int
    day: date
    said: Day


class Plan(NamedTuple):
    """What a file would do. `wanted` is for `set_days`; with a problem there is nothing to do.

    `is_known`: the year has published holidays already, so that every change is a correction.
    """

    problems: list[Problem]
    year: int | None = None
    wanted: dict[date, Day | None] = {}
    changes: list[Change] = []
    is_known: bool = False


def plan(days: Calendar, content: bytes, scope: str = ALL) -> Plan:
    """Read a file as the whole of a year. Every problem is told by row, and any one stops it all."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for found in _rows(content):
        if isinstance(found, Row):
            rows.append(found)
        else:
            problems.append(found)
    if not rows and not problems:
        problems.append(Problem(None, EMPTY))
    problems += _contradictions(rows)
    if problems:
        return Plan(sorted(problems, key=lambda one: one.row or 0))
    year = rows[0].day.year
    named = {row.day: row.said for row in rows if _is_exception(row)}
    wanted = whole_year(days, year, named, scope)
    return Plan([], year, wanted, changes(days, wanted, scope), year in days.years)


def _is_exception(row: Row) -> bool:
    """A weekend within a holiday is told in words by its neighbours; the table keeps what is unlike its weekday."""
    return (row.day.weekday() < 5) == (row.said.kind is DayKind.HOLIDAY)


def _rows(content: bytes) -> Iterator[Row | Problem]:
    lines = _cells(content)
    if lines is None:
        yield Problem(None, UNREADABLE)
        return
    head = [TITLES.get(_text(cell).rstrip("*").lower(), "") for cell in next(lines, ())]
    missing = [key for key in COLUMNS if key not in head]
    for key in missing:
        yield Problem(1, NO_COLUMN.format(column=_title(key)))
    if missing:
        return
    for number, cells in enumerate(lines, start=2):
        values = {key: cell for key, cell in zip(head, cells, strict=False) if key}
        if not any(_text(cell) for cell in values.values()):
            continue
        if number > MOST_ROWS:
            yield Problem(number, TOO_MANY)
            return
        yield from _row(number, values)


def _row(number: int, values: dict[str, Any]) -> Iterator[Row | Problem]:
    written = values.get("date")
    if isinstance(written, str) and written.strip().isdecimal():
        written = int(written)  # a spreadsheet's number of a day, in a CSV file
    day, kind = as_day(written), KINDS.get(_text(values.get("kind")).lower())
    name, source = _text(values.get("name")), _text(values.get("source"))
    wrong = []
    if not isinstance(day, date):
        wrong.append(NOT_A_DAY.format(text=day) if day else NEEDED.format(column=_title("date")))
    if kind is None:
        wrong.append(NO_KIND)
    for key, text in (("name", name), ("source", source)):
        if not text:
            wrong.append(NEEDED.format(column=_title(key)))
        if len(text) > LONGEST[key]:
            wrong.append(TOO_LONG.format(column=_title(key), n=LONGEST[key]))
    if wrong or kind is None or not isinstance(day, date):
        yield from (Problem(number, text) for text in wrong)
    else:
        yield Row(number, day, Day(kind, name, source))


def _cells(content: bytes) -> Iterator[tuple[Any, ...]] | None:
    """The cells of the first sheet row by row; None for what is neither kind of file."""
    try:
        return iter(_of_workbook(content) if content.startswith(b"PK") else _of_csv(content))
    except (ValueError, KeyError, SyntaxError, csv.Error):  # as the readers of spreadsheets say it
        return None


def _of_workbook(content: bytes) -> list[tuple[Any, ...]]:
    book = opened(io.BytesIO(content))
    if book is None:
        raise ValueError
    return list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=len(COLUMNS) * 4))


def _of_csv(content: bytes) -> list[tuple[Any, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")  # as spreadsheets in China save it
    return [tuple(line) for line in islice(csv.reader(io.StringIO(text, newline="")), MOST_ROWS + 2)]


def _contradictions(rows: list[Row]) -> Iterator[Problem]:
    first: dict[date, Row] = {}
    for row in rows:
        if row.day in first:
            yield Problem(row.number, TWICE.format(day=str(row.day), row=first[row.day].number))
        else:
            first[row.day] = row
        if row.day.year != rows[0].day.year:
            yield Problem(row.number, OTHER_YEAR.format(year=rows[0].day.year))
        if row.said.kind is DayKind.WORKDAY and row.day.weekday() < 5:
            yield Problem(row.number, WORKS_ANYWAY.format(day=str(row.day)))
        if row.said.kind is DayKind.HOLIDAY and not _is_exception(row) and not _in_holiday(row, rows):
            yield Problem(row.number, FREE_ANYWAY.format(day=str(row.day), name=row.said.name))
    yield from _gaps(first)


def _in_holiday(weekend: Row, rows: list[Row]) -> bool:
    """Whether a weekday of the same holiday is at most a weekend away."""
    same = [row for row in rows if row.said[:2] == weekend.said[:2] and row.day.weekday() < 5]
    return any(abs((row.day - weekend.day).days) <= 2 for row in same)


def _gaps(rows: dict[date, Row]) -> Iterator[Problem]:
    """Weekdays that are in no row, between two rows of one holiday."""
    free = sorted((row for row in rows.values() if row.said.kind is DayKind.HOLIDAY), key=lambda row: row.day)
    for name in dict.fromkeys(row.said.name for row in free):
        for before, after in pairwise(row for row in free if row.said.name == name):
            apart = (after.day - before.day).days
            if apart <= BLOCK:
                between = (before.day + ONE_DAY * n for n in range(1, apart))
                for day in between:
                    if day.weekday() < 5 and day not in rows:
                        yield Problem(after.number, GAP.format(name=name, day=str(day)))


def _text(cell: Any) -> str:
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()


def _title(key: str) -> Text:
    return Text(COLUMNS[key], key)


def template() -> bytes:
    """An empty XLSX file with the columns' titles."""
    book, kept = Workbook(), io.BytesIO()
    book.active.append(list(COLUMNS.values()))
    for letter, width in zip("ABCD", (14, 14, 20, 48), strict=True):
        book.active.column_dimensions[letter].width = width
    book.save(kept)
    return kept.getvalue()


def as_csv(plan: Plan) -> str:
    """The planned days as a CSV text that gives the same plan again."""
    kept = io.StringIO()
    table = csv.writer(kept)
    table.writerow(COLUMNS)
    for day, said in sorted(plan.wanted.items()):
        if said is not None:
            table.writerow((day, said.kind.lower(), said.name, said.source))
    return kept.getvalue()
