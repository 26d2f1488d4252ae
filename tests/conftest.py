"""Databases for every test that wants one: SQLite in a file of its own, and PostgreSQL where it can be reached."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

import workflows.tables  # noqa: F401 - all tables belong to one metadata
from engine.db import Base, connect

POSTGRESQL = os.environ.get("KANJIAN_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1/postgres")


def _reachable() -> bool:
    server = create_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        with server.connect():
            return True
    except OperationalError:
        return False
    finally:
        server.dispose()


@pytest.fixture(scope="session")
def postgresql_reachable() -> bool:
    return _reachable()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    database = connect(f"sqlite:///{tmp_path}/store.db")
    Base.metadata.create_all(database)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path, postgresql_reachable: bool) -> Iterator[Engine]:
    """The same test on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    if not postgresql_reachable:
        pytest.skip("NOT RUN: PostgreSQL")
    schema = f"t{uuid.uuid4().hex[:12]}"
    database = connect(f"{POSTGRESQL}?options=-csearch_path%3D{schema}")
    with database.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    Base.metadata.create_all(database)
    yield database
    with database.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    database.dispose()
