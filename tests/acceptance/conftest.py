"""A whole city at nine on a Monday, every process deployed; what a story leaves behind is looked at in the end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from engine import clock
from engine.db import Base, connect, transaction
from tests.cast import Cast, settle
from tests.scenario import MORNING, Scenario
from workflows.bootstrap import deploy


def _settled(database: Engine) -> Cast:
    with transaction(database) as session:
        cast = settle(session)
        deploy(session)
    return cast


def _told(database: Engine, cast: Cast, files: Path) -> Iterator[Scenario]:
    with clock.at(MORNING):
        told = Scenario(database, cast, files)
        yield told
        assert told.faults() == []
        assert told.lying_still() == []


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """A store in which nothing has happened yet, to be copied, and its people."""
    path = tmp_path_factory.mktemp("city") / "store.db"
    database = connect(f"sqlite:///{path}")
    with clock.at(MORNING):
        Base.metadata.create_all(database)
        cast = _settled(database)
    database.dispose()
    return path, cast


@pytest.fixture
def scenario(ready: tuple[Path, Cast], tmp_path: Path) -> Iterator[Scenario]:
    path, cast = ready
    shutil.copy(path, tmp_path / "store.db")
    database = connect(f"sqlite:///{tmp_path}/store.db")
    yield from _told(database, cast, tmp_path / "files")
    database.dispose()


@pytest.fixture
def on_both(database: Engine, tmp_path: Path) -> Iterator[Scenario]:
    """The same city on SQLite and on PostgreSQL."""
    with clock.at(MORNING):
        cast = _settled(database)
    yield from _told(database, cast, tmp_path / "files")
