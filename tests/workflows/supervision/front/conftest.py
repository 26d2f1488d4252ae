"""A city whose people stand ready at nine on a Monday, with every process deployed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from engine import clock
from engine.db import transaction
from tests.cast import settle
from tests.scenario import MORNING
from tests.workflows.supervision.front.story import Story
from workflows.bootstrap import deploy


@pytest.fixture
def story(sqlite: Engine) -> Iterator[Story]:
    with clock.at(MORNING):
        with transaction(sqlite) as session:
            cast = settle(session)
            deploy(session)
        yield Story(sqlite, cast)
