"""Two clerks at the same moment never get the same number, on either database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine

from engine import clock
from engine.db import transaction
from tests.cast import Cast, settle
from workflows.cases.models import Case, CaseKind
from workflows.documents import drafts, numbers
from workflows.documents.models import Document, DocumentKind

CLERKS = 6


@pytest.fixture
def city(database: Engine) -> Iterator[tuple[Cast, list[int]]]:
    with transaction(database) as session:
        cast = settle(session)
        case = Case(
            kind=CaseKind.SUPERVISION,
            cppcc_id=cast.cppcc.id,
            title="电梯",
            committee_id=cast.urban.id,
            clocks_on=date(2026, 3, 2),
            created_by=cast.officer.id,
            created_at=clock.now(),
        )
        session.add(case)
        session.flush()
        made = [
            drafts.save(session, case.id, DocumentKind.LETTER, f"第{no}件", {}, cast.officer.id).document_id
            for no in range(CLERKS)
        ]
    yield cast, made


def test_the_first_numbers_of_a_register_are_given_once_each(database: Engine, city: tuple[Cast, list[int]]) -> None:
    cast, documents = city
    cppcc_id, clerk_id = cast.cppcc.id, cast.numbering

    def take(document_id: int) -> int:
        with transaction(database) as session:
            document = session.get_one(Document, document_id)
            actor = cast.act(session, clerk_id)
            return numbers.reserve(session, document, cppcc_id, "甲乙政协监", 2026, actor).seq

    with ThreadPoolExecutor(CLERKS) as pool:
        given = sorted(pool.map(take, documents))
    assert given == list(range(1, CLERKS + 1))
