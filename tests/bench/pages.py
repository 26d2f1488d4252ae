"""The reference act and the inbox over HTTP: form, rights, journal and redirect, through Flask's test client."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.db import transaction
from tests.bench import clones
from tests.cast import PASSWORD
from web import create_app
from web.settings import Settings
from workflows.people.models import Account

if TYPE_CHECKING:
    from tests.bench.__main__ import Bench


class Pages:
    """The approver's browser."""

    def __init__(self, bench: "Bench") -> None:
        self.bench = bench
        app = create_app(Settings(var=str(bench.folder)), bench.database)
        app.extensions["limiter_of_app"].enabled = False
        with transaction(bench.database) as session:
            account = session.scalars(select(Account).where(Account.person_id == bench.signer)).one()
            account.must_change = False
            login = account.login
        self.client = app.test_client()
        self.client.post("/login", data={"username": login, "password": PASSWORD, "csrf_token": self._token("/login")})
        self.token = self._token("/me")
        cookie = self.client.get_cookie("kanjian")
        assert cookie is not None
        self.cookie = cookie.value

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).get_data(as_text=True))
        assert found is not None
        return found.group(1)

    def inbox(self, _: int) -> None:
        """The first page of the list."""
        assert self.client.get("/inbox").status_code == 200

    def read(self, path: str) -> Callable[[int], None]:
        """One page, again and again."""

        def once(_: int) -> None:
            assert self.client.get(path).status_code == 200

        return once

    def approve_at(self, first: int) -> Callable[[int], None]:
        """Approve clones from `first` on, one each."""

        def once(number: int) -> None:
            item = self.bench.item + (first + number) * clones.STRIDE
            answer = self.client.post(
                f"/work/{item}",
                data={
                    "csrf_token": self.token,
                    "request_key": f"bench-{item}",
                    "item_kind": "REVIEW",
                    "decision": "APPROVE",
                    "opinion": "同意，请按程序办理",
                },
            )
            assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
            self.client.set_cookie("kanjian", self.cookie)  # the next page would have taken what was said

        return once
