"""The tables come and go by migrations alone, on both databases, and equal the models."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, select, text

from engine import calendar, clock
from engine.calendar import CalendarDay, Day, DayKind, DayStatus
from engine.db import Base, connect, transaction
from engine.models import Deadline, ItemState, WorkItem
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.cast import settle
from tests.scenario import MORNING, Scenario
from tests.workflows.approval.paper import Desk
from workflows import migrations
from workflows.bootstrap import deploy
from workflows.documents.storage import lay
from workflows.people import appointing, delegations
from workflows.people.models import Delegation, Person, Post, Proposal
from workflows.people.posts import Appointment
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish

VERSIONS = Path(migrations.__file__).parent / "versions"


@pytest.fixture
def empty(database: Engine) -> Iterator[Engine]:
    """A store without any table."""
    Base.metadata.drop_all(database)
    yield database


def test_the_migrations_make_exactly_the_models_tables(empty: Engine) -> None:
    migrations.upgrade(empty)
    command.check(migrations.config(empty))
    assert migrations.is_current(empty)


def test_a_store_with_people_in_it_goes_down_and_up_again(empty: Engine) -> None:
    migrations.upgrade(empty)
    with transaction(empty) as session:
        settle(session)
    assert migrations.downgrade(empty, "base") is None
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(empty)
    with transaction(empty, read_only=True) as session:
        assert session.scalars(select(Person)).all() == []


def test_going_down_tells_again_who_has_seen_which_revision(empty: Engine) -> None:
    migrations.upgrade(empty)
    with clock.at(MORNING), transaction(empty) as session:
        cast = settle(session)
        desk = Desk(session, cast)
        desk.writes()
        desk.agrees(cast.director)
    migrations.downgrade(empty, "0002")
    with empty.connect() as connection:
        seen = connection.execute(text("SELECT person_id, document_id FROM reading_mark")).all()
    assert seen == [(cast.director.id, desk.document.id)]
    migrations.upgrade(empty)
    assert migrations.is_current(empty)


def test_the_calendar_of_an_older_store_holds_for_all_and_its_special_days_go_with_the_table(empty: Engine) -> None:
    migrations.upgrade(empty, "0005")
    with empty.begin() as connection:
        connection.execute(text("INSERT INTO calendar_day VALUES ('2026-02-16', 'HOLIDAY', 'Spring Festival')"))
        connection.execute(text("INSERT INTO calendar_day VALUES ('2026-04-20', 'HOLIDAY', '植树日')"))
    migrations.upgrade(empty)
    with transaction(empty) as session:
        kept = calendar.load(session)
        assert kept.days == {
            date(2026, 2, 16): Day(DayKind.HOLIDAY, "春节"),
            date(2026, 4, 20): Day(DayKind.HOLIDAY, "植树日"),
        }
        session.add(CalendarDay(day=date(2026, 4, 20), scope="unit:7", kind=DayKind.WORKDAY))
        session.add(CalendarDay(day=date(2027, 2, 8), kind=DayKind.HOLIDAY, status=DayStatus.PROVISIONAL))
    migrations.downgrade(empty, "0005")
    with empty.connect() as connection:
        rows = connection.execute(text("SELECT kind, name FROM calendar_day ORDER BY day")).all()
    assert rows == [("HOLIDAY", "Spring Festival"), ("HOLIDAY", "植树日")]
    migrations.upgrade(empty)
    command.check(migrations.config(empty))


def test_dates_that_ran_before_can_be_counted_again_after_the_upgrade(empty: Engine) -> None:
    migrations.upgrade(empty)
    with clock.at(MORNING), transaction(empty) as session:
        cast = settle(session)
        desk = Desk(session, cast)
        desk.writes()
        [open_item] = session.scalars(select(WorkItem).where(WorkItem.state == ItemState.OPEN))
        before = session.scalars(select(Deadline).where(Deadline.subject_id == open_item.id)).one()
        counted = (before.rule, before.counts_from, before.unit, before.span, open_item.warn_at)
    migrations.downgrade(empty, "0006")
    migrations.upgrade(empty)
    with transaction(empty, read_only=True) as session:
        item = session.get_one(WorkItem, open_item.id)
        row = session.get_one(Deadline, before.id)
        assert (row.rule, row.counts_from, row.unit, row.span, item.warn_at) == counted
        assert (row.unit, row.span) == ("WORKDAY", 1)


def test_what_waits_to_be_confirmed_goes_with_its_table_and_posts_stay(empty: Engine) -> None:
    migrations.upgrade(empty)
    with clock.at(MORNING), transaction(empty) as session:
        cast = settle(session)
        wish = Appointment(Role.ARCHIVIST, (ScopeKind.CPPCC, cast.cppcc.id), "档案员", clock.today())
        appointing.propose(session, cast.clerk.id, wish, cast.act(session, cast.sec_admin))
        before = session.query(Post).count()
    migrations.downgrade(empty, "0013")
    migrations.upgrade(empty)
    with transaction(empty, read_only=True) as session:
        assert (session.query(Post).count(), session.query(Proposal).count()) == (before, 0)


def test_an_upgrade_twice_changes_nothing(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path}/store.db")
    first = migrations.upgrade(database)
    assert migrations.upgrade(database) == first == migrations.head()
    database.dispose()


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = sorted(int(re.match(r"(\d{4})_", path.name)[1]) for path in VERSIONS.glob("*.py"))  # type: ignore[index]
    assert numbers == list(range(1, len(numbers) + 1))


def test_dates_that_ran_before_say_whose_they_are_after_the_upgrade(empty: Engine, tmp_path: Path) -> None:
    migrations.upgrade(empty)
    lay(empty, tmp_path / "files")
    with clock.at(MORNING):
        with transaction(empty) as session:
            cast = settle(session)
            deploy(session)
        folk = Scenario(empty, cast, tmp_path / "files")
        case = going.dispatched(folk, [cast.unit_a, cast.unit_b])
        answering.signs(folk, case, cast.unit_a)
        answering.plans(folk, case, cast.unit_a)
    before = owed(empty)
    assert {by.partition(":")[0] for by, _to, _desk in before.values()} == {"unit", "cppcc"}
    migrations.downgrade(empty, "0008")
    migrations.upgrade(empty)
    assert owed(empty) == before


def owed(database: Engine) -> dict[int, tuple[str, str | None, str | None]]:
    """Of each running date that somebody owes: by whom, to whom, and who keeps the case."""
    with transaction(database, read_only=True) as session:
        found = session.scalars(
            select(Deadline).where(Deadline.owed_by.is_not(None), Deadline.state == DeadlineState.RUNNING)
        )
        return {row.id: (row.owed_by or "", row.owed_to, row.kept_by) for row in found}


def test_a_delegation_that_runs_knows_the_absence_that_was_entered_with_it_after_the_upgrade(empty: Engine) -> None:
    migrations.upgrade(empty)
    with clock.at(MORNING), transaction(empty) as session:
        cast = settle(session)
        day, sg = clock.today(), cast.act(session, cast.sg)
        post = session.scalars(select(Post).where(Post.person_id == cast.sg.id)).one()
        wish = Wish([post.id], cast.clerk.id, day, day, "会议决定")
        [with_absence] = delegations.enter_with_absence(session, cast.sg.id, wish, sg)
        post = session.scalars(select(Post).where(Post.person_id == cast.director.id)).one()
        wish = Wish([post.id], cast.vice_chair.id, day, day, "会议决定")
        [without] = delegations.lend(session, cast.director.id, wish, cast.act(session, cast.director))
    migrations.downgrade(empty, "0015")
    migrations.upgrade(empty)
    with transaction(empty, read_only=True) as session:
        assert session.get_one(Delegation, with_absence.id).absence_id == with_absence.absence_id is not None
        assert session.get_one(Delegation, without.id).absence_id is None
