"""The JSON API under /api/v1: the same commands as the screens, by bearer token, with problem+json errors."""

from flask import Flask, Response, render_template
from flask_smorest import Api, Blueprint
from flask_wtf import CSRFProtect

from web.api import cases, forms, plan, shapes, to_enter, why, work
from web.words import t

PROBLEM = "application/problem+json"


class ProblemApi(Api):
    """Documents every error as the problem that it is; the library would promise its own kind of JSON."""

    ERROR_SCHEMA = shapes.Problem

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = Api.DEFAULT_RESPONSE_CONTENT_TYPE


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
def browse() -> Response:
    """The API to browse: every address with its fields and answers."""
    return Response(render_template("api_docs.html", title=t("接口文档", "API")), mimetype="text/html")


def register(app: Flask) -> None:
    """Mount the API; a token cannot be ridden by another site, so it needs no CSRF token."""
    app.config.update(
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_RAPIDOC_PATH=None,
        API_SPEC_OPTIONS=SECURITY,
    )
    api = ProblemApi(app)
    csrf: CSRFProtect = app.extensions["csrf"]
    for module in (work.api, to_enter.api, cases.api, plan.api, why.api, forms.api, docs):
        csrf.exempt(module)
        api.register_blueprint(module)
