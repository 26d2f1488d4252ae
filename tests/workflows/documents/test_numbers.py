"""发文字号: given in order, never twice, and what is void stays on the list."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from workflows.cases.models import Case
from workflows.documents import drafts, numbers
from workflows.documents.models import Document, DocumentKind, DocumentStatus, NumberState

PREFIX = "甲乙政协监"
DAY = date(2026, 11, 24)


@pytest.fixture
def letters(session: Session, case: Case, cast: Cast) -> list[Document]:
    made = []
    for words in ("甲", "乙", "丙"):
        revision = drafts.save(session, case.id, DocumentKind.LETTER, "建议书", {"w": words}, cast.officer.id)
        letter = session.get_one(Document, revision.document_id)
        letter.status = DocumentStatus.SIGNED
        made.append(letter)
    return made


def _listed(session: Session, cast: Cast) -> list[tuple[str, NumberState]]:
    return [(row.text, row.state) for row in numbers.register(session, cast.cppcc.id, PREFIX, 2026)]


def test_numbers_follow_each_other_in_hexagonal_brackets(session: Session, letters: list[Document], cast: Cast) -> None:
    clerk = cast.act(session, cast.numbering)
    given = [numbers.reserve(session, letter, cast.cppcc.id, PREFIX, 2026, clerk).text for letter in letters]
    assert given == ["甲乙政协监〔2026〕1号", "甲乙政协监〔2026〕2号", "甲乙政协监〔2026〕3号"]
    again = numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2026, clerk)
    assert again.text == given[0]


def test_a_void_number_leaves_a_recorded_gap(session: Session, letters: list[Document], cast: Cast) -> None:
    clerk = cast.act(session, cast.numbering)
    held = numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2026, clerk)
    numbers.use(session, letters[0], held.text, DAY, clerk)
    numbers.void(session, letters[0], "打印错误，作废", clerk)
    again = numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2026, clerk)

    assert again.text == "甲乙政协监〔2026〕2号"
    assert letters[0].doc_no is None
    assert _listed(session, cast) == [
        ("甲乙政协监〔2026〕1号", NumberState.VOID),
        ("甲乙政协监〔2026〕2号", NumberState.RESERVED),
    ]
    assert numbers.register(session, cast.cppcc.id, PREFIX, 2026)[0].reason == "打印错误，作废"


def test_a_number_that_runs_ahead_leaves_no_silent_gap(session: Session, letters: list[Document], cast: Cast) -> None:
    clerk = cast.act(session, cast.numbering)
    numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2026, clerk)
    numbers.use(session, letters[0], "甲乙政协监〔2026〕3号", DAY, clerk)
    assert [state for _, state in _listed(session, cast)] == [NumberState.VOID, NumberState.VOID, NumberState.USED]
    assert letters[0].doc_no == "甲乙政协监〔2026〕3号"


@pytest.mark.parametrize(
    "wrong",
    [
        "甲乙政协监[2026]3号",
        "甲乙政协监〔2026〕03号",
        "甲乙政协监〔2026〕第3号",
        "甲乙政协监〔26〕3号",
        "甲乙政协监〔2025〕3号",
    ],
)
def test_a_number_that_is_not_written_as_one_is_refused(
    session: Session, letters: list[Document], cast: Cast, wrong: str
) -> None:
    clerk = cast.act(session, cast.numbering)
    with pytest.raises(numbers.NumberRefused):
        numbers.use(session, letters[0], wrong, DAY, clerk)


def test_a_number_is_not_given_twice(session: Session, letters: list[Document], cast: Cast) -> None:
    clerk = cast.act(session, cast.numbering)
    held = numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2026, clerk)
    numbers.use(session, letters[0], held.text, DAY, clerk)
    with pytest.raises(numbers.NumberRefused):
        numbers.use(session, letters[1], held.text, DAY, clerk)


def test_last_years_register_stays_open_until_the_clerk_closes_it(
    session: Session, letters: list[Document], cast: Cast
) -> None:
    clerk = cast.act(session, cast.numbering)
    held = numbers.reserve(session, letters[0], cast.cppcc.id, PREFIX, 2025, clerk)
    numbers.use(session, letters[0], held.text, date(2025, 12, 31), clerk)
    numbers.close(session, cast.cppcc.id, PREFIX, 2025, clerk)
    with pytest.raises(numbers.NumberRefused):
        numbers.reserve(session, letters[1], cast.cppcc.id, PREFIX, 2025, clerk)
