"""The command line, from an empty store to cases that their people open in a browser."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from engine import clock
from engine.db import connect, transaction
from tests.cast import settle
from tests.web.conftest import Doors, words
from tests.workflows.supervision.taking_over.conftest import THREE, Going
from web import create_app
from web.cli import main
from web.settings import Settings
from workflows.cases.models import Case
from workflows.documents.models import Document
from workflows.rectification.models import Track


@pytest.fixture
def kanjian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Type a command on a store of its own; what it answers."""
    monkeypatch.setenv("KANJIAN_VAR", str(tmp_path / "var"))

    def types(*given: str, code: int = 0) -> str:
        done = CliRunner().invoke(main, list(given))
        assert done.exit_code == code, done.output
        return done.output

    return types


def test_an_example_sheet_is_filled_in_tried_and_imported(kanjian, tmp_path: Path) -> None:
    file, live_on = str(tmp_path / "old.xlsx"), clock.today().isoformat()
    kanjian("db", "upgrade")
    with transaction(connect(f"sqlite:///{tmp_path}/var/kanjian.db")) as session:
        settle(session)
    kanjian("ledger", "template", file)
    said = kanjian("ledger", "import", file, "--live-on", live_on, "--dry-run")
    assert "KJ-2025-017  —" in said and "would come in: 2" in said
    assert "taken over: 2" in kanjian("ledger", "import", file, "--live-on", live_on)
    assert "taken over: 0; 此前已导入 known already: 2" in kanjian("ledger", "import", file, "--live-on", live_on)
    book = load_workbook(file)
    book.active["A4"], book.active["E4"] = "KJ-2026-004", "天气"
    book.save(file)
    said = kanjian("ledger", "import", file, "--live-on", live_on, code=1)
    assert "E4: 应为：生态环境" in said and "It is one of" in said and "nothing was taken over" in said


def test_without_a_body_there_is_nowhere_to_take_them(kanjian, tmp_path: Path) -> None:
    kanjian("db", "upgrade")
    kanjian("ledger", "template", str(tmp_path / "old.xlsx"))
    said = kanjian("ledger", "import", str(tmp_path / "old.xlsx"), "--live-on", "2027-01-04", code=1)
    assert "kanjian city new" in said


def test_who_has_a_part_in_such_a_case_opens_its_pages(city: Going, tmp_path: Path) -> None:
    city.imports(THREE, date(2026, 3, 2))
    app = create_app(Settings(var=str(tmp_path)), city.database)
    app.extensions["limiter_of_app"].enabled = False
    enter = Doors(app, city.database)
    with city.reading() as session:
        cases = [case.id for case in session.query(Case).order_by(Case.id)]
        letters = [found.id for found in session.query(Document)]
    officer = enter(city.cast.officer)
    pages = [words(officer.get(f"/cases/{case}")) for case in cases]
    assert "河道雨天变黑" in pages[0] and "待签收" in pages[0]
    assert "总结反馈" in pages[1] and "协商座谈" in pages[2]
    for found in letters:
        assert "建议书" in officer.get(f"/cases/papers/{found}")
    for case in cases:
        officer.get(f"/cases/{case}?tab=diagram")
    with city.reading() as session:
        track = session.query(Track).filter(Track.unit_id == city.cast.unit_b.id).one().id
    unit = enter(city.cast.liaison_b)
    assert "查清雨水口混接点" in words(unit.get(f"/unit/tracks/{track}"))
    assert "甲乙政协监〔2025〕9号" in words(unit.get(f"/unit/tracks/{track}/letter"))
