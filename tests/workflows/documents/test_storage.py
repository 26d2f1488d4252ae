"""Files are kept by content, told apart by their first bytes, and shown small without where they were taken."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from engine.errors import NotFound
from tests.cast import Cast
from workflows.cases.models import Case
from workflows.documents import storage
from workflows.documents.models import FileKind, Visibility


def _photo(place: bool = False) -> bytes:
    picture, out = Image.new("RGB", (900, 600), "green"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    if place:
        exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _package(member: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(member, "<x/>")
    return out.getvalue()


KNOWN = [
    (b"%PDF-1.7 ...", "附件.pdf", FileKind.PDF),
    (_photo(), "照片.JPG", FileKind.JPG),
    (_photo(), "照片.jpeg", FileKind.JPG),
    (_package("word/document.xml"), "方案.docx", FileKind.DOCX),
    (_package("xl/workbook.xml"), "清单.xlsx", FileKind.XLSX),
    (_package("OFD.xml"), "批示.ofd", FileKind.OFD),
    (b"\x00\x00\x00\x18ftypmp42....", "视频.mp4", FileKind.MP4),
]


@pytest.fixture
def store(tmp_path: Path) -> storage.Store:
    return storage.Store(tmp_path / "files")


@pytest.mark.parametrize(("content", "name", "kind"), KNOWN)
def test_a_file_is_what_its_first_bytes_say(content: bytes, name: str, kind: FileKind) -> None:
    assert storage.kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "空.pdf"),
        (b"MZ\x90\x00", "程序.pdf"),
        (b"#!/bin/sh", "脚本.pdf"),
        (b"%PDF-1.7", "改名.docx"),
        (_package("word/document.xml"), "改名.pdf"),
        (_package("anything"), "压缩包.zip"),
        (b"plain text", "说明.txt"),
    ],
)
def test_what_is_empty_a_program_or_renamed_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(storage.FileRefused) as refused:
        storage.kind_of(content, name)
    assert name in refused.value.text.zh
    assert name in refused.value.text.en


def test_the_same_file_is_stored_once_and_a_changed_one_is_not_read(store: storage.Store) -> None:
    first, second = store.put(b"%PDF-1"), store.put(b"%PDF-1")
    assert first == second
    assert store.read(first) == b"%PDF-1"
    store.path(first).write_bytes(b"%PDF-2")
    with pytest.raises(NotFound):
        store.read(first)


def test_nothing_half_written_is_left(store: storage.Store) -> None:
    store.put(b"%PDF-1")
    assert not list(store.root.rglob(".new-*"))


def test_a_thumbnail_is_upright_and_tells_no_place(session: Session, cast: Cast, store: storage.Store) -> None:
    photo = storage.keep(session, store, "现场.jpg", _photo(place=True), cast.officer.id)
    assert photo.has_place
    with Image.open(io.BytesIO(store.thumbnail(photo))) as small:
        assert small.height > small.width
        assert not dict(small.getexif())


def test_a_file_is_bound_to_one_case_and_by_who_brought_it(
    session: Session, case: Case, cast: Cast, store: storage.Store
) -> None:
    mine = storage.keep(session, store, "a.pdf", b"%PDF-1", cast.officer.id)
    with pytest.raises(NotFound):
        storage.bind(session, [mine.id], case.id, cast.outsider.id)
    storage.bind(session, [mine.id], case.id, cast.officer.id, Visibility.UNITS)
    assert (mine.case_id, mine.visibility) == (case.id, Visibility.UNITS)
    with pytest.raises(NotFound):
        storage.bind(session, [mine.id], case.id + 1)


def test_a_damaged_picture_is_refused(session: Session, cast: Cast, store: storage.Store) -> None:
    with pytest.raises(storage.FileRefused):
        storage.keep(session, store, "坏.jpg", b"\xff\xd8\xff" + b"x" * 50, cast.officer.id)


def test_a_name_with_a_path_loses_it(session: Session, cast: Cast, store: storage.Store) -> None:
    kept = storage.keep(session, store, "..\\..\\etc/照片.jpg", _photo(), cast.officer.id)
    assert kept.name == "照片.jpg"
