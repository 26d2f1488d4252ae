"""The sheet of the old ledger: one row per case, unit and recommendation; how it is read, and an example."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from engine.text import Text
from workflows.people.sheets import MOST_ROWS, TOO_MANY, UNREADABLE, Column, as_day, opened

SHEET = "旧案台账"
COLUMNS = (
    Column("案件编号（原）", "old_no", True),
    Column("标题", "title", True),
    Column("问题", "problem", True),
    Column("地点", "location", True),
    Column("类别", "category", True),
    Column("承办专委会", "committee", True),
    Column("监督小组（组长在前）", "team", True),
    Column("播出日期", "broadcast_on"),
    Column("建议书文号", "doc_no"),
    Column("成文日期", "issued_on"),
    Column("责任单位", "unit", True),
    Column("主办/协办", "track_role", True),
    Column("建议序号", "no"),
    Column("建议内容", "text"),
    Column("书面反馈时限", "due"),
    Column("当前环节（起草建议书/整改中）", "entry", True),
    Column("备注", "note"),
)
OF_UNIT = ("unit", "track_role", "no", "text", "due")
OF_CASE = tuple(column.key for column in COLUMNS if column.key not in (*OF_UNIT, "old_no"))
"""Said once for a case; its further rows may leave these empty."""
DAYS = frozenset({"broadcast_on", "issued_on", "due"})
LONGEST = {"old_no": 40, "title": 60, "problem": 2000, "location": 100, "text": 500, "note": 500}
LETTERS = {column.key: get_column_letter(index) for index, column in enumerate(COLUMNS, start=1)}
TITLES = {column.key: column.title for column in COLUMNS}

OTHER_TITLE = Text("这一列的标题应为“{title}”。", "This column is to be “{title}”.")
NOT_A_DAY = Text("日期应如 2026-03-05。", "Write the date as 2026-03-05.")
NOT_A_NUMBER = Text("建议序号应为1至99的整数。", "The recommendation's number is a whole one from 1 to 99.")
TOO_LONG = Text("最多{n}字。", "At most {n} characters.")

EXAMPLE: tuple[tuple[str, ...], ...] = (
    ("KJ-2025-017", "河道雨天变黑", "柳岸社区段河道雨天有黑臭污水涌入。", "滨河街道柳岸社区", "生态环境", "城建委",
     "水清、窦思源、章远航", "2025-10-12", "甲乙政协监〔2025〕9号", "2025-11-20", "市住建局", "主办", "1",
     "查清雨水口混接点并逐一改造。", "2027-03-31", "整改中", ""),
    ("KJ-2025-017", "", "", "", "", "", "", "", "", "", "甲区", "协办", "2", "建立雨天巡查制度。", "", "", ""),
    ("KJ-2026-003", "消防通道被占", "梅园小区消防通道长期被私家车占用。", "东园街道梅园小区", "公共安全", "城建委",
     "水清、窦思源、章远航", "2026-01-08", "", "", "甲区", "独办", "", "", "", "起草建议书", "已实地察看"),
)  # fmt: skip


class Problem(NamedTuple):
    """Something wrong in one cell; `column` is its letter, row and column empty for the whole sheet."""

    row: int | None
    column: str
    text: Text


class Row(NamedTuple):
    """One row by key: stripped text, a `date` where a day is asked (its text if it is none); "" if empty."""

    number: int
    values: dict[str, Any]

    def problem(self, key: str, text: Text, **words: object) -> Problem:
        return Problem(self.number, LETTERS[key], text.format(**words) if words else text)


def read(path: Path) -> tuple[list[Row], list[Problem]]:
    """The rows of the sheet, and what is wrong with the form of their cells. Never raises for a bad file."""
    book = opened(path)
    if book is None:
        return [], [Problem(None, "", UNREADABLE)]
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        rows: list[Row] = []
        problems: list[Problem] = []
        for found in _rows(sheet.iter_rows(values_only=True)):
            if isinstance(found, Row):
                rows.append(found)
                problems += _malformed(found)
            else:
                problems.append(found)
    finally:
        book.close()
    return rows, problems


def _rows(cells: Iterator[tuple[Any, ...]]) -> Iterator[Row | Problem]:
    head = [_plain(value) for value in next(cells, ())]
    for index, column in enumerate(COLUMNS):
        if index >= len(head) or head[index] != _plain(column.title):
            yield Problem(1, LETTERS[column.key], OTHER_TITLE.format(title=column.title))
            return
    for number, values in enumerate(cells, start=2):
        if number > MOST_ROWS:
            yield Problem(number, "", TOO_MANY)
            return
        whole = (*values, *([None] * len(COLUMNS)))
        row = {column.key: _value(column.key, cell) for column, cell in zip(COLUMNS, whole, strict=False)}
        if any(row.values()):
            yield Row(number, row)


def _plain(value: Any) -> str:
    """A title as compared: brackets and slashes of any width, the star of a required column left out."""
    return unicodedata.normalize("NFKC", str(value or "")).replace(" ", "").strip().rstrip("*")


def _value(key: str, cell: Any) -> Any:
    if key in DAYS:
        return as_day(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _malformed(row: Row) -> Iterator[Problem]:
    for key in sorted(DAYS):
        if row.values[key] and not isinstance(row.values[key], date):
            yield row.problem(key, NOT_A_DAY)
    number = row.values["no"]
    if number and not (number.isdecimal() and 1 <= int(number) <= 99):
        yield row.problem("no", NOT_A_NUMBER)
    for key, most in LONGEST.items():
        if len(row.values[key]) > most:
            yield row.problem(key, TOO_LONG, n=most)


def template(path: Path) -> None:
    """Write an example sheet to fill in; a star marks the columns that are required."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append([f"{column.title}{'*' if column.is_required else ''}" for column in COLUMNS])
    for row in EXAMPLE:
        sheet.append(list(row))
    sheet.freeze_panes = "B2"
    for index, column in enumerate(COLUMNS, start=1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = 40 if column.key in ("problem", "text") else 20
    book.save(path)
