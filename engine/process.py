"""How a process folder declares itself, what the engine asks the domain, and what it tells it.

A user task of the diagram is a subclass of `UserTask` with the same element id; a service task is a
function marked `@service` (inside the transaction, on the store alone) or `@job` (a row that a runner
executes). A declaration is data: screens, API and checks read it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.completion import ONE, Rule
from engine.forms import Form, Option
from engine.forms.confirm import ConfirmForm
from engine.models import Act, Instance, Job, Task, WorkItem
from engine.text import Text

if TYPE_CHECKING:
    from engine.entries import Entry

Values = Mapping[str, Any]
Told = tuple[Text, Sequence[Text | str]]
"""A heading and its lines: in both languages, or as somebody wrote them."""


class Sends(NamedTuple):
    """A message by which whoever has a task ends it another way; the diagram awaits it at the task's boundary."""

    message: str
    label: Text
    note: Text  # what happens then


class Seat(NamedTuple):
    """Who may do a task: a role, where it is looked for, and what he does there."""

    role: str
    scope: str
    act: Act = Act.FILL


@dataclass(frozen=True)
class NewItem:
    """A work item to be made. `groups`: who may do it; one person alone: `person_group(id)`."""

    groups: tuple[str, ...]
    act: Act = Act.FILL
    position: int = 0
    kind: str = ""
    label: Text | None = None
    deadline: str | None = None  # overrides the task's rule


@dataclass
class Step:
    """What a task's code gets to see: the store, the instance and who acts. `item` is None before it exists."""

    session: Session
    instance: Instance | None
    subject_kind: str
    subject_id: int
    values: Values  # the routing values on arrival
    actor: Actor
    task: Task | None = None
    item: WorkItem | None = None
    entry: "Entry | None" = None  # where the act is entered for somebody else


class UserTask:
    """A user task. Subclasses set the class attributes and override what they need; they hold no state."""

    element: ClassVar[str]
    label: ClassVar[Text]
    form: ClassVar[type[Form]]
    seats: ClassVar[tuple[Seat, ...]] = ()
    completion: ClassVar[Rule] = ONE
    deadline: ClassVar[str | None] = None  # rule key; per item where `deadline_per_item`
    deadline_per_item: ClassVar[bool] = False
    on_expiry: ClassVar[tuple[str, ...]] = ()
    outcomes: ClassVar[tuple[str, ...]] = ()  # what `apply` may return as `outcome`; the diagram branches on it
    step: ClassVar[str] = ""  # the number that the office uses, such as P1.2
    sends: ClassVar[tuple[Sends, ...]] = ()  # what its holder may send instead of answering
    note: ClassVar[Text | None] = None  # one line of help above the form
    withdrawable: ClassVar[bool] = True  # one's own entry may be withdrawn until the next has opened it

    def items(self, step: Step, host: "Host") -> Sequence[NewItem]:
        """The work items on arrival: one for all seats, or one per seat in sequence."""
        if self.completion.opens_one_by_one():
            return [
                NewItem(tuple(host.candidates(step, seat.role, seat.scope)), seat.act, position)
                for position, seat in enumerate(self.seats)
            ]
        groups = dict.fromkeys(g for seat in self.seats for g in host.candidates(step, seat.role, seat.scope))
        return [NewItem(tuple(groups), self.seats[0].act)]

    def initial(self, step: Step) -> dict[str, Any]:
        """Values that the form starts with (never of a decision)."""
        return {}

    def tells(self, step: Step) -> list[Told]:
        """What its page says beside the form, for a reader who is shown less of the case than he needs here."""
        return []

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        """Choices that depend on the case, by field path without row numbers ("items.rec_no")."""
        return {}

    def not_now(self, step: Step) -> Text | None:
        """Of a first step: why nobody can begin it on its subject as that stands. None: it can be begun."""
        return None

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        """Why this actor, though entitled by his post, may not act here: recusal, separation. None: he may."""
        return None

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        """Errors that need the store or today, by field path."""
        return {}

    def advise(self, step: Step, data: Values) -> list[Text]:
        """Warnings; the actor may submit anyway."""
        return []

    def answered(self, step: Step, data: Values) -> None:
        """One work item was answered (also when the task goes on waiting for others)."""

    def withdrawn(self, step: Step) -> Sequence[WorkItem]:
        """An answer is taken back while its task goes on: undo what `answered` wrote. Gives the items that this answer
        had settled too, which wait again."""
        return ()

    def ends(self, step: Step, data: Values) -> bool:
        """Whether this answer completes the task whatever the rule says: a return, a refusal, a veto."""
        return False

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        """The task is complete: write the rows; the returned routing values go on (at least `outcome`)."""
        return {"outcome": data.get("decision") or data.get("outcome") or "DONE"}


def form_for(user_task: UserTask, task: Task, item: WorkItem) -> type[Form]:
    """The form that an item is answered with: the task's, or a confirmation of what another has filled in."""
    return ConfirmForm if confirms(task, item) else user_task.form


