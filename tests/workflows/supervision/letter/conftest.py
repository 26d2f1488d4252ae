"""A settled city in one open session, on a morning that the tests can move."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import clock
from engine.db import transaction
from tests.cast import Cast, settle


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    with clock.at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)), transaction(sqlite) as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle(session)
