"""One table from an error's code to its status; a page for people, problem+json for programs."""

import logging
import secrets
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from engine.errors import BadAnswer, KanjianError, NeedsConfirmation
from engine.text import Text
from web.words import language, tr

log = logging.getLogger("kanjian")
STATUS = {
    "not_found": 404,
    "not_permitted": 403,
    "not_signed_in": 401,
    "task_not_ready": 409,
    "request_key_reused": 409,
    "state_mismatch": 409,
    "bad_answer": 422,
    "needs_confirmation": 422,
    "file_refused": 422,
    "bad_values": 422,
    "cannot_return": 409,
    "document_frozen": 409,
    "error": 400,
}
HTTP_TEXTS = {
    400: Text("请求不完整，请返回上一页重试。", "The request is incomplete; please go back and try again."),
    403: Text("您没有权限查看此页。需要时请联系本单位管理员。", "You may not see this page; ask your administrator."),
    404: Text("没有这个页面，或您无权查看。", "There is no such page, or you may not see it."),
    405: Text("此地址不支持这种操作。", "This address does not support that."),
    409: Text("情况已有变化。", "Things have changed meanwhile."),
    413: Text("提交的内容过大，单个文件最大50 MB。", "Too large; a file may have 50 MB at most."),
    415: Text("请求的格式不被支持。", "This format is not supported."),
    422: Text("有内容需要修改。", "Some content needs attention."),
    429: Text("操作过于频繁，请稍后再试。", "Too many requests; please try again later."),
    500: Text("系统出错，您的操作没有保存。", "Something went wrong; nothing was saved."),
    503: Text("系统正忙，请稍后重试；内容未丢失。", "The system is busy; please try again in a moment."),
}


def wants_json() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def problem(status: int, code: str, text: Text, **more: Any) -> Response:
    """An RFC 9457 answer with a stable code, in the asker's language."""
    body = {"type": f"urn:kanjian:{code}", "title": tr(text), "status": status, "code": code, **more}
    answer = jsonify(body)
    answer.status_code = status
    answer.content_type = "application/problem+json"
    return answer


def page(status: int, text: Text, reference: str = "") -> tuple[str, int]:
    """A page that says what happened and what to do next."""
    return render_template("error.html", status=status, text=tr(text), reference=reference), status


def on_known(error: KanjianError) -> Response | tuple[str, int]:
    """An error of the product's own."""
    status = STATUS.get(error.code, 400)
    if not wants_json():
        return page(status, error.text)
    more: dict[str, Any] = {}
    if isinstance(error, BadAnswer):
        more["errors"] = {path: [tr(text) for text in texts] for path, texts in error.errors.items()}
    if isinstance(error, NeedsConfirmation):
        more["advice"] = [tr(text) for text in error.advice]
    return problem(status, error.code, error.text, **more)


def on_http(error: HTTPException) -> Response | tuple[str, int]:
    """An error that Flask raised."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    text = HTTP_TEXTS.get(status, HTTP_TEXTS[400])
    if isinstance(error, CSRFError):
        text = Text("页面已过期，请刷新后重新提交。", "The page has expired; reload it and submit again.")
    if not wants_json():
        return page(status, text)
    found = (getattr(error, "data", None) or {}).get("messages")  # what the API's library found in the request
    return problem(status, f"http_{status}", text, **({"errors": found} if found else {}))


def on_busy(error: OperationalError) -> Response | tuple[str, int]:
    """The store cannot answer now; nothing was half done."""
    log.error("the store does not answer: %s", type(error.orig).__name__)
    return problem(503, "busy", HTTP_TEXTS[503]) if wants_json() else page(503, HTTP_TEXTS[503])


def on_unknown(error: Exception) -> Response | tuple[str, int]:
    """A bug: one of the three places that catch everything. The log has the trace, the page a reference."""
    reference = secrets.token_hex(4)
    log.error("reference %s: %s on %s", reference, type(error).__name__, request.endpoint, exc_info=error)
    if wants_json():
        return problem(500, "internal", HTTP_TEXTS[500], reference=reference)
    return page(500, HTTP_TEXTS[500], reference)


def register(app: Flask) -> None:
    """Handle every error of the app here."""
    app.register_error_handler(KanjianError, on_known)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(OperationalError, on_busy)
    app.register_error_handler(Exception, on_unknown)
    app.jinja_env.globals["error_language"] = language
