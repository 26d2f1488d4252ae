from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import clock
from engine.db import Base, connect
from tests.cast import Cast, settle


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session on a new city's store, in the morning of 24 November 2026."""
    database = connect(f"sqlite:///{tmp_path}/city.db")
    Base.metadata.create_all(database)
    with clock.at(datetime(2026, 11, 24, 2, tzinfo=UTC)), Session(database) as session:
        yield session
    database.dispose()


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle(session)
