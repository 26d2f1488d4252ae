from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import clock
from engine.db import transaction
from engine.models import Instance
from engine.process import Due
from tests.cast import settle
from tests.scenario import MORNING
from tests.workflows.supervision.closing.last_stage import LastStage, processes
from workflows import scopes
from workflows.bootstrap import DOMAIN
from workflows.supervision.summary_feedback import look_backs


def _own_date(session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
    return look_backs.due(session, instance, rule, started)


@pytest.fixture
def stage(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LastStage]:
    """A city in the morning of 2 March 2026, with the last stage and all acts beside a case deployed."""
    found = processes(tmp_path)
    monkeypatch.setitem(DOMAIN.__dict__, "_processes", found)
    monkeypatch.setattr(scopes, "own_date", _own_date)
    with clock.at(MORNING):
        with transaction(sqlite) as session:
            cast = settle(session)
        story = LastStage(sqlite, cast)
        story.deploy(found)
        yield story
