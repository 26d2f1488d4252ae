"""The JSON API under /api/v1: the same commands as the screens, by bearer token, with problem+json errors."""

from flask import Flask, render_template
from flask_smorest import Api, Blueprint
from flask_wtf import CSRFProtect

from web.api import cases, forms, work
from web.words import t

docs = Blueprint("docs", __name__, url_prefix="/api/v1")
SECURITY = {
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "security": [{"token": []}],
    "info": {
        "description": "看见 Kanjian. Every change needs an `Idempotency-Key`; lists go on from `next`; "
        "errors are RFC 9457 problems with a stable `code`. `Accept-Language: en` gives English words."
    },
}


@docs.get("/docs")
@docs.doc(summary="This page", security=[])
@docs.response(200, content_type="text/html")
def browse() -> str:
    """The API to browse: every address with its fields and answers."""
    return render_template("api_docs.html", title=t("接口文档", "API"))


def register(app: Flask) -> None:
    """Mount the API; a token cannot be ridden by another site, so it needs no CSRF token."""
    app.config.update(
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_RAPIDOC_PATH=None,
        API_SPEC_OPTIONS=SECURITY,
    )
    api = Api(app)
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    csrf: CSRFProtect = app.extensions["csrf"]
    for module in (work.api, cases.api, forms.api, docs):
        csrf.exempt(module)
        api.register_blueprint(module)
