"""A city on the Monday on which it goes live, and the sheet of its old ledger."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from engine import clock
from engine.actors import SYSTEM
from engine.db import transaction
from tests.cast import settle
from tests.scenario import MORNING, Scenario
from workflows.bootstrap import DOMAIN, deploy
from workflows.supervision.taking_over.importing import Report, import_ledger
from workflows.supervision.taking_over.sheet import COLUMNS, SHEET

RIVER: dict[str, Any] = {
    "old_no": "旧-2025-17",
    "title": "河道雨天变黑",
    "problem": "柳岸社区段河道雨天有黑臭污水涌入。",
    "location": "滨河街道柳岸社区",
    "category": "生态环境",
    "committee": "城建委",
    "team": "柏委员、水清、窦思源、章远航",
    "broadcast_on": date(2025, 9, 12),
    "doc_no": "甲乙政协监[2025]9号",
    "issued_on": "2025年10月20日",
    "unit": "市住建局",
    "track_role": "独办",
    "no": 1,
    "text": "查清雨水口混接点并逐一改造。",
    "due": "2026-01-31",
    "entry": "整改中",
}
NEXT = dict.fromkeys(RIVER, "") | {"old_no": "旧-2025-21"}
FIRE = [
    RIVER
    | {
        "old_no": "旧-2025-21",
        "title": "消防通道被占",
        "doc_no": "甲乙政协监〔2026〕2号",
        "issued_on": "2026-01-20",
        "category": "公共安全",
        "unit": "甲区",
        "track_role": "主办",
        "text": "划线并清理占道车辆。",
        "due": "2026-06-30",
    },
    NEXT | {"unit": "市执法局", "track_role": "协办", "no": 2, "text": "建立夜间巡查制度。"},
    NEXT | {"unit": "甲区", "track_role": "主办", "no": 2, "text": "建立夜间巡查制度。"},
]
LIFT = RIVER | {
    "old_no": "旧-2026-03",
    "title": "电梯带病运行",
    "broadcast_on": "2026-01-08",
    "doc_no": "",
    "issued_on": "",
    "unit": "市住建局",
    "text": "限定改造计划并公示。",
    "due": "",
    "entry": "起草建议书",
    "note": "已实地察看",
}
THREE = [RIVER, *FIRE, LIFT]


class Going(Scenario):
    """The day of going live: the sheet is written, and taken over."""

    def imports(self, rows: list[dict[str, Any]], live_on: date | None = None, dry_run: bool = False) -> Report:
        path = Path(self.files or ".") / "ledger.xlsx"
        path.parent.mkdir(exist_ok=True)
        book = Workbook()
        sheet = book.active
        sheet.title = SHEET
        sheet.append([column.title for column in COLUMNS])
        for row in rows:
            sheet.append([row.get(column.key) or None for column in COLUMNS])
        book.save(path)
        with transaction(self.database) as session:
            city, day = self.cast.cppcc.id, live_on or clock.today()
            report = import_ledger(session, DOMAIN, path, city, day, SYSTEM, dry_run=dry_run)
        self.drain()
        return report


def _going(database: Engine, tmp_path: Path) -> Iterator[Going]:
    with clock.at(MORNING):
        with transaction(database) as session:
            cast = settle(session)
            deploy(session)
        going = Going(database, cast, tmp_path / "files")
        yield going
        assert going.faults() == []


@pytest.fixture
def city(sqlite: Engine, tmp_path: Path) -> Iterator[Going]:
    yield from _going(sqlite, tmp_path)


@pytest.fixture
def on_both(database: Engine, tmp_path: Path) -> Iterator[Going]:
    """The same city on SQLite and on PostgreSQL."""
    yield from _going(database, tmp_path)
