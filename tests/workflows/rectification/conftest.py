import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from engine import clock
from engine.db import transaction
from tests.cast import settle
from tests.scenario import MORNING
from workflows.bootstrap import DOMAIN

sys.path.insert(0, str(Path(__file__).parent))

from units_story import UnitsStory, processes


@pytest.fixture
def story(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnitsStory]:
    """A city in the morning of 2 March 2026."""
    monkeypatch.setitem(DOMAIN.__dict__, "_processes", processes())
    with clock.at(MORNING):
        with transaction(database) as session:
            cast = settle(session)
        yield UnitsStory(database, cast)
