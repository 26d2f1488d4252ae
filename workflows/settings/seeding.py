"""Write the default settings where there are none yet."""

from datetime import date

from sqlalchemy.orm import Session

SINCE = date(2000, 1, 1)
"""Defaults hold from long ago, so that an imported old case finds its clocks too."""


def seed(session: Session, cppcc_id: int) -> None:
    """Idempotent: a key that has any row is left alone."""
