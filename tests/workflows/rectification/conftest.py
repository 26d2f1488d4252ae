from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from engine import clock
from engine.db import transaction
from tests.cast import settle
from tests.scenario import MORNING
from tests.workflows.rectification.units_story import UnitsStory, processes
from workflows.bootstrap import DOMAIN


@pytest.fixture
def story(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnitsStory]:
    """A city in the morning of 2 March 2026."""
    monkeypatch.setitem(DOMAIN.__dict__, "_processes", processes())
    with clock.at(MORNING):
        with transaction(database) as session:
            cast = settle(session)
        yield UnitsStory(database, cast)
