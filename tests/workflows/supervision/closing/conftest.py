from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.db import transaction
from engine.models import Instance
from engine.process import Due
from tests.cast import settle
from tests.scenario import MORNING
from tests.workflows.supervision.closing.last_stage import LastStage, processes
from tests.workflows.supervision.front.story import Story
from workflows import catalog, scopes
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
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


class Whole(Story, LastStage):
    """The first stages as they are, and the last one begun where a test wants it."""

    def comes_to_its_end(self, case_id: int) -> None:
        """Everything between the lead and the summary is skipped."""
        with transaction(self.database) as session:
            actor = self.as_(self.cast.officer).actor(session)
            case = session.get_one(Case, case_id)
            commands.terminate(session, DOMAIN, case.instance_id, "skipped", actor=actor)
            made = commands.start(session, DOMAIN, "summary_feedback", ("case", case_id), case_id, {}, actor=actor)
            case.instance_id = made.id


@pytest.fixture
def whole(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Whole]:
    """The same with the real processes, and the last stage as a process of its own."""
    last = replace(processes(tmp_path)["supervision"], key="summary_feedback")
    found = {**catalog.processes(), last.key: last}
    monkeypatch.setitem(DOMAIN.__dict__, "_processes", found)
    monkeypatch.setattr(scopes, "own_date", _own_date)
    with clock.at(MORNING):
        with transaction(sqlite) as session:
            cast = settle(session)
        story = Whole(sqlite, cast)
        story.deploy(found)
        yield story
