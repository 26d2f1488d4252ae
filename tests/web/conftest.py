"""A served app on a small city, and clients who are signed in as its people."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from engine.db import transaction
from tests.cast import PASSWORD, Cast, settle
from web import create_app
from web.settings import Settings
from workflows.bootstrap import deploy
from workflows.people.models import Account, Person


@pytest.fixture
def cast(sqlite: Engine) -> Cast:
    """The people of the test city; the processes are deployed."""
    with transaction(sqlite) as session:
        found = settle(session)
        deploy(session)
        session.flush()
        for account in session.query(Account):
            account.must_change = False
    return found


@pytest.fixture
def app(sqlite: Engine, cast: Cast, tmp_path: Path) -> Iterator[Flask]:
    """The product's pages on that city."""
    made = create_app(Settings(var=str(tmp_path)), sqlite)
    made.extensions["limiter_of_app"].enabled = False
    yield made


class Visitor:
    """A browser: it keeps its cookies and sends the CSRF token of the page that it has open."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, status: int = 200, **more: object) -> str:
        """Open a page; its text."""
        answer = self.client.get(path, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[:400])
        text = answer.get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"|csrf-token" content="([^"]+)"', text)
        if found:
            self.token = found.group(1) or found.group(2)
        return text

    def post(self, path: str, status: int = 302, **fields: object) -> str:
        """Send a form; where it leads to, or the page for any other status."""
        answer = self.client.post(path, data={"csrf_token": self.token, **fields})
        assert answer.status_code == status, (path, answer.status_code, answer.get_data(as_text=True)[:800])
        return answer.headers.get("Location") or answer.get_data(as_text=True)


@pytest.fixture
def nobody(app: Flask) -> Visitor:
    """A browser without an account."""
    return Visitor(app.test_client())


class Doors:
    """Signs people in."""

    def __init__(self, app: Flask, database: Engine) -> None:
        self.app, self.database = app, database

    def __call__(self, person: Person) -> Visitor:
        with transaction(self.database, read_only=True) as session:
            login = session.query(Account).filter(Account.person_id == person.id).one().login
        visitor = Visitor(self.app.test_client())
        visitor.get("/login")
        visitor.post("/login", username=login, password=PASSWORD)
        visitor.get("/me")
        return visitor


@pytest.fixture
def enter(app: Flask, sqlite: Engine) -> Doors:
    """Sign somebody in: `enter(cast.officer)`."""
    return Doors(app, sqlite)
