"""Cases are found by any part of their words, by their numbers, and by being like another."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, true
from sqlalchemy.orm import Session

from engine import clock
from engine.db import transaction
from tests.cast import Cast, settle
from workflows.cases.models import Case, CaseKind, CaseState
from workflows.documents.models import Document, DocumentKind
from workflows.finding import search as finding
from workflows.finding.search import grams, index
from workflows.finding.similar import similar, similar_to


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with transaction(database) as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle(session)


def search(session: Session, query: str) -> list[Case]:
    """What somebody finds who sees everything."""
    return finding.search(session, query, 20, true())


def case(session: Session, cast: Cast, number: int, title: str, place: str = "", problem: str = "") -> Case:
    made = Case(
        kind=CaseKind.SUPERVISION,
        cppcc_id=cast.cppcc.id,
        case_no=f"KJ-2026-{number:03}",
        title=title,
        location=place,
        problem=problem,
        state=CaseState.UNDER_REVIEW,
        clocks_on=date(2026, 3, 2),
        created_by=cast.officer.id,
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    index(session, made)
    return made


def test_pairs_do_not_care_for_width_case_or_punctuation() -> None:
    assert grams("ＫＪ-2026") == grams("kj 2026") == {"kj", "20", "02", "26"}
    assert grams("电梯，停") == {"电梯", "停"}


def test_a_case_is_found_by_two_characters_or_one_or_several_words(session: Session, cast: Cast) -> None:
    lift = case(session, cast, 1, "老旧小区电梯频繁停运", "梅园小区")
    river = case(session, cast, 2, "清水河雨天变脸", "柳岸社区", "雨水口有黑臭污水")
    assert search(session, "电梯") == [lift]
    assert search(session, "梅园 停运") == [lift]
    assert search(session, "黑臭") == [river]
    assert search(session, "河") == [river]
    assert search(session, "小区") == [lift]
    assert search(session, "电梯 柳岸") == []
    assert search(session, "，。") == []
    assert finding.search(session, "社区", 20, Case.id == lift.id) == []
    assert finding.search(session, "KJ-2026-002", 20, Case.id == lift.id) != [river], "a number is no key"


def test_an_exact_number_jumps_to_its_case(session: Session, cast: Cast) -> None:
    first = case(session, cast, 1, "老旧小区电梯频繁停运")
    second = case(session, cast, 2, "见KJ-2026-001号案件的后续")
    assert search(session, " ｋｊ-2026-001 ") == [first]
    letter = Document(case_id=second.id, kind=DocumentKind.LETTER, title="建议书", doc_no="澜协发〔2026〕37号")
    letter.created_by, letter.created_at = cast.officer.id, clock.now()
    session.add(letter)
    session.flush()
    index(session, second)
    assert search(session, "澜协发[2026]37号") == [second]
    assert search(session, "澜协发") == [second]


def test_drafts_and_changed_words_are_not_found(session: Session, cast: Cast) -> None:
    lift = case(session, cast, 1, "老旧小区电梯频繁停运")
    lift.title = "老旧小区扶梯频繁停运"
    index(session, lift)
    assert search(session, "电梯") == []
    lift.state = CaseState.DRAFT
    assert search(session, "扶梯") == []


def test_the_same_problem_in_other_words_is_like_and_another_problem_is_not(session: Session, cast: Cast) -> None:
    river = case(session, cast, 1, "清水河为何一到雨天就变脸", "滨河街道柳岸社区", "雨天有黑臭污水自雨水口涌入河中")
    case(session, cast, 2, "消防通道成了免费停车场", "东园街道梅园小区", "消防通道长期被私家车占用")
    assert [one.case for one in similar(session, "清水河一下雨就变脸", "柳岸社区", true())] == [river]
    assert similar(session, "菜市场秤上的猫腻", "西门菜市场", true()) == []


def test_only_earlier_cases_are_like_a_case(session: Session, cast: Cast) -> None:
    first = case(session, cast, 1, "清水河为何一到雨天就变脸", "柳岸社区")
    second = case(session, cast, 2, "清水河一到雨天就变黑", "柳岸社区")
    assert [one.case for one in similar_to(session, second)] == [first]
    assert similar_to(session, first) == []
