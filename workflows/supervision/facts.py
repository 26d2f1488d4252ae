"""Facts of a supervision case that its diagrams and decision tables may read; read live, never stored in a state."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.models import Instance
from workflows.cases.models import Case
from workflows.people.models import District
from workflows.supervision.preparation import sources

NAMES = frozenset({"category", "district", "is_undercover", "sources_open"})


def facts(session: Session, instance: Instance) -> Mapping[str, Any]:
    """`district` is its name, as the office writes it into the table."""
    case = session.get_one(Case, instance.matter_id)
    district = session.get(District, case.district_id) if case.district_id else None
    return {
        "category": case.category,
        "district": district.name if district else None,
        "is_undercover": case.is_undercover,
        "sources_open": bool(sources.unanswered(session, case.id)),
    }
