"""The product over HTTP: pages for people and an API for programs, both on the same commands."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from web import api, auth, errors, headers, screens, shell, words
from web.numbers import Id
from web.settings import Settings

FORM_MEMORY = 2 * 1024 * 1024
UPLOAD_LIMIT = 51 * 1024 * 1024


def create_app(settings: Settings, database: Engine) -> Flask:
    """An app on a store that has been upgraded; it starts no runner of its own."""
    settings.check()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret(settings.secret_file),
        SESSION_COOKIE_NAME="__Host-kanjian" if settings.behind_tls else "kanjian",
        SESSION_COOKIE_SECURE=settings.behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.behind_tls,
        BEHIND_TLS=settings.behind_tls,
        API_TITLE="看见 Kanjian",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
    )
    if settings.behind_tls:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    app.url_map.converters["int"] = Id
    app.before_request(limit_forms)
    app.extensions["database"] = database
    app.extensions["settings"] = settings
    CSRFProtect(app)
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)
    app.extensions["limiter_of_app"] = limiter
    for part in (words, headers, auth, shell):
        part.register(app)
    screens.register(app, limiter)
    api.register(app)
    errors.register(app)  # after the API's library, which would answer pages in JSON
    return app


def limit_forms() -> None:
    """Only files may be large; the framework's own limit knows no difference for a plain form."""
    if request.endpoint != "files.upload":
        request.max_content_length = FORM_MEMORY


def secret(path: Path) -> bytes:
    """The key that signs cookies; made once, whole, by whichever process is first, readable by the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        written, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(written, "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(name, path)
        os.unlink(name)
    return path.read_bytes()
