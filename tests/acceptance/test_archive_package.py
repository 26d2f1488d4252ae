"""The archive's package: it can be checked without this house, and is for the office alone."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.db import transaction
from tests.acceptance import answering, going
from tests.acceptance.seeing import opened
from tests.acceptance.seeing import page as page_of
from tests.scenario import Scenario
from workflows import access
from workflows.documents.models import Attachment, FileKind
from workflows.documents.storage import Store, bind
from workflows.reading.page import View
from workflows.supervision.summary_feedback.models import ArchiveItem
from workflows.supervision.summary_feedback.package import distinct, verify

SECRET = "内部掌握：该单位上次答复不实"


def archived(scenario: Scenario) -> int:
    """A case at one unit from its lead to the archive; an internal word on the way, two files of one name."""
    unit = scenario.cast.unit_a
    case = going.drafted(scenario, going.to_letter(scenario, [unit]), [unit])
    going.signed(scenario, case, opinion=SECRET)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    answering.whole_way(scenario, case, unit)
    photos = [file for _ in range(2) for file in going.keeps(scenario, scenario.cast.officer, "现场照片.png")]
    with transaction(scenario.database) as session:
        bind(session, photos, case)
    going.replied(scenario, going.summed_up(scenario, case))
    going.looked_back(scenario, going.looked_back(scenario, case))
    going.archived(scenario, case)
    return case


def package_of(scenario: Scenario, case: int) -> tuple[Attachment, zipfile.ZipFile]:
    with scenario.reading() as session:
        made = session.scalars(
            select(Attachment).where(Attachment.case_id == case, Attachment.kind == FileKind.ZIP)
        ).one()
    assert scenario.files is not None
    return made, zipfile.ZipFile(io.BytesIO(Store(scenario.files).read(made.sha256)))


def test_the_package_holds_papers_files_opinions_and_journal_with_their_hashes(scenario: Scenario) -> None:
    case = archived(scenario)
    made, package = package_of(scenario, case)
    assert made.name == "KJ-2026-001归档包.zip"
    index = json.loads(package.read("目录.json"))
    for part in (*index["documents"], *index["files"], *index["others"]):
        assert hashlib.sha256(package.read(part["path"])).hexdigest() == part["sha256"]
    letter = next(one for one in index["documents"] if one["number"] == "甲乙政协监〔2026〕1号")
    assert "存在的问题" in package.read(letter["path"]).decode()
    assert {"附件/现场照片.png", "附件/现场照片(2).png"} <= set(package.namelist())
    assert SECRET in package.read("办理意见.html").decode(), "the office's own archive keeps what the office said"
    assert {entry["event"] for entry in json.loads(package.read("日志.json"))} >= {"instance:started", "task:completed"}
    assert "SHA-256" in package.read("目录.html").decode()
    with scenario.reading() as session:
        items = session.scalars(select(ArchiveItem).where(ArchiveItem.case_id == case)).all()
        assert {item.package_id for item in items} == {made.id}
        assert len(index["items"]) == len(items) > 0


def test_only_the_office_gets_it(scenario: Scenario) -> None:
    case, cast = archived(scenario), scenario.cast
    made, _package = package_of(scenario, case)
    for person in (cast.officer, cast.director, cast.archivist):
        assert made.id in opened(scenario, person, Attachment.id, access.attachment_for)
        assert made.name in [one.name for one in page_of(scenario, case, person, View.INTERNAL).attachments]
    for person in (cast.liaison_a, cast.head_a, cast.liaison_b, cast.member1, cast.member5, cast.outsider):
        assert made.id not in opened(scenario, person, Attachment.id, access.attachment_for)
    for view, person in ((View.UNIT, cast.liaison_a), (View.MEMBER, cast.member1), (View.LEADER, cast.member5)):
        assert made.name not in [one.name for one in page_of(scenario, case, person, view).attachments]


def test_a_package_that_was_changed_is_found_out(scenario: Scenario, tmp_path: Path) -> None:
    _made, package = package_of(scenario, archived(scenario))
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(changed, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, b"[]" if name == "日志.json" else package.read(name))
    with pytest.raises(ValueError, match=r"日志.json"):
        verify(changed)


def test_a_file_that_the_store_has_lost_is_named_as_missing(scenario: Scenario) -> None:
    assert scenario.files is not None
    lost = next(iter(going.keeps(scenario, scenario.cast.officer, "丢失.pdf")))
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    with transaction(scenario.database) as session:
        [kept] = bind(session, [lost], case)
        Store(scenario.files).path(kept.sha256).unlink()
    answering.whole_way(scenario, case, unit)
    going.replied(scenario, going.summed_up(scenario, case))
    going.looked_back(scenario, going.looked_back(scenario, case))
    going.archived(scenario, case)
    _made, package = package_of(scenario, case)
    [entry] = [one for one in json.loads(package.read("目录.json"))["files"] if one["name"] == "丢失.pdf"]
    assert (entry["path"], entry["note"]) == (None, "原件缺失")


def test_names_that_no_folder_can_hold_are_made_to_fit() -> None:
    names = ["照片.jpg", "照片.JPG", "../../etc/passwd", "甲/乙.pdf", "", "照片.jpg"]
    assert distinct(names) == ["照片.jpg", "照片(2).JPG", "_.._etc_passwd", "甲_乙.pdf", "file", "照片(3).jpg"]
