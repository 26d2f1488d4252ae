"""A complainant's person in words that others have written: it stays out of every notice (S16, decisions D21)."""

import re
from collections.abc import Callable, Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.supervision.models import Complainant

BLANK = "〔略〕"
NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")
"""A mobile telephone, or the number of an identity card."""


def hider(session: Session, case_ids: Collection[int]) -> Callable[[str], str]:
    """A function that leaves out of a text the complainants of these cases, and numbers that name a person."""
    found = select(Complainant.name, Complainant.phone).where(Complainant.case_id.in_(case_ids))
    known = {part.strip() for row in session.execute(found) for part in row if part and len(part.strip()) > 1}
    words = [NUMBERS.pattern, *(re.escape(part) for part in sorted(known, key=len, reverse=True))]
    pattern = re.compile("|".join(words))
    return lambda text: pattern.sub(BLANK, text)
