"""The demo city, loaded once for all tests that look at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

import workflows.tables  # noqa: F401 - all tables belong to one metadata
from engine.db import Base, connect
from workflows import demo


class Loaded(NamedTuple):
    database: Engine
    files: Path
    ticks: list[int]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("city")
    database = connect(f"sqlite:///{folder}/store.db")
    Base.metadata.create_all(database)
    ticks: list[int] = []
    demo.load(database, folder / "files", ticks.append)
    yield Loaded(database, folder / "files", ticks)
    database.dispose()
