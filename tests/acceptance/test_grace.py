"""A letter leaves some minutes after its dispatch: what is taken back by then was never outside."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, commands
from engine.db import transaction
from engine.errors import NotPermitted
from engine.models import ItemState, Task, WorkItem
from tests.acceptance import going
from tests.scenario import GRACE, Scenario
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseState, Priority
from workflows.documents.models import Document, DocumentKind, DocumentStatus
from workflows.people.models import Unit
from workflows.rectification.models import Track
from workflows.supervision.symposium.models import Dispatch


def _dispatched(scenario: Scenario, case: int, units: Sequence[Unit]) -> None:
    """Only sent, with no time passing."""
    mode = "SOLE" if len(units) == 1 else "SEPARATE"
    targets = [{**row, "mode": "ELECTRONIC", "track_mode": "OWN"} for row in going.roles(units)]
    scenario.as_(scenario.cast.officer).fills("dispatch", case, dispatch_mode=mode, targets=targets)
    scenario.drain()


def _sealed(scenario: Scenario, units: Sequence[Unit]) -> int:
    case = going.drafted(scenario, going.to_letter(scenario, units), units)
    going.signed(scenario, case)
    going.sealed(scenario, going.numbered(scenario, case))
    scenario.until(clock.now() + timedelta(minutes=1))
    return case


def _takes_back(scenario: Scenario) -> None:
    with transaction(scenario.database) as session:
        done = select(WorkItem).join(Task, Task.id == WorkItem.task_id)
        item = session.scalars(done.where(Task.element == "dispatch", WorkItem.state == ItemState.DONE)).one()
        actor = scenario.as_(scenario.cast.officer).actor(session)
        commands.withdraw_submit(session, DOMAIN, item.id, actor=actor)


def _letter(scenario: Scenario, case: int) -> DocumentStatus:
    with scenario.reading() as session:
        found = select(Document.status).where(Document.case_id == case, Document.kind == DocumentKind.LETTER)
        return session.scalars(found).one()


def test_a_letter_taken_back_within_the_grace_has_reached_nobody(on_both: Scenario) -> None:
    scenario, cast = on_both, on_both.cast
    case = _sealed(scenario, [cast.unit_a])
    _dispatched(scenario, case, [cast.unit_a])
    assert _letter(scenario, case) is DocumentStatus.SEALED, "it is not out yet"
    assert not scenario.as_(cast.liaison_a).has("sign_receipt")

    _takes_back(scenario)
    scenario.until(clock.now() + 2 * GRACE)
    assert scenario.open_steps(case) == ["dispatch"]
    with scenario.reading() as session:
        assert session.scalars(select(Dispatch)).all() == []
        slips = select(Document.status).where(Document.kind == DocumentKind.HANDOVER_SLIP)
        assert session.scalars(slips).all() == [DocumentStatus.VOID]
        assert session.scalars(select(Track)).all() == []

    going.sent(scenario, case, [cast.unit_a])
    assert scenario.as_(cast.liaison_a).has("sign_receipt")
    assert _letter(scenario, case) is DocumentStatus.ISSUED


def test_once_it_is_out_the_dispatch_is_not_taken_back(scenario: Scenario) -> None:
    unit = scenario.cast.unit_a
    case = going.sent(scenario, _sealed(scenario, [unit]), [unit])
    with pytest.raises(NotPermitted) as refused:
        _takes_back(scenario)
    assert "误送处理" in refused.value.text.zh
    assert scenario.open_steps(case) == ["sign_receipt"]


def test_in_an_urgent_case_nothing_waits(scenario: Scenario) -> None:
    unit = scenario.cast.unit_a
    case = _sealed(scenario, [unit])
    with transaction(scenario.database) as session:
        session.get_one(Case, case).priority = Priority.URGENT
    _dispatched(scenario, case, [unit])
    assert scenario.as_(scenario.cast.liaison_a).has("sign_receipt")
    assert scenario.case(case).state is CaseState.IN_RECTIFICATION
