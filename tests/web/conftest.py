"""A served app on a small city, and clients who are signed in as its people."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import clock
from engine.db import connect, transaction
from engine.models import WorkItem
from engine.runners.sweep import drain
from tests.cast import PASSWORD, Cast, settle
from tests.web.forms.drawn_page import Page
from tests.web.town import Town, built
from web import create_app
from web.settings import Settings
from workflows.bootstrap import DOMAIN, deploy
from workflows.people import sessions
from workflows.people.actors import actor_of
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


def words(html: str) -> str:
    """What a page says in its main part, without its marks."""
    inner = re.sub(r"<template.*?</template>|<script.*?</script>", "", html.partition("<main")[2] or html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner))


class Visitor:
    """A browser: it keeps its cookies and sends the CSRF token of the page that it has open."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, status: int = 200, **more: object) -> str:
        """Open a page; its text."""
        answer = self.client.get(path, **more)  # type: ignore[arg-type]
        assert answer.status_code == status, (path, answer.status_code, words(answer.get_data(as_text=True))[:400])
        text = answer.get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"|csrf-token" content="([^"]+)"', text)
        if found:
            self.token = found.group(1) or found.group(2)
        return text

    def post(self, path: str, status: int = 302, **fields: object) -> str:
        """Send a form; where it leads to, or the page for any other status."""
        answer = self.client.post(path, data={"csrf_token": self.token, **fields})
        assert answer.status_code == status, (path, answer.status_code, words(answer.get_data(as_text=True))[:800])
        return answer.headers.get("Location") or answer.get_data(as_text=True)

    def filled(self, path: str, **changes: object) -> dict[str, object]:
        """What the form on a page would post, with what a person changes; a "-" in a name is written "__"."""
        shown = {name: values for name, values in Page(self.get(path)).posted.lists() if name != "q"}
        return {**shown, "csrf_token": self.token, **{name.replace("__", "-"): v for name, v in changes.items()}}

    def submit(self, path: str, status: int = 302, **changes: object) -> str:
        """Open the page of a form, fill it in, and send it; where it leads to, or the page for any other status."""
        return self.post(path, status, **self.filled(path, **changes))


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


@dataclass
class House:
    """The product served on a copy of the town; who enters is signed in at once."""

    town: Town
    app: Flask
    database: Engine

    @property
    def cast(self) -> Cast:
        return self.town.cast

    @property
    def ids(self) -> dict[str, int]:
        return self.town.ids

    def enter(self, person: Person, language: str = "") -> Visitor:
        """A browser with the person's session; the CSRF token is that of an open page."""
        with transaction(self.database) as session:
            account = session.query(Account).filter(Account.person_id == person.id).one()
            account.language = language or account.language
            token = sessions.open_session(session, account)
        visitor = Visitor(self.app.test_client())
        with visitor.client.session_transaction() as cookie:
            cookie["token"] = token
        visitor.get("/me")
        return visitor

    def bearer(self, person: Person) -> dict[str, str]:
        """The header of a program that acts for the person."""
        with transaction(self.database) as session:
            account = session.query(Account).filter(Account.person_id == person.id).one()
            token = sessions.issue_token(session, account, "test", actor_of(session, person.id))
        return {"Authorization": f"Bearer {token}"}

    def drain(self) -> None:
        """Let the runner do what is due."""
        drain(self.database, DOMAIN)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with transaction(self.database, read_only=True) as session:
            yield session

    def item(self, name: str) -> WorkItem:
        """A named work item as it stands."""
        with self.reading() as session:
            return session.get_one(WorkItem, self.ids[name])


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Built once; every test works on a copy."""
    return built(tmp_path_factory.mktemp("town"))


def copied(town: Town, folder: Path) -> Town:
    """The same town in a folder of its own."""
    shutil.copytree(town.folder, folder, dirs_exist_ok=True)
    return Town(folder, town.cast, dict(town.ids), town.now)


def serve(town: Town) -> tuple[Flask, Engine]:
    """The app on a copy of the town."""
    database = connect(f"sqlite:///{town.folder}/store.db")
    app = create_app(Settings(var=str(town.folder)), database)
    app.extensions["limiter_of_app"].enabled = False
    return app, database


@pytest.fixture
def house(built_town: Town, tmp_path: Path) -> Iterator[House]:
    """The town an hour later."""
    town = copied(built_town, tmp_path / "town")
    app, database = serve(town)
    with clock.at(town.now + timedelta(hours=1)):
        yield House(town, app, database)
    database.dispose()
