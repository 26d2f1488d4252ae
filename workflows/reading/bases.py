"""That a date was extended, and by whom: said in place of the basis on which it rested before."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import DeadlineChange
from engine.models.deadline import ChangeKind
from engine.text import Text

SETS = (ChangeKind.EXTENDED, ChangeKind.REBASED)
EXTENDED = Text("经{by}批准延期", "extended by {by}")
INSIDE = Text("市政协", "the CPPCC")


def extended(session: Session, row_ids: Collection[int], *, sees_names: bool) -> dict[int, Text]:
    """Of those of these deadline rows whose date was last set by an extension: who granted it, by name for the office
    alone; one statement."""
    last = (
        select(func.max(DeadlineChange.id))
        .where(DeadlineChange.deadline_id.in_(row_ids), DeadlineChange.kind.in_(SETS))
        .group_by(DeadlineChange.deadline_id)
    )
    found = select(DeadlineChange.deadline_id, DeadlineChange.by_words).where(
        DeadlineChange.id.in_(last), DeadlineChange.kind == ChangeKind.EXTENDED
    )
    return {row_id: EXTENDED.format(by=by if sees_names else INSIDE) for row_id, by in session.execute(found)}
