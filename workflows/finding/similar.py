"""Earlier cases like a lead: the same problem in the same place is merged, not handled twice (reference §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine import clock
from workflows.cases.models import Case, CaseKind, CaseState, SearchGram
from workflows.finding.search import grams

CANDIDATES = 60
ALIKE = 0.3
"""From this score on a case is shown; invented examples that nobody would merge stay below it."""
SAME_AREA = 0.08
RECENT = timedelta(days=180)
NOT_COMPARED = (CaseState.DRAFT, CaseState.WITHDRAWN)


@dataclass(frozen=True)
class Similar:
    """An earlier case and how like it is, from 0 to 1."""

    case: Case
    score: float


def similar(session: Session, title: str, place: str, seen: ColumnElement[bool], limit: int = 5) -> list[Similar]:
    """Earlier cases like what somebody is about to register, most like first. `seen`: those that he may see."""
    return _like(session, Case(title=title, location=place, problem=""), None, seen, limit)


def similar_to(session: Session, case: Case, limit: int = 5) -> list[Similar]:
    """Earlier cases of the same CPPCC like this one."""
    return _like(session, case, case.id, Case.cppcc_id == case.cppcc_id, limit)


def _like(session: Session, asked: Case, but: int | None, seen: ColumnElement[bool], limit: int) -> list[Similar]:
    texts = [asked.title, asked.location, asked.problem]
    found = [Similar(case, _score(asked, case)) for case in _candidates(session, texts, but, seen)]
    alike = [one for one in found if one.score >= ALIKE]
    return sorted(alike, key=lambda one: (-one.score, -one.case.id))[:limit]


def _candidates(session: Session, texts: Sequence[str], but: int | None, seen: ColumnElement[bool]) -> list[Case]:
    """Cases that share most pairs; `but` and all that came after it are left out."""
    wanted = sorted(grams(*texts))
    open_to = select(Case.id).where(seen, Case.kind == CaseKind.SUPERVISION, Case.state.not_in(NOT_COMPARED))
    shared = select(SearchGram.case_id).where(SearchGram.gram.in_(wanted), SearchGram.case_id.in_(open_to))
    if but is not None:
        shared = shared.where(SearchGram.case_id < but)
    best = shared.group_by(SearchGram.case_id).order_by(func.count().desc(), SearchGram.case_id.desc())
    ids = list(session.scalars(best.limit(CANDIDATES)))
    return list(session.scalars(select(Case).where(Case.id.in_(ids))))


def _score(asked: Case, case: Case) -> float:
    """Title and place weigh most; where the problem is told, it counts too."""
    title = _dice(asked.title, case.title)
    place = _dice(asked.location, case.location)
    parts = [(title, 5), (place, 3)] if asked.location else [(title, 8)]
    if asked.problem:
        parts.append((_dice(asked.problem, case.problem), 4))
    score = sum(value * weight for value, weight in parts) / sum(weight for _, weight in parts)
    return min(1.0, max(score, title * 0.8) + _same_area(asked, case))


def _same_area(asked: Case, case: Case) -> float:
    """A little more for the same kind of problem in the same district within half a year."""
    same = asked.district_id is not None and (asked.district_id, asked.category) == (case.district_id, case.category)
    return SAME_AREA if same and clock.now() - case.created_at <= RECENT else 0.0


def _dice(one: str, other: str) -> float:
    left, right = grams(one), grams(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
