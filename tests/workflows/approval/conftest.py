"""A settled city in one open session."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine.db import transaction
from tests.cast import Cast, settle


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    with transaction(sqlite) as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle(session)
