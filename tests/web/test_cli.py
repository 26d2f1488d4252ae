"""The command line: every command explains itself, and what goes wrong is one sentence in both languages."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from engine.db import connect, transaction
from tests.web.conftest import copied
from tests.web.town import Town
from web.cli import main
from workflows import migrations

FOREIGN = Path(__file__).parents[1] / "engine" / "checks" / "foreign"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def run(*words: str | Path) -> Result:
    """Run a command; an exception that is no answer to the user fails the test."""
    found = CliRunner().invoke(main, [str(word) for word in words])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert "Traceback" not in found.output
    return found


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing has been set up."""
    monkeypatch.setenv("KANJIAN_VAR", str(tmp_path))
    monkeypatch.delenv("KANJIAN_DATABASE", raising=False)
    return tmp_path


@pytest.fixture
def kept(empty: Path) -> Path:
    """A store of this version with one CPPCC in it."""
    assert run("db", "upgrade").exit_code == 0
    assert run("city", "new", "政协甲乙市委员会", "--short", "甲乙市政协").exit_code == 0
    return empty


@pytest.fixture
def busy(built_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with cases, as after some weeks of work."""
    town = copied(built_town, tmp_path / "town")
    monkeypatch.setenv("KANJIAN_VAR", str(town.folder))
    monkeypatch.setenv("KANJIAN_DATABASE", f"sqlite:///{town.folder}/store.db")
    database = connect(f"sqlite:///{town.folder}/store.db")
    with transaction(database) as session:
        session.execute(text("create table alembic_version (version_num varchar(32) not null)"))
        session.execute(text("insert into alembic_version values (:head)"), {"head": migrations.head()})
    database.dispose()
    return town.folder


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_a_command_explains_itself(words: tuple[str, ...]) -> None:
    found = run(*words, "--help")
    assert found.exit_code == 0
    assert len(found.output.splitlines()) > 3


@pytest.mark.parametrize(
    "words", [("journal", "verify"), ("case", "show", "KJ-2026-001"), ("user", "add", "x", "--name", "y")]
)
def test_a_store_that_was_never_made_says_what_to_do(empty: Path, words: tuple[str, ...]) -> None:
    found = run(*words)
    assert found.exit_code == 1
    assert "kanjian db upgrade" in found.output
    assert "请先运行" in found.output


def test_a_store_that_cannot_be_reached_is_named(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANJIAN_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1")
    found = run("journal", "verify")
    assert found.exit_code == 1
    assert "the store cannot be reached" in found.output


@pytest.mark.parametrize("file", sorted(path.name for path in FOREIGN.iterdir()))
def test_a_diagram_of_another_vendor_is_answered_with_findings_or_with_none(file: str) -> None:
    found = run("process", "check", FOREIGN / file)
    assert found.exit_code in (0, 1)
    assert ("nothing found" in found.output) == (found.exit_code == 0)
    if file.startswith(("camunda", "flowable", "signavio", "xpdl")):
        assert found.exit_code == 1


def test_a_file_that_is_no_diagram_is_said_to_be_none(tmp_path: Path) -> None:
    photo = tmp_path / "photo.bpmn"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run("process", "check", photo).exit_code == 1
    missing = run("process", "check", tmp_path / "missing.bpmn")
    assert "没有这个文件" in missing.output


def test_the_processes_of_the_product_are_listed_and_shown() -> None:
    assert "supervision" in run("process", "list").output
    assert "register_lead" in run("process", "show", "supervision").output
    assert "there is no process" in run("process", "show", "nonsense").output


def test_the_record_of_a_working_store_is_verified_and_a_changed_one_is_found(busy: Path) -> None:
    assert "all as written" in run("journal", "verify").output
    database = connect(f"sqlite:///{busy}/store.db")
    with database.begin() as connection:
        for name in connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all():
            connection.execute(text(f'drop trigger "{name}"'))
        connection.execute(text("update journal_entry set data = '{}' where id = 5"))
    database.dispose()
    found = run("journal", "verify")
    assert found.exit_code == 1
    assert "broken chain" in found.output


def test_a_case_is_shown_with_who_has_it_and_what_was_done(busy: Path) -> None:
    found = run("case", "show", "kj-2026-001")
    assert found.exit_code == 0
    assert "清水河为何一到雨天就变脸" in found.output
    assert "签收 · Sign for receipt" in found.output
    assert "陈晓岚" in found.output
    assert "there is no case" in run("case", "show", "KJ-1999-001").output


def test_the_doctor_says_what_is_right_and_what_is_not(kept: Path) -> None:
    found = run("doctor")
    assert "✓ Python" in found.output
    assert "✗ 已部署流程 · deployed definitions: 0" in found.output
    assert found.exit_code == 1


def test_the_guard_looks_at_every_open_case_and_the_doctor_says_when(busy: Path) -> None:
    assert "✗ 在办巡查 · open cases looked through: 从未" in run("doctor").output
    found = run("guard")
    assert found.exit_code == 0
    assert "every open case has somebody who can act" in found.output
    assert "✓ 在办巡查 · open cases looked through: 2" in run("doctor").output


def test_the_guard_names_who_is_missing_in_both_languages(busy: Path) -> None:
    database = connect(f"sqlite:///{busy}/store.db")
    with database.begin() as connection:
        connection.execute(text("update post set valid_until = '2026-01-01' where role = 'intake_desk'"))
    database.dispose()
    found = run("guard")
    assert found.exit_code == 1
    assert "甲乙市政协分办岗无人在任" in found.output
    assert "the post of Intake desk (甲乙市政协) is vacant" in found.output
    assert "✗ 异常 · open incidents: 1" in run("doctor").output


def test_a_city_is_filled_in_tried_out_and_then_taken_over(kept: Path) -> None:
    book = kept / "city.xlsx"
    assert run("city", "template", book).exit_code == 0
    tried = run("city", "import", book, "--dry-run")
    assert "(dry run)" in tried.output, tried.output
    database = connect(f"sqlite:///{kept}/kanjian.db")
    with transaction(database, read_only=True) as session:
        assert session.execute(text("select count(*) from person")).scalar_one() == 0
    database.dispose()
    assert run("city", "import", book).exit_code == 0
    broken = kept / "broken.xlsx"
    broken.write_bytes(b"this is no workbook")
    found = run("city", "import", broken)
    assert found.exit_code != 0


def test_an_account_is_opened_and_given_a_post(kept: Path) -> None:
    assert run("user", "add", "chenxiaolan", "--name", "陈晓岚").exit_code == 0
    assert run("user", "role", "chenxiaolan", "sys_admin", "--title", "系统管理员").exit_code == 0
    assert "there is no account" in run("user", "role", "nobody", "sys_admin", "--title", "x").output
    run("user", "add", "fangyuan", "--name", "方圆")
    assert "has to confirm it" in run("user", "role", "fangyuan", "archivist", "--title", "档案员").output


def test_a_setting_that_cannot_be_read_stops_with_its_name(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KANJIAN_PORT", "eighty")
    found = run("serve")
    assert found.exit_code == 1
    assert "KANJIAN_PORT" in found.output


def test_a_deadline_is_told_with_how_it_was_counted(kept: Path) -> None:
    found = run("calendar", "add", "2026-02-13", "3").output
    assert found.startswith("2026-02-25\n")
    for words in (
        "起始日2026-02-13（周五）不计入",
        "计入2026-02-14（周六），1个工作日",
        "跳过春节2026-02-15（周日）至2026-02-23（周一）",
        "Left out: Spring Festival, 2026-02-15 (Sun) to 2026-02-23 (Mon).",
        "2026-02-14（周六）调休上班，计入",
    ):
        assert words in found


def test_a_notice_is_counted_back_from_its_meeting(kept: Path) -> None:
    found = run("calendar", "sub", "2026-03-27", "15").output
    assert found.startswith("2026-03-06\n")
    assert "向前倒数15个工作日" in found


def test_months_go_on_to_the_next_working_day(kept: Path) -> None:
    found = run("calendar", "months", "2026-07-01", "3").output
    assert found.startswith("2026-10-08\n")
    assert "对应日为2026-10-01（周四）" in found


def test_a_date_in_a_year_without_holidays_says_that_it_may_move(kept: Path) -> None:
    assert "2027年放假安排尚未公布" in run("calendar", "add", "2026-12-28", "10").output
    assert "尚未公布" not in run("calendar", "add", "2026-02-13", "3").output


def test_a_year_is_shown_with_its_working_days_and_who_published_them(kept: Path) -> None:
    found = run("calendar", "show", "2026").output
    assert "2026: 248 个工作日" in found
    assert "国务院办公厅关于2026年部分节假日安排的通知" in found
    assert "2026-02-28（周六）  调休上班" in found


def test_the_holidays_of_a_year_come_in_from_a_file_after_a_dry_run(kept: Path) -> None:
    file = kept / "2027.csv"
    file.write_text("date,kind,name,source\n2027-01-01,holiday,元旦,国办发明电〔2026〕9号\n", encoding="utf-8")
    assert "would come in: 1" in run("calendar", "import", file, "--dry-run").output
    assert "尚未公布" in run("calendar", "show", "2027").output
    assert "taken over: 1" in run("calendar", "import", file).output
    assert "尚未公布" not in run("calendar", "show", "2027").output
    file.write_text("date,kind,name,source\n2027-01-01,holiday,新年,国办发明电〔2026〕9号\n", encoding="utf-8")
    assert "2027 is published already" in run("calendar", "import", file).output


def test_a_file_of_holidays_with_a_mistake_is_not_taken_at_all(kept: Path) -> None:
    file = kept / "2027.csv"
    file.write_text("date,kind,name,source\n2027-01-01,holiday,元旦,x\n2027-02-30,holiday,春节,x\n", encoding="utf-8")
    found = run("calendar", "import", file)
    assert found.exit_code == 1
    assert "3: “2027-02-30”不是日期" in found.output
    assert "尚未公布" in run("calendar", "show", "2027").output


def test_an_empty_table_of_holidays_asks_for_its_days(kept: Path) -> None:
    assert run("calendar", "template", kept / "2027.xlsx").exit_code == 0
    assert "文件里没有日期" in run("calendar", "import", kept / "2027.xlsx").output
