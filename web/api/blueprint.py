"""The blueprint of the API's modules: bodies that cannot be read or kept are the caller's fault, not ours."""

import json
from typing import Any, NoReturn

import flask_smorest
from flask import Request, abort
from marshmallow import Schema
from webargs.flaskparser import FlaskParser


class Reader(FlaskParser):
    """Answers 400 also where JSON is well-formed but of no use: 5000 digits, endless nesting, half a character."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        try:
            found = super().load_json(req, schema)
            if isinstance(found, dict | list | str):
                json.dumps(found, ensure_ascii=False).encode()  # a lone surrogate is no text
        except (ValueError, RecursionError):
            _refuse()
        return found


def _refuse() -> NoReturn:
    abort(400)


class Blueprint(flask_smorest.Blueprint):
    ARGUMENTS_PARSER = Reader()
