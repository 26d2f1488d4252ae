"""What all steps of a unit's track share: whose they are, who is recused, on which day they happened."""

from collections.abc import Sequence
from datetime import date

from engine import clock
from engine.actors import Actor
from engine.models import Act, ItemState, WorkItem
from engine.process import Host, NewItem, Seat, Step, Told, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.documents.adopting import adopt
from workflows.people.models import Unit
from workflows.people.recusal import recusal
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.anew import take_back
from workflows.rectification.derived import settled
from workflows.rectification.in_short import in_short
from workflows.rectification.models import Track
from workflows.rectification.states import TrackMode

UNIT_ROLES = (Role.UNIT_LIAISON, Role.UNIT_HEAD)


def track_of(step: Step) -> Track:
    """The track of a step."""
    return step.session.get_one(Track, step.subject_id)


def case_of(step: Step) -> Case:
    """The case to which the step's track belongs."""
    return step.session.get_one(Case, track_of(step).case_id)


def happened_on(step: Step) -> date:
    """The day that counts: of an act entered for another, when it happened."""
    return step.entry.happened_on if step.entry else clock.today()


IS_SETTLED = Text("该单位承办的事项已经了结。", "What this unit had to do is settled.")


class TrackTask(UserTask):
    """A step of a unit's track. The unit's own steps go to the inspection office where it collects the answers."""

    def wanted(self, step: Step) -> Sequence[Seat]:
        """The seats that are asked in this case; a unit's head only where the unit has asked for it."""
        unit = step.session.get_one(Unit, track_of(step).unit_id)
        return [seat for seat in self.seats if seat.role != Role.UNIT_HEAD or unit.has_unit_head_step]

    withdrawable = False  # what this step has written cannot be taken back alone; the next may send it back

    def not_now(self, step: Step) -> Text | None:
        return IS_SETTLED if settled(track_of(step)) else None

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        take_back(step.session, track_of(step), self.element, step.actor)
        return self.asked_of(step, host)

    def asked_of(self, step: Step, host: Host) -> Sequence[NewItem]:
        """The work items on arrival."""
        seats = self.wanted(step)
        groups = [tuple(_groups(step, host, seat)) for seat in seats]
        if self.completion.opens_one_by_one():
            return [NewItem(groups[n], seat.act, n) for n, seat in enumerate(seats)]
        return [NewItem(tuple(dict.fromkeys(g for found in groups for g in found)), seats[0].act)]

    def tells(self, step: Step) -> list[Told]:
        return in_short(step.session, track_of(step))

    def answered(self, step: Step, data: Values) -> None:
        """Proofs and sealed papers belong to the case, for the team and the office to open."""
        adopt(step.session, self.form, data, track_of(step).case_id, step.actor.person_id)

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        if step.item is not None and _is_units_own(step.item):
            return None
        track = track_of(step)
        standing = actor.standing_for(step.item.groups) if step.item is not None else None
        for person_id in (actor.person_id, standing.on_behalf_of if standing else None):
            why = recusal(step.session, person_id, {track.unit_id}, track.case_id) if person_id else None
            if why is not None:
                return why
        return None


def _groups(step: Step, host: Host, seat: Seat) -> Sequence[str]:
    if seat.role == Role.UNIT_LIAISON and track_of(step).track_mode is TrackMode.VIA_OFFICE:
        return [f"{Role.INSPECTION_OFFICE}@{ScopeKind.CPPCC}:{case_of(step).cppcc_id}"]
    return host.candidates(step, seat.role, seat.scope)


def _is_units_own(item: WorkItem) -> bool:
    own = (*UNIT_ROLES, Role.INSPECTION_OFFICE)
    return any(group.startswith(f"{role}@") for group in item.groups for role in own)


def spare(step: Step, role: Role) -> None:
    """Take away the waiting approval of a role that this answer does not need; a return brings it back."""
    for item in step.task.items if step.task else ():
        waits = item.state is ItemState.WAITING and item.act is Act.APPROVE
        if waits and any(group.startswith(f"{role}@") for group in item.groups):
            item.state = ItemState.TAKEN_BACK
