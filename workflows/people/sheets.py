"""The workbook of a city: its sheets and columns, how it is read, and an example to fill in."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any, NamedTuple
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from engine.text import Text

MOST_ROWS = 20_000
UNREADABLE = Text("不是可读取的 .xlsx 文件。", "This is not a readable .xlsx file.")
TOO_MANY = Text("行数过多。", "There are too many rows.")
EXCEL_DAY_ZERO = date(1899, 12, 30)


class Column(NamedTuple):
    title: str
    key: str
    is_required: bool = False


SHEETS: Mapping[str, tuple[Column, ...]] = {
    "单位": (
        Column("名称", "name", True),
        Column("简称", "short"),
        Column("别名", "aliases"),
        Column("类型", "kind"),
        Column("属地", "district"),
    ),
    "专委会": (Column("代码", "code", True), Column("名称", "name", True), Column("简称", "short", True)),
    "人员": (
        Column("姓名", "name", True),
        Column("角色", "role", True),
        Column("所属", "scope"),
        Column("职务", "title", True),
        Column("手机", "phone"),
        Column("工作单位", "employer"),
        Column("任职起", "valid_from"),
        Column("主持工作", "is_presiding"),
        Column("登录名", "login"),
    ),
    "委员": (
        Column("姓名", "name", True),
        Column("界别", "sector", True),
        Column("手机", "phone"),
        Column("工作单位", "employer"),
        Column("登录名", "login"),
    ),
}

EXAMPLE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "单位": (
        ("甲区人民政府", "甲区", "", "区县", "甲区"),
        ("市住房和城乡建设局", "市住建局", "建设局、房管局", "部门", ""),
    ),
    "专委会": (("CJ", "城乡建设和人口资源环境委员会", "城建委"),),
    "人员": (
        ("郑明远", "主席", "", "市政协主席", "13800000001", "", "2022-01-01", "", "zhengmingyuan"),
        ("林书华", "分管副主席", "", "市政协副主席", "13800000002", "", "", "", "linshuhua"),
        ("林书华", "分管副主席", "城建委", "市政协副主席", "13800000002", "", "", "", ""),
        ("周敬文", "专委会主任", "城建委", "城建委主任", "13800000003", "", "", "", "zhoujingwen"),
        ("姜住建", "责任单位联络员", "市住建局", "市住建局联络员", "13800000004", "市住建局", "", "", "jiangzhujian"),
        ("秦联络", "领导联络秘书", "郑明远", "主席联络秘书", "13800000005", "", "", "", "qinlianluo"),
    ),
    "委员": (("水清", "环境资源界", "13800000006", "", "shuiqing"),),
}


class Problem(NamedTuple):
    """Something wrong in one cell; `column` is its letter, row and column empty for a whole sheet."""

    sheet: str
    row: int | None
    column: str
    text: Text


class Line(NamedTuple):
    """One row: values as stripped text by key, dates as dates; empty cells are ""."""

    sheet: str
    row: int
    values: dict[str, Any]

    def problem(self, key: str, zh: str, en: str) -> Problem:
        keys = [column.key for column in SHEETS[self.sheet]]
        return Problem(self.sheet, self.row, get_column_letter(keys.index(key) + 1), Text(zh, en))


def opened(source: Path | IO[bytes]) -> Any | None:
    """A workbook to be read row by row, and closed; None for anything that is none."""
    try:
        return load_workbook(source, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        return None


def read(path: Path) -> tuple[list[Line], list[Problem]]:
    """All rows of the known sheets, in order, and what is wrong with their form. Never raises for a bad file."""
    book = opened(path)
    if book is None:
        return [], [Problem("", None, "", UNREADABLE)]
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        for name, columns in SHEETS.items():
            if name not in book.sheetnames:
                problems.append(Problem(name, None, "", Text("缺少这张工作表。", "This sheet is missing.")))
                continue
            for found in _rows(name, columns, book[name].iter_rows(values_only=True)):
                if isinstance(found, Line):
                    lines.append(found)
                else:
                    problems.append(found)
    finally:
        book.close()
    return lines, problems


def _rows(name: str, columns: tuple[Column, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[Line | Problem]:
    head = [_text(value).rstrip("*") for value in next(rows, ())]
    for index, column in enumerate(columns):
        if index >= len(head) or head[index] != column.title:
            letter = get_column_letter(index + 1)
            yield Problem(
                name, 1, letter, Text(f"这一列的标题应为“{column.title}”。", f"This column is to be “{column.title}”.")
            )
            return
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            yield Problem(name, number, "", TOO_MANY)
            return
        cells = (*cells, *([None] * len(columns)))
        values = {column.key: _value(column, cell) for column, cell in zip(columns, cells, strict=False)}
        if not any(values.values()):
            continue
        line = Line(name, number, values)
        yield line
        for column in columns:
            if column.is_required and not values[column.key]:
                yield line.problem(column.key, f"“{column.title}”不能为空。", f"“{column.title}” is required.")


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a phone typed as a number
    return "" if value is None else str(value).strip()


def _value(column: Column, cell: Any) -> Any:
    return as_day(cell) if column.key == "valid_from" else _text(cell)


def as_day(cell: Any) -> date | str:
    """A date written as 2026-03-05, 2026/3/5, 2026年3月5日, an Excel date or its number; else the text."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1 <= cell < 100_000:
        return EXCEL_DAY_ZERO + timedelta(days=int(cell))
    text = _text(cell)
    parts = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return text


def template(path: Path) -> None:
    """Write an example workbook to fill in; a star marks the columns that are required."""
    book = Workbook()
    book.remove(book.active)
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append([f"{column.title}{'*' if column.is_required else ''}" for column in columns])
        for row in EXAMPLE[name]:
            sheet.append(list(row))
        sheet.freeze_panes = "A2"
        for index, _column in enumerate(columns, start=1):
            sheet.cell(1, index).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(index)].width = 22
    book.save(path)
