"""Finding a case by any part of its title, problem, place or numbers: pairs of characters, on every store alike."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session

from workflows.cases.models import Case, CaseState, SearchGram
from workflows.documents.models import Document

RUN = re.compile(r"[^\W_]+")
MOST_GRAMS = 40  # of a query; more than any title has


def grams(*texts: str) -> frozenset[str]:
    """Pairs of neighbouring letters or characters; of a single one itself. Width and case do not matter."""
    found: set[str] = set()
    for text in texts:
        for run in RUN.findall(unicodedata.normalize("NFKC", text).lower()):
            found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return frozenset(found)


def index(session: Session, case: Case) -> None:
    """Write what the case is found by; call it again whenever its words or the numbers of its papers change."""
    numbers = session.scalars(select(Document.doc_no).where(Document.case_id == case.id, Document.doc_no.is_not(None)))
    words = [case.title, case.problem, case.summary, case.location, case.case_no or "", *(n or "" for n in numbers)]
    session.execute(delete(SearchGram).where(SearchGram.case_id == case.id))
    session.add_all(SearchGram(case_id=case.id, gram=gram) for gram in sorted(grams(*words)))
    session.flush()


def search(session: Session, query: str, limit: int, seen: ColumnElement[bool]) -> list[Case]:
    """Cases that hold every pair of the query, newest first; of a number that is a case's or a paper's, that case.

    `seen`: which cases the reader may see (`workflows.access.seen_by`). Drafts are not found.
    """
    jump = by_number(session, query, seen)
    if jump is not None:
        return [jump]
    wanted = sorted(grams(query))[:MOST_GRAMS]
    if not wanted:
        return []
    found = select(Case).where(seen, Case.id.in_(_holding(wanted)), Case.state != CaseState.DRAFT)
    return list(session.scalars(found.order_by(Case.id.desc()).limit(limit)))


def by_number(session: Session, query: str, seen: ColumnElement[bool]) -> Case | None:
    """The case of an exact case number or 发文字号, however its brackets and width were typed; one of the `seen`."""
    typed = unicodedata.normalize("NFKC", query).strip()
    case = session.scalar(select(Case).where(seen, func.upper(Case.case_no) == typed.upper()))
    if case is not None or not typed:
        return case
    number = re.sub(r"[\[(〔【]\s*(\d{4})\s*[\])〕】]", r"〔\1〕", typed)
    found = select(Case).join(Document, Document.case_id == Case.id).where(seen, Document.doc_no == number)
    return session.scalars(found.limit(1)).first()


def _holding(wanted: Sequence[str]) -> Select[int]:
    """Ids of cases with all of these; a single character is found at the beginning of a pair, or alone."""
    if len(wanted) == 1 and len(wanted[0]) == 1:
        return select(SearchGram.case_id).where(SearchGram.gram.startswith(wanted[0], autoescape=True)).distinct()
    pairs = [gram for gram in wanted if len(gram) == 2] or list(wanted)
    held = select(SearchGram.case_id).where(SearchGram.gram.in_(pairs)).group_by(SearchGram.case_id)
    return held.having(func.count(SearchGram.gram.distinct()) == len(pairs))
