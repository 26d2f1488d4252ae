"""A complainant's person in words that others have written: it stays out of every notice (S16, decisions D21)."""

import re
from collections.abc import Callable, Collection

from sqlalchemy import bindparam, column, select, table
from sqlalchemy.orm import Session

BLANK = "〔略〕"
NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")
"""A mobile telephone, or the number of an identity card."""
COMPLAINANTS = table("complainant", column("case_id"), column("name"), column("phone"))
"""They belong to a package above this one, so they are read by name."""
_KNOWN = select(COMPLAINANTS.c.name, COMPLAINANTS.c.phone).where(
    COMPLAINANTS.c.case_id.in_(bindparam("cases", expanding=True))
)


def hider(session: Session, case_ids: Collection[int]) -> Callable[[str], str]:
    """A function that leaves out of a text the complainants of these cases, and numbers that name a person."""
    rows = session.execute(_KNOWN, {"cases": list(case_ids)})
    known = {part.strip() for row in rows for part in row if part and len(part.strip()) > 1}
    words = [NUMBERS.pattern, *(re.escape(part) for part in sorted(known, key=len, reverse=True))]
    pattern = re.compile("|".join(words))
    return lambda text: pattern.sub(BLANK, text)
