"""Entered for another (代录): an act on paper, by telephone or in a meeting, entered by an officer."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Entry:
    """Form C0. `person_id` may be None for somebody without an account; then the name alone stands."""

    person_id: int | None
    name: str
    post: str
    happened_on: date
    via: str  # PAPER, PHONE, MEETING, EXCHANGE
    scans: tuple[int, ...] = ()
    note: str = ""
    incoming_document_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As kept with the work item."""
        return {
            "person_id": self.person_id,
            "name": self.name,
            "post": self.post,
            "happened_on": self.happened_on.isoformat(),
            "via": self.via,
            "scans": list(self.scans),
            "note": self.note,
            "incoming_document_id": self.incoming_document_id,
        }
