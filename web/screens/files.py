"""Attachments: up one request each, down as attachments, thumbnails without EXIF; rights as of the case."""

import io
from urllib.parse import quote

from flask import Blueprint, Response, current_app, jsonify, request, send_file, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import KanjianError, NotFound
from engine.text import Text
from web.auth import actor
from web.headers import FILE_CSP
from web.numbers import number
from web.screens.units import own_units
from web.transaction import reading, writing
from web.words import tr
from workflows import access
from workflows.documents.models import Attachment
from workflows.documents.storage import FileRefused, Store, keep, kind_of

pages = Blueprint("files", __name__, url_prefix="/files")
MISSING = Text("请选择文件。", "Choose a file.")
ATTACHED = Text("已添加过：与“{name}”内容相同。", "Already attached: “{name}” has the same content.")


def store() -> Store:
    """The folder of files of this app."""
    return Store(current_app.extensions["settings"].files)


@pages.post("")
def upload() -> tuple[Response, int]:
    """Keep one file; 201 with its id, or 422 with the reason in the reader's language.

    `held`: ids of the files that the field has already; what has the content of one of them is not kept again.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return jsonify(error=tr(MISSING)), 422
    content, units = sent.stream.read(), own_units()
    try:
        kind_of(content, sent.filename)
        sha256 = store().put(content)  # the slow part first, without the store's lock
        with writing() as session:
            _refuse_twice(session, sha256)
            unit = units[0] if units else None
            kept = keep(session, store(), sent.filename, content, actor().person_id, unit_id=unit)
            session.flush()
            answer = {"id": kept.id, "name": kept.name}
            is_image = kept.is_image
    except KanjianError as error:
        return jsonify(error=tr(error.text)), 422
    answer["href"] = url_for("files.download", attachment_id=answer["id"])
    if is_image:
        answer["thumb"] = url_for("files.thumbnail", attachment_id=answer["id"])
    return jsonify(answer), 201


def _refuse_twice(session: Session, sha256: str) -> None:
    held = [found for raw in request.form.getlist("held") if (found := number(raw)) is not None]
    for one in session.scalars(select(Attachment).where(Attachment.id.in_(held), Attachment.sha256 == sha256)):
        try:
            access.attachment_for(session, actor(), one.id)
        except NotFound:
            continue  # nobody learns by a guess what a file of others holds
        raise FileRefused(ATTACHED, name=one.name)


@pages.get("/<int:attachment_id>")
def download(attachment_id: int) -> Response:
    """The file under its own name, always as an attachment."""
    with reading() as session:
        found = access.attachment_for(session, actor(), attachment_id)
    path = store().path(found.sha256)
    if not path.is_file():
        raise NotFound
    answer = send_file(path, mimetype="application/octet-stream", conditional=True)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/<int:attachment_id>/thumbnail")
def thumbnail(attachment_id: int) -> Response:
    """A small picture of an image, without what the camera noted."""
    with reading() as session:
        found = access.attachment_for(session, actor(), attachment_id)
    answer = send_file(io.BytesIO(store().thumbnail(found)), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = FILE_CSP
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
