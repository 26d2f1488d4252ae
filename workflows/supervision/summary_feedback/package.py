"""archive_package: the archive's package, a ZIP that a runner makes outside any transaction and keeps as a file of
the case, for the office alone. Its index names every part with its SHA-256, and is checked before it is kept."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.models import Job
from engine.process import Host, JobKind
from engine.text import Text
from workflows.documents.models import Attachment, FileKind, Visibility
from workflows.documents.storage import Store
from workflows.supervision.summary_feedback.gathering import gather
from workflows.supervision.summary_feedback.models import ArchiveItem

KEY = "archive_package"
MISSING = "原件缺失"
UNSAFE = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_") | {chr(code): "_" for code in range(32)})
STYLE = (
    "body{font-family:serif;max-width:48em;margin:2em auto;line-height:1.7}"
    "table{border-collapse:collapse}td,th{border:1px solid;padding:.2em .5em;text-align:left;vertical-align:top}"
)


def ask(session: Session, case_id: int, person_id: int) -> None:
    """Have a runner make the package of what is archived now."""
    jobs.add(session, KEY, {"case_id": case_id, "by": person_id})


def pack(given: dict[str, Any]) -> dict[str, Any]:
    """Write the package; its name, SHA-256 and size. Raises ValueError where a part is not what the index says."""
    store = Store(given["root"])
    store.root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=store.root, prefix=".new-")
    os.close(handle)
    made = Path(name)
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            _fill(package, given, store)
        verify(made)
        size = made.stat().st_size
        return {"sha256": store.adopt(made), "size": size, "name": _title(given)}
    finally:
        made.unlink(missing_ok=True)


def _title(given: dict[str, Any]) -> str:
    return f"{given['case']['number'] or given['case_id']}归档包.zip"


def _fill(package: zipfile.ZipFile, given: dict[str, Any], store: Store) -> None:
    parts = []
    for number, one in enumerate(given["documents"], start=1):
        name = "文件/" + f"{number:02} {one['number'] or one['kind']} {one['title']}"[:100].translate(UNSAFE) + ".html"
        page = _page(one["title"], Markup(one["html"]))
        parts.append({**one, "html": None, "path": name, "sha256": _write(package, name, page)})
    names = distinct(one["name"] for one in given["files"])
    files = [_copy(package, store, one, f"附件/{name}") for one, name in zip(given["files"], names, strict=True)]
    columns = {"step": "环节", "post": "职务", "who": "姓名", "at": "时间", "decision": "结论", "opinion": "意见"}
    others = [
        {"path": name, "sha256": _write(package, name, content)}
        for name, content in (
            ("办理意见.html", _page("办理意见", _table(columns, given["opinions"]))),
            ("办理意见.json", orjson.dumps(given["opinions"], option=orjson.OPT_INDENT_2)),
            ("日志.json", orjson.dumps(given["journal"], option=orjson.OPT_INDENT_2)),
        )
    ]
    documents = [{key: value for key, value in part.items() if key != "html"} for part in parts]
    index = {
        "case": given["case"],
        "made_at": given["made_at"],
        "items": given["items"],
        "documents": documents,
        "files": files,
        "others": others,
    }
    package.writestr("目录.json", orjson.dumps(index, option=orjson.OPT_INDENT_2))
    package.writestr("目录.html", _index_page(given, index))


def _copy(package: zipfile.ZipFile, store: Store, one: dict[str, Any], name: str) -> dict[str, Any]:
    """A file under its own name; one that the store has lost is said to be missing, and holds nothing up."""
    source = store.path(one["sha256"])
    if not source.is_file():
        return {**one, "path": None, "note": MISSING}
    package.write(source, name)
    return {**one, "path": name}


def _write(package: zipfile.ZipFile, name: str, content: bytes) -> str:
    package.writestr(name, content)
    return hashlib.sha256(content).hexdigest()


def distinct(names: Iterable[str]) -> list[str]:
    """Names that a folder can hold, each once: 照片.jpg, 照片(2).jpg."""
    used: set[str] = set()
    found = []
    for name in names:
        plain = name.translate(UNSAFE).strip(". ") or "file"
        stem, suffix, number, one = Path(plain).stem, Path(plain).suffix, 1, plain
        while one.lower() in used:
            number += 1
            one = f"{stem}({number}){suffix}"
        used.add(one.lower())
        found.append(one)
    return found


def _page(title: str, body: Markup) -> bytes:
    page = Markup('<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{}</title><style>{}</style>{}</html>')
    return page.format(title, Markup(STYLE), body).encode()


def _table(columns: dict[str, str], rows: list[dict[str, Any]]) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(words) for words in columns.values())
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format("" if row.get(key) is None else row[key]) for key in columns)
        )
        for row in rows
    )
    return Markup("<table><tr>{}</tr>{}</table>").format(head, body)


def _index_page(given: dict[str, Any], index: dict[str, Any]) -> bytes:
    case = given["case"]
    items = {
        "title": "题名",
        "doc_no": "文号",
        "responsible": "责任者",
        "date": "日期",
        "pages": "页数",
        "retention": "保管期限",
    }
    papers = {"kind": "文种", "title": "标题", "number": "文号", "status": "状态", "path": "位置", "sha256": "SHA-256"}
    files = {"name": "原名", "size": "字节", "path": "位置", "sha256": "SHA-256", "note": "备注"}
    parts = [
        Markup("<h1>{} {}</h1><p>归档：{}；成包：{}</p>").format(
            case["number"] or "", case["title"], case["archived_on"] or "", given["made_at"]
        ),
        Markup("<h2>归档件</h2>"),
        _table(items, index["items"]),
        Markup("<h2>文件</h2>"),
        _table(papers, index["documents"]),
        Markup("<h2>附件</h2>"),
        _table(files, index["files"]),
        Markup("<h2>办理意见与日志</h2>"),
        _table({"path": "位置", "sha256": "SHA-256"}, index["others"]),
    ]
    return _page(f"{case['number'] or ''}目录", Markup("").join(parts))


def verify(made: Path) -> None:
    """Every part of a package is what its index says. Raises ValueError."""
    with zipfile.ZipFile(made) as package:
        index = orjson.loads(package.read("目录.json"))
        for part in (*index["documents"], *index["files"], *index["others"]):
            if part["path"] is None:
                continue
            with package.open(part["path"]) as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != part["sha256"]:  # type: ignore[arg-type]
                    raise ValueError(f"{part['path']} is not what the index says")


def keep(session: Session, job: Job, result: dict[str, Any], _host: Host) -> dict[str, Any]:
    """The package becomes a file of the case, and of those of its 件 that have none."""
    case_id = job.payload["case_id"]
    made = Attachment(
        **result,
        kind=FileKind.ZIP,
        uploaded_by=job.payload["by"],
        uploaded_at=clock.now(),
        case_id=case_id,
        visibility=Visibility.OFFICE,
    )
    session.add(made)
    session.flush()
    bare = select(ArchiveItem).where(ArchiveItem.case_id == case_id, ArchiveItem.package_id.is_(None))
    for item in session.scalars(bare):
        item.package_id = made.id
    return {"attachment_id": made.id}


KIND = JobKind(KEY, Text("生成归档包", "Make the archive's package"), pack, keep, read=gather)