def confirms(task: Task, item: WorkItem) -> bool:
    """Whether the item only approves the answer of a FILL item of the same task."""
    return item.act is Act.APPROVE and task.answer is not None


def opens_with(user_task: UserTask, step: Step) -> Mapping[str, Any]:
    """What the form of an open item is filled in with: what was entered for it before (taken back or returned), else
    the task's `initial`. Where a task has several parts (of other kinds), none opens with the answer of another."""
    task, item = step.task, step.item
    if task is None or item is None or item.act is Act.APPROVE:
        return user_task.initial(step)
    parts = {one.kind for one in task.items if one.act is Act.FILL}
    return item.answer or (task.answer if len(parts) == 1 else None) or user_task.initial(step)


@dataclass
class ServiceStep:
    """What a service function gets: the same as a task, without an actor's answer."""

    session: Session
    instance: Instance
    values: Values
    host: "Host"
    actor: Actor  # who caused the advance


ServiceFunction = Callable[[ServiceStep], dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """An effect that a runner executes: `read` looks into the store, `work` runs without a transaction, then
    `finish` inside one.

    `work` gets what `read` has gathered, or the payload, in which `job` is the id: the key by which an effect that is
    tried again is known. `finish` gets its result and returns routing values for a drawn task.
    """

    key: str
    label: Text
    work: Callable[[Any], Any] | None
    finish: Callable[[Session, Job, Any, "Host"], dict[str, Any]]
    attempts: int = 5
    shares_incident: bool = False  # one open incident stands for all that failed of this kind: their cause is one
    read: Callable[[Session, dict[str, Any], "Host"], Any] | None = None
    not_before: Callable[[Session, Mapping[str, Any]], datetime] | None = None
    """Of a drawn effect that can be taken back for a while: when, by the routing values, it is done at the earliest."""


@dataclass(frozen=True)
class Process:
    """One process: its diagrams in `folders` (and those it calls), its tasks and services by element id.

    `key` is also the id of the process in its map.
    """

    key: str
    label: Text
    folders: tuple[Path, ...]
    tasks: tuple[type[UserTask], ...]
    services: Mapping[str, ServiceFunction] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)  # element id -> JobKind.key
    messages: frozenset[str] = frozenset()
    timers: frozenset[str] = frozenset()  # deadline keys of drawn timers
    facts: Callable[[Session, Instance], Mapping[str, Any]] | None = None
    starters: tuple[Seat, ...] = ()  # who may start it with its first task; empty: only other processes do
    start_task: str = ""  # element of the first task, whose form a start shows
    subject_kind: str = "case"

    def task(self, element: str) -> UserTask:
        """The task of an element id; KeyError for an unknown one."""
        return self.by_element[element]

    @property
    def by_element(self) -> Mapping[str, UserTask]:
        found = _TASKS.get(self.key)
        if found is None or set(found) != {task.element for task in self.tasks}:
            found = _TASKS[self.key] = {task.element: task() for task in self.tasks}
        return found


_TASKS: dict[str, dict[str, UserTask]] = {}


class Owed(NamedTuple):
    """Whose date it is, as keys such as "unit:12": who owes it, to whom (None: it is our own), who keeps the matter."""

    by: str
    to: str | None
    kept_by: str | None


class Due(NamedTuple):
    """When something is due, and on what that rests: `span` units of `unit` after `counts_from`; of a DATE neither
    counts."""

    started_on: date
    warn_at: datetime
    due_at: datetime
    basis: str
    is_provisional: bool
    counts_from: date
    unit: str = "DATE"
    span: int = 0
    left: int | None = None  # where the clock stands still from the beginning: the working days that it will have
    owed: Owed | None = None
    rule: str | None = None  # the rule that gave it, where it is another than was asked for


@dataclass(frozen=True)
class Moved:
    """An instance moved: which tasks became ready and which ended; `standing`: every element that waits now."""

    instance: Instance
    opened: tuple[Task, ...]
    closed: tuple[Task, ...]
    standing: frozenset[str]
    ended: bool


class Came(StrEnum):
    """Why an open item comes to the notice of those who have it."""

    OPENED = "OPENED"
    HANDED_OVER = "HANDED_OVER"
    URGED = "URGED"


class Host(Protocol):
    """The domain, as the engine sees it; `workflows.bootstrap` implements it once."""

    def process(self, key: str) -> Process: ...

    def job_kind(self, key: str) -> JobKind: ...

    def why_not(self, session: Session, actor: Actor, act: str, item: WorkItem) -> Text | None:
        """None if the actor may do `act` (complete, claim, transfer …) on the item; else why not."""

    def candidates(self, step: Step, role: str, scope: str) -> Sequence[str]:
        """Group keys of a role in a scope of the step's subject."""

    def due(self, session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
        """When something under `rule` is due that starts now; None for a rule without a date yet."""

    def moved(self, session: Session, moved: Moved, actor: Actor) -> None:
        """The stage follows, in the same transaction."""

    def came(self, session: Session, item: WorkItem, why: Came, actor: Actor, note: str = "") -> None:
        """An item has come to somebody, or he is reminded of it: notices follow, in the same transaction."""
