"""The only wiring: what the engine asks the domain, answered here once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, projection
from engine.actors import Actor, person_group
from engine.models import Instance, Task, WorkItem
from engine.process import Came, Due, Host, JobKind, Moved, Process, Step
from engine.text import Text
from workflows import catalog, delivering, guarding, morning_sheet, reminding, scopes, tidying
from workflows.cases import stages
from workflows.cases.models import Case, CaseState, Priority, Stage
from workflows.notices import telling
from workflows.people import candidates
from workflows.people.rights import OFFICE
from workflows.people.roles import ScopeKind
from workflows.rectification import owing
from workflows.rectification.models import Track
from workflows.settings import deadlines
from workflows.supervision.beside import suspending

NOT_YOURS = Text("此事项不在您的办理范围内。", "This item is not yours to deal with.")
CASES = frozenset({"supervision", "taken_over"})
"""Processes that a case itself runs in; every other one goes on beside it."""
CLAIMED = Text("此事项已由他人认领。", "Somebody else has claimed this item.")
ASKS = Text("退回环节由政协机关办理，可请承办人退回。", "Only the CPPCC's office sends back; ask the case officer.")

BACK: Mapping[str, tuple[CaseState, CaseState]] = {
    "draft_letter": (CaseState.IN_APPROVAL, CaseState.DRAFTING_LETTER),
    "summary": (CaseState.CLOSING, CaseState.SUMMARISING),
}
"""A paper that comes back to its drafter, by whatever way, is no longer in approval: state before, and after."""


class Domain:
    """Implements `engine.process.Host`."""

    @cached_property
    def _processes(self) -> Mapping[str, Process]:
        return catalog.processes()

    @cached_property
    def _job_kinds(self) -> Mapping[str, JobKind]:
        above = (*morning_sheet.JOB_KINDS, *delivering.JOB_KINDS)
        return {**catalog.job_kinds(), **{kind.key: kind for kind in above}}

    def process(self, key: str) -> Process:
        return self._processes[key]

    def job_kind(self, key: str) -> JobKind:
        return self._job_kinds[key]

    def why_not(self, session: Session, actor: Actor, act: str, item: WorkItem) -> Text | None:
        """Post first, then what speaks against this person: recusal, separation."""
        instance = session.get_one(Instance, item.instance_id)
        if act in ("urge", "enter", "transfer") and scopes.is_in_charge(session, actor, instance, act, item):
            return None
        groups = [person_group(item.assignee_id)] if item.assignee_id else item.groups
        if actor.standing_for(groups) is None:
            return CLAIMED if item.assignee_id and actor.standing_for(item.groups) else NOT_YOURS
        if act == "urge":
            return NOT_YOURS  # nobody reminds himself
        if act == "return_to":
            return _why_no_return(actor, instance, item)
        if act == "release":
            return None
        task = session.get_one(Task, item.task_id)
        step = projection.step_of(session, instance, task, actor, item)
        return self.process(instance.process).task(task.element).refuses(step, actor)

    def candidates(self, step: Step, role: str, scope: str) -> Sequence[str]:
        """Group keys, resolved by the case and, for a unit's step, by the track."""
        found = scopes.of(step.session, step.subject_kind, step.subject_id)
        return candidates.groups(
            role,
            scope,
            cppcc_id=found.cppcc_id,
            committee_id=found.committee_id,
            unit_id=found.unit_id,
            person_ids=scopes.people(step, role, scope),
        )

    def due(self, session: Session, instance: Instance, rule: str, started: datetime) -> Due | None:
        """A date that the case itself brings goes before the rule's; while a case stands still, so does its clock."""
        found = scopes.own_date(session, instance, rule, started)
        track = session.get_one(Track, instance.subject_id) if instance.subject_kind == "track" else None
        if found is None:
            case = session.get_one(Case, instance.matter_id)
            urgent, unit_id = case.priority is Priority.URGENT, track.unit_id if track else None
            found = deadlines.due(session, rule, started, case.clocks_on, urgent, unit_id)
        if found is not None and track is not None:
            found = found._replace(owed=owing.of_step(session, track, rule))
        return suspending.standing(session, instance, found)

    def moved(self, session: Session, moved: Moved, actor: Actor) -> None:
        """The stage of a case follows from the diagram in which it waits; its state from a paper's return."""
        instance = moved.instance
        if instance.process not in CASES:
            return
        elements = definitions.spec(session, instance.definition_id).elements
        known = stages.by_diagram(elements)
        reached = [known[p] for element in moved.standing if (p := elements[element].process_id) in known]
        case = session.get_one(Case, instance.matter_id)
        if reached:
            case.stage = max(reached, key=list(Stage).index)
        for task in moved.opened:
            before, after = BACK.get(task.element, (None, None))
            if after is not None and case.state is before:
                case.state = after

    def came(self, session: Session, item: WorkItem, why: Came, actor: Actor, note: str = "") -> None:
        """Notices to those who have the item, and outside to whoever wants that."""
        telling.came(session, item, why, actor, note)


def _why_no_return(actor: Actor, instance: Instance, item: WorkItem) -> Text | None:
    """Going back undoes what others did: for the office, and on a unit's track for those who inspect it."""
    if any(f"{role}@any" in actor.standings for role in OFFICE):
        return None
    is_units_own = any(f"@{ScopeKind.UNIT}:" in group for group in item.groups)
    return None if instance.subject_kind == "track" and not is_units_own else ASKS


DOMAIN: Host = Domain()


def deploy(session: Session) -> list[str]:
    """Deploy every process whose diagrams have changed; "key version" of each."""
    made = [definitions.deploy(session, process) for process in catalog.processes().values()]
    return [f"{definition.process} {definition.version}" for definition in made]


def plan_mornings(session: Session) -> None:
    """Have done what comes again each morning, if nobody has planned it: for whoever runs jobs, at its start."""
    for mornings in (guarding, reminding, morning_sheet, tidying):
        mornings.plan(session)


def instances_of(session: Session, case_id: int) -> list[Instance]:
    """Every instance that belongs to a case: its own, its tracks', and acts beside it."""
    return list(session.scalars(select(Instance).where(Instance.matter_id == case_id).order_by(Instance.id)))
