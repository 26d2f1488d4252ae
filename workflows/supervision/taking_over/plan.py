"""What the sheet asks for, once every name in it is known: a case of the old ledger, ready to be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.rectification.states import TrackRole
from workflows.supervision.taking_over.models import Origin


class Entry(StrEnum):
    """Where the case goes on; the routing value `entry` of the diagram."""

    AT_LETTER = "AT_LETTER"
    AT_UNITS = "AT_UNITS"


@dataclass(frozen=True)
class Asked:
    """A recommendation and whom it is for. `due`: as printed in the letter."""

    no: int
    text: str
    unit_ids: tuple[int, ...]
    due: date | None


@dataclass(frozen=True)
class OldCase:
    """`team`: person ids, the leader first. `doc_no` and `issued_on` of a letter that is out."""

    old_no: str
    title: str
    problem: str
    location: str
    category: str
    note: str
    committee_id: int
    officer_id: int
    team: tuple[int, ...]
    broadcast_on: date | None
    entry: Entry
    units: Mapping[int, TrackRole]
    asked: tuple[Asked, ...]
    doc_no: str = ""
    issued_on: date | None = None

    def origin(self, live_on: date) -> Origin:
        """Carried over where the letter or the broadcast is of an earlier year than the going live."""
        first = min((day for day in (self.issued_on, self.broadcast_on) if day), default=live_on)
        return Origin.CARRIED_OVER if first.year < live_on.year else Origin.LATE_ENTRY
