"""A city at nine on a Monday, and a guard that goes round when a story asks for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, journal
from engine.actors import Actor
from engine.db import transaction
from engine.models import Incident
from tests.acceptance import going
from tests.cast import settle
from tests.scenario import MORNING, Scenario
from workflows import guarding
from workflows.bootstrap import deploy
from workflows.people import absences, accounts, delegations, posts
from workflows.people.models import Account, Committee, Person, Post
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish


class Watched(Scenario):
    """A scenario whose people come and go, and which is looked through."""

    def lead(self, committee: Committee | None = None, **changes: Any) -> int:
        """A lead that a committee (城建委) is to weigh."""
        case = going.registered(self, **changes)
        answer = {"committee": (committee or self.cast.urban).id}
        self.as_(self.cast.intake).fills("assign_lead", case, **answer)
        return case

    def next_morning(self) -> list[str]:
        """The day after, at ten, when the guard has gone its round; what stands among the incidents, in Chinese."""
        with transaction(self.database) as session:
            guarding.plan(session)
        self.drain()
        self.until(clock.now() + timedelta(days=1))
        return self.incidents()

    def incidents(self) -> list[str]:
        """What the incidents say that are open."""
        with self.reading() as session:
            assert list(journal.verify(session)) == []
            found = select(Incident).where(Incident.resolved_at.is_(None)).order_by(Incident.id)
            return [incident.message[0] for incident in session.scalars(found)]

    def ever(self) -> int:
        """How many incidents there have been, closed ones included."""
        with self.reading() as session:
            return len(session.scalars(select(Incident.id)).all())

    def leaves(self, person: Person, role: Role) -> None:
        """The person's post of this role has ended yesterday."""
        with transaction(self.database) as session:
            post = session.scalars(select(Post).where(Post.person_id == person.id, Post.role == role)).one()
            actor = self.cast.act(session, self.cast.sec_admin)
            posts.end_post(session, post, clock.today() - timedelta(days=1), actor)

    def follows(self, person: Person, role: Role, scope: tuple[ScopeKind, int], title: str) -> None:
        """The person holds the post from today on."""
        with transaction(self.database) as session:
            posts.grant(session, person.id, role, scope, title, self.cast.act(session, self.cast.sec_admin))

    def shut_out(self, person: Person) -> None:
        """His account is closed."""
        self._account(person, accounts.disable)

    def let_in(self, person: Person) -> None:
        """His account is opened again."""
        self._account(person, accounts.enable)

    def _account(self, person: Person, change: Callable[[Session, Account, Actor], None]) -> None:
        with transaction(self.database) as session:
            account = session.scalars(select(Account).where(Account.person_id == person.id)).one()
            change(session, account, self.cast.act(session, self.cast.sys_admin))

    def lends(self, person: Person, role: Role, to: Person, days: int) -> None:
        """The person delegates his post from today on."""
        with transaction(self.database) as session:
            post = session.scalars(select(Post).where(Post.person_id == person.id, Post.role == role)).one()
            wish = Wish([post.id], to.id, clock.today(), clock.today() + timedelta(days=days), "因公出差委托")
            delegations.lend(session, person.id, wish, self.cast.act(session, person))

    def is_away(self, person: Person, days: int) -> None:
        """The person is on leave from today on."""
        with transaction(self.database) as session:
            last = clock.today() + timedelta(days=days)
            absences.enter(session, person.id, clock.today(), last, self.cast.act(session, person))


@pytest.fixture
def watched(sqlite: Engine, tmp_path: Path) -> Iterator[Watched]:
    yield from _watched(sqlite, tmp_path)


@pytest.fixture
def on_both(database: Engine, tmp_path: Path) -> Iterator[Watched]:
    """The same city on SQLite and on PostgreSQL."""
    yield from _watched(database, tmp_path)


def _watched(database: Engine, folder: Path) -> Iterator[Watched]:
    with clock.at(MORNING):
        with transaction(database) as session:
            cast = settle(session)
            deploy(session)
        yield Watched(database, cast, folder / "files")
