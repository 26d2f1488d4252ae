"""A settled city with one case, open for the length of a test."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from engine import clock
from engine.db import transaction
from tests.cast import Cast, settle
from workflows.cases.models import Case, CaseKind


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    with transaction(sqlite) as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle(session)


@pytest.fixture
def case(session: Session, cast: Cast) -> Case:
    made = Case(
        kind=CaseKind.SUPERVISION,
        cppcc_id=cast.cppcc.id,
        case_no="KJ-2026-001",
        title="老旧小区电梯频繁停运",
        committee_id=cast.urban.id,
        clocks_on=date(2026, 11, 2),
        created_by=cast.officer.id,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made
