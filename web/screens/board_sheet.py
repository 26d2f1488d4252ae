"""The ledger of what units owe as a workbook: the columns of the screen, dates as dates (reference §7.4)."""

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Response
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from engine import clock
from web.words import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 3
FORMULA = ("=", "+", "-", "@")


def made(rows: Sequence[dict[str, Any]], most: int) -> bytes:
    """The workbook of these rows; where there are as many as may be, it says that there are more."""
    book, kept = Workbook(), io.BytesIO()
    sheet = book.active
    columns = _columns()
    sheet.append([t("整改期限台账", "Deadlines of units")])
    more = t(f"（只含最紧的{most}项，请缩小筛选范围）", f" (the {most} most pressing; narrow the filter for the rest)")
    sheet.append([t(f"截至{clock.today()} 单位：项", f"As of {clock.today()}") + (more if len(rows) >= most else "")])
    sheet.append([label for label, _key, _width in columns])
    for number, row in enumerate(rows, start=1):
        sheet.append([_cell({**row, "no": number}[key]) for _label, key, _width in columns])
    _dress(sheet, [width for _label, _key, width in columns])
    book.save(kept)
    return kept.getvalue()


def _columns() -> list[tuple[str, str, int]]:
    return [
        (t("序号", "No."), "no", 6),
        (t("责任单位", "Unit"), "unit", 18),
        (t("案件编号", "Case number"), "number", 14),
        (t("案件", "Case"), "title", 32),
        (t("事项", "Matter"), "what", 14),
        (t("建议书文号", "Letter"), "letter", 22),
        (t("时限", "Due"), "due_on", 12),
        (t("灯", "Light"), "light", 16),
        (t("时限依据", "Basis"), "basis", 14),
        (t("自报进度（%）", "Own progress (%)"), "percent", 10),
        (t("催办", "Urged"), "urged", 18),
        (t("督办", "Next steps taken"), "chased", 16),
        (t("延期", "Extension"), "asks", 12),
        (t("等待", "Waits for"), "waits", 22),
        (t("承办", "Committee"), "committee", 12),
    ]


def _cell(value: Any) -> Any:
    """A light by its words; a text that a spreadsheet would read as a formula stays a text."""
    if isinstance(value, dict):
        return value["words"]
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _dress(sheet: Any, widths: list[int]) -> None:
    thin = Side(style="thin", color="999999")
    last = get_column_letter(len(widths))
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    for letter, width in zip(map(get_column_letter, range(1, len(widths) + 1)), widths, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=HEAD):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.is_date:
                cell.number_format = "yyyy-mm-dd"
    for cell in sheet[HEAD]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"C{HEAD + 1}"
    sheet.auto_filter.ref = f"A{HEAD}:{last}{max(sheet.max_row, HEAD)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = f"{HEAD}:{HEAD}"


def sent(content: bytes, name: str) -> Response:
    """As a download under a name in the reader's language."""
    disposition = f"attachment; filename=deadlines.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": disposition})
