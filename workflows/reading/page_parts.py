"""What a case's page is made of: plain values, no rows of the store and no HTTP."""

from dataclasses import dataclass, field
from datetime import date, datetime

from engine.text import Text
from workflows.cases.light import Light
from workflows.cases.models import CaseState, Confidentiality, Priority, Stage
from workflows.reading.chased import Chased


@dataclass(frozen=True)
class StageMark:
    """One of the five stages. `state`: "done", "here", "ahead", or "ended" where the case ended in it."""

    stage: Stage
    label: Text
    state: str
    begun_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class FileRef:
    id: int
    name: str


@dataclass(frozen=True)
class ObligationPart:
    """One recommendation that a unit answers. `old_dues`: dates promised before the one that holds."""

    id: int
    rec_no: int
    text: str
    state: str
    state_words: Text
    light: Light
    due_on: date | None
    basis: Text  # or that it was extended, and by whom
    old_dues: tuple[date, ...]
    is_disputed: bool
    is_paused: bool
    failed_count: int
    last_check: Text | None
    evidence: tuple[FileRef, ...]


@dataclass(frozen=True)
class ContactPart:
    at: datetime
    kind: str
    person: str
    said: str
    next_on: date | None


@dataclass(frozen=True)
class TrackPart:
    """A unit's part of the case. `contact` is the last one, `contacts` how many there were."""

    id: int
    unit_id: int
    unit: str
    addressed: str  # the unit that the letter names, where a reorganisation has put another in its place
    role: Text
    state: str
    state_words: Text
    light: Light
    letter_id: int | None
    letter_no: str | None
    signed_on: date | None
    closed_on: date | None
    next_check_on: date | None
    contact: ContactPart | None
    contacts: int
    proposes_meeting: bool
    is_relapse: bool
    asks_for_time: bool  # a request for more time waits for its decision
    chased: tuple[Chased, ...]
    obligations: tuple[ObligationPart, ...]


@dataclass(frozen=True)
class DocumentPart:
    id: int
    kind: Text
    title: str
    doc_no: str | None
    status: Text
    issued_on: date | None
    created_at: datetime
    signed_by: str | None


@dataclass(frozen=True)
class AttachmentPart:
    id: int
    name: str
    kind: str
    size: int
    uploaded_by: str
    uploaded_at: datetime


@dataclass(frozen=True)
class CorrectionPart:
    """What was corrected in an entry, beside it."""

    at: datetime
    by_name: str
    wrong: str
    right: str
    reason: str


@dataclass(frozen=True)
class ActPart:
    """One thing that was done. `happened_on` differs from `at` where it was entered later; `marks`: 代, 代录.

    `opinion` is None and `corrections` are empty where the reader may not see them, and where there are none;
    `own_item`: the item where the reader may correct it.
    """

    at: datetime
    happened_on: date | None
    element: str
    step: Text
    kind: Text | None
    who: str
    post: str
    marks: tuple[Text, ...]
    entered_by: str
    decision: str | None
    opinion: str | None
    unit: str
    corrections: tuple[CorrectionPart, ...] = ()
    own_item: int | None = None


@dataclass(frozen=True)
class OpenPart:
    """Something that waits for people, and for whom. `opens`: whether the reader may open its date into the sum."""

    item_id: int
    instance_id: int
    element: str
    step: Text
    kind: Text | None
    holders: Text
    since: datetime | None
    light: Light
    unit: str
    is_mine: bool
    opens: bool


@dataclass(frozen=True)
class SourcePart:
    """Where the problem came from. `complainant`: None if there is none; masked unless the reader may see him."""

    id: int
    kind: str
    noticed_on: date
    programme: str
    episode_no: str
    broadcast_on: date | None
    url: str
    complainant: Text | None
    is_withdrawn: bool
    result: str | None
    replied_on: date | None


@dataclass(frozen=True)
class RelatedPart:
    case_id: int
    number: str | None
    title: str
    state: Text
    why: Text
    reason: str


@dataclass(frozen=True)
class IncidentPart:
    id: int
    words: Text
    opened_at: datetime


@dataclass(frozen=True)
class DispensationPart:
    """Somebody who acts despite a tie, by leave of the secretary-general."""

    person: str
    unit: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True)
class LookBackPart:
    due_on: date
    state: str
    checked_on: date | None
    has_relapsed: bool | None
    note: str


@dataclass(frozen=True)
class UndercoverPart:
    """Who is told of an undercover plan beside those of committee, leadership and team; who has opened it, and when."""

    told: tuple[str, ...]
    opened: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class ClockEntry:
    """Working days booked to one holder; `who` names a unit, or says it in general."""

    holder: str
    who: Text
    days: int


@dataclass(frozen=True)
class ClockLedger:
    """`entries` in the order in which their holders first had the case; their days add up to `days`."""

    since: date
    until: date
    days: int
    entries: tuple[ClockEntry, ...]


@dataclass(frozen=True)
class SuspendedPart:
    """A suspension in force. `unit` is "" where the whole case stands still."""

    unit: str
    rec_nos: tuple[int, ...]
    since: date
    until: date
    reason: str


@dataclass(frozen=True)
class CasePage:
    """A case as one reader sees it; parts that he may not see are empty."""

    case_id: int
    title: str
    number: str | None
    problem: str
    location: str
    state: CaseState
    state_words: Text
    stage: Stage
    priority: Priority
    confidentiality: Confidentiality
    committee: str
    has_follow_up: bool
    exposures: int
    sentence: Text
    stages: tuple[StageMark, ...]
    tracks: tuple[TrackPart, ...] = ()
    documents: tuple[DocumentPart, ...] = ()
    attachments: tuple[AttachmentPart, ...] = ()
    course: tuple[ActPart, ...] = ()
    open: tuple[OpenPart, ...] = ()
    sources: tuple[SourcePart, ...] = ()
    related: tuple[RelatedPart, ...] = ()
    incidents: tuple[IncidentPart, ...] = ()
    dispensations: tuple[DispensationPart, ...] = ()
    look_backs: tuple[LookBackPart, ...] = ()
    undercover: UndercoverPart | None = None
    clock_ledger: ClockLedger | None = None
    suspended: tuple[SuspendedPart, ...] = ()
    done: frozenset[str] = field(default=frozenset())  # elements done and waiting, to colour the diagram
    here: frozenset[str] = field(default=frozenset())
