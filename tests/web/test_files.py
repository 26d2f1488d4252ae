"""Files over HTTP: what may go up, how it comes down, and to whom."""

import io
import json
import zipfile

from PIL import Image

from tests.web.conftest import House, Visitor
from tests.web.town import GPS, PDF, picture
from workflows.documents.models import Attachment

PROGRAM = b"MZ\x90\x00" + b"\x00" * 200


def up(visitor: Visitor, name: str, content: bytes, status: int = 201, **more: object) -> dict[str, object]:
    """Send a file; the answer."""
    found: dict[str, object] = json.loads(visitor.post("/files", status, file=(io.BytesIO(content), name), **more))
    return found


def test_a_file_comes_down_as_an_attachment_under_its_own_name_and_is_never_run(house: House) -> None:
    officer = house.enter(house.cast.officer)
    sent = up(officer, "整改情况（终稿）.pdf", PDF)
    with officer.client.get(str(sent["href"])) as answer:
        assert answer.get_data() == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%95%B4")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_thumbnail_is_small_and_tells_neither_place_nor_camera(house: House) -> None:
    officer = house.enter(house.cast.officer)
    sent = up(officer, "现场.jpg", picture())
    with officer.client.get(str(sent["thumb"])) as answer:
        small = answer.get_data()
        assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" in picture()
    assert b"SecretCamera" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert max(image.size) <= 480
        assert not image.getexif().get_ifd(GPS)


def test_what_is_no_document_is_refused_with_the_reason(house: House) -> None:
    officer = house.enter(house.cast.officer)
    assert "是空文件" in str(up(officer, "空.pdf", b"", 422)["error"])
    assert "是程序文件" in str(up(officer, "通知.pdf", PROGRAM, 422)["error"])
    assert "与文件名不符" in str(up(officer, "照片.jpg", PDF, 422)["error"])
    assert "格式不支持" in str(up(officer, "页面.html", b"<script>alert(1)</script>", 422)["error"])
    assert "已损坏" in str(up(officer, "半张.jpg", picture()[:200], 422)["error"])
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as package:
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/vbaProject.bin", "x")
    assert "格式不支持" in str(up(officer, "带宏.docx", box.getvalue(), 422)["error"])
    english = house.enter(house.cast.officer, "en")
    assert "is empty" in str(up(english, "a.pdf", b"", 422)["error"])


def test_what_the_field_holds_already_is_told_and_not_kept_again(house: House) -> None:
    intake = house.enter(house.cast.intake)
    first = up(intake, "现场.pdf", PDF)
    refused = up(intake, "现场(1).pdf", PDF, 422, held=[first["id"], "²"])
    assert "已添加过" in str(refused["error"]) and "现场.pdf" in str(refused["error"])
    with house.reading() as session:
        assert session.query(Attachment).filter_by(uploaded_by=house.cast.intake.id).count() == 1
    up(intake, "现场.pdf", PDF)  # another field may have it too
    stranger = house.enter(house.cast.outsider)
    assert "id" in up(stranger, "猜测.pdf", PDF, held=[first["id"]]), "a guess tells nothing of others' files"


def test_a_name_leads_nowhere_else(house: House) -> None:
    officer = house.enter(house.cast.officer)
    sent = up(officer, "..\\..\\etc\\通知; filename=evil.exe;.pdf", PDF)
    with officer.client.get(str(sent["href"])) as answer:
        told = answer.headers["Content-Disposition"].partition("''")[2]
        assert not set(told) & set("/\\;\r\n"), "one name, without a way out of it"


def test_a_file_is_its_uploaders_until_it_belongs_to_a_case(house: House) -> None:
    sent = up(house.enter(house.cast.officer), "草稿.pdf", PDF)
    for person in (house.cast.officer2, house.cast.director, house.cast.chair, house.cast.outsider):
        house.enter(person).get(str(sent["href"]), 404)


def test_what_a_unit_sends_is_seen_by_the_office_and_not_by_other_units(house: House) -> None:
    liaison = house.enter(house.cast.liaison_a)
    sent = up(liaison, "异议依据.pdf", PDF)
    liaison.submit(
        f"/work/{house.ids['sign_a']}",
        action="OBJECT",
        rec_nos="1",
        objection_reason="该河段由市环境局负责管养，按职责分工应由其承办。",
        objection_basis=sent["id"],
        confirmed="1",
    )
    with house.enter(house.cast.officer).client.get(str(sent["href"])) as answer:
        assert answer.status_code == 200
    house.enter(house.cast.liaison_c).get(str(sent["href"]), 404)
    house.enter(house.cast.member5).get(str(sent["href"]), 404)


def test_a_file_that_is_gone_from_the_disk_is_said_to_be_missing(house: House) -> None:
    officer = house.enter(house.cast.officer)
    sent = up(officer, "一.pdf", PDF)
    for kept in (house.town.folder / "files").rglob("*"):
        if kept.is_file():
            kept.unlink()
    officer.get(str(sent["href"]), 404)
