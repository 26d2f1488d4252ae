"""The product served to a real browser, on a copy of the town, at the size of a desk and of a phone."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from engine import clock
from tests.browser.walking import SIZES, Desk
from tests.web.conftest import House, built_town, copied, serve
from tests.web.town import Town
from workflows.people.models import Person

__all__ = ["built_town"]
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a browser asks for many small files at once


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Served:
    """The app on a free port; every request sees the clock of the test."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.server = create_server(self, host="127.0.0.1", port=0, threads=4)
        self.address = f"http://127.0.0.1:{self.server.effective_port}"
        self.now = clock.now()
        self.thread = Thread(target=self.server.run)
        self.thread.start()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with clock.at(self.now):
            return self.house.app(environ, start_response)

    def ticks(self) -> None:
        """The runner does what is due, and a minute passes."""
        self.house.drain()
        clock.move(timedelta(minutes=1))
        self.now = clock.now()

    def passes(self, days: int) -> None:
        """Days go by; what falls due on each rings."""
        for _ in range(days):
            clock.move(timedelta(days=1))
            self.house.drain()
        self.now = clock.now()

    def close(self) -> None:
        self.server.close()
        self.thread.join(timeout=10)
        self.server.task_dispatcher.shutdown()


@pytest.fixture
def served(built_town: Town, tmp_path: Path) -> Iterator[Served]:
    town = copied(built_town, tmp_path / "town")
    app, database = serve(town)
    with clock.at(town.now + timedelta(hours=1)):
        found = Served(House(town, app, database))
        yield found
        found.close()
    database.dispose()


@pytest.fixture(params=SIZES)
def desks(request: pytest.FixtureRequest, chromium: Browser, served: Served) -> Iterator["Desks"]:
    """People at their screens: `desks(cast.officer)`; every screen that is left is looked at."""
    found = Desks(chromium, served, request.param)
    yield found
    found.close()


class Desks:
    def __init__(self, chromium: Browser, served: Served, size: str) -> None:
        self.chromium, self.served, self.size = chromium, served, size
        self.contexts: list[Any] = []
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.at_work: dict[int, Desk] = {}

    @property
    def house(self) -> House:
        return self.served.house

    def __call__(self, person: Person | None = None) -> Desk:
        """A browser of its own, signed in as the person; who comes again finds it as he left it."""
        if person is not None and person.id in self.at_work:
            return self.at_work[person.id]
        context = self.chromium.new_context(**SIZES[self.size], locale="zh-CN", base_url=self.served.address)
        context.set_default_timeout(8000)
        self.contexts.append(context)
        if person is not None:
            cookie = self.house.enter(person).client.get_cookie("kanjian")
            assert cookie is not None
            context.add_cookies([{"name": "kanjian", "value": cookie.value, "url": self.served.address}])
        desk = Desk(context.new_page(), self.size, self.faults, self.seen, self.served.ticks)
        if person is not None:
            self.at_work[person.id] = desk
        return desk

    def day(self, later: int = 0) -> date:
        """Today as the people see it, or so many days later."""
        return clock.today() + timedelta(days=later)

    def waits(self, span: timedelta) -> None:
        """Some minutes go by, in which the runner does what falls due."""
        clock.move(span)
        self.served.ticks()

    def passes(self, days: int) -> None:
        """Days go by, and whoever comes after them signs in again."""
        self.served.passes(days)
        self.at_work.clear()

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert not self.faults, "\n".join(self.faults)
