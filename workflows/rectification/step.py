"""What all steps of a unit's track share: whose they are, who is recused, on which day they happened."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from engine import clock
from engine.actors import Actor
from engine.models import Act, ItemState, WorkItem
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Unit
from workflows.people.recusal import recusal
from workflows.people.roles import Role, ScopeKind
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import TrackMode

UNIT_ROLES = (Role.UNIT_LIAISON, Role.UNIT_HEAD)
NO_SUCH = Text("第{no}条建议不在本次办理范围内。", "Recommendation {no} is not to be dealt with here.")
MISSING = Text("还缺第{nos}条建议。", "Recommendations {nos} are missing.")
TWICE = Text("第{no}条建议重复。", "Recommendation {no} stands twice.")


def track_of(step: Step) -> Track:
    """The track of a step."""
    return step.session.get_one(Track, step.subject_id)


def case_of(step: Step) -> Case:
    """The case to which the step's track belongs."""
    return step.session.get_one(Case, track_of(step).case_id)


def happened_on(step: Step) -> date:
    """The day that counts: of an act entered for another, when it happened."""
    return step.entry.happened_on if step.entry else clock.today()


class TrackTask(UserTask):
    """A step of a unit's track. The unit's own steps go to the inspection office where it collects the answers."""

    def wanted(self, step: Step) -> Sequence[Seat]:
        """The seats that are asked in this case; a unit's head only where the unit has asked for it."""
        unit = step.session.get_one(Unit, track_of(step).unit_id)
        return [seat for seat in self.seats if seat.role != Role.UNIT_HEAD or unit.has_unit_head_step]

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        seats = self.wanted(step)
        groups = [tuple(_groups(step, host, seat)) for seat in seats]
        if self.completion.opens_one_by_one():
            return [NewItem(groups[n], seat.act, n) for n, seat in enumerate(seats)]
        return [NewItem(tuple(dict.fromkeys(g for found in groups for g in found)), seats[0].act)]

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


def by_number(obligations: Sequence[Obligation]) -> dict[int, Obligation]:
    """Obligations by the number of their recommendation."""
    return {one.rec_no: one for one in obligations}


def examine_rows(
    rows: Sequence[Values], asked: Sequence[Obligation], path: str = "items", whole: bool = True
) -> dict[str, list[Text]]:
    """Errors of a table that has a line per obligation: unknown and double numbers, and (`whole`) missing ones."""
    known, seen = by_number(asked), set[int]()
    errors: dict[str, list[Text]] = {}
    for number, row in enumerate(rows):
        no = row["rec_no"]
        if no not in known or no in seen:
            words = TWICE if no in seen else NO_SUCH
            errors[f"{path}.{number}.rec_no"] = [words.format(no=no)]
        seen.add(no)
    missing = sorted(set(known) - seen)
    if whole and missing:
        errors.setdefault(path, []).append(MISSING.format(nos="、".join(map(str, missing))))
    return errors


def examine_numbers(numbers: Sequence[int], asked: Sequence[Obligation], path: str) -> dict[str, list[Text]]:
    """Errors of a list of numbers of recommendations."""
    known = by_number(asked)
    wrong = [no for no in numbers if no not in known]
    return {path: [NO_SUCH.format(no=no) for no in wrong]} if wrong else {}


def add(errors: dict[str, list[Text]], path: str, words: Text) -> None:
    """One more error at a field."""
    errors.setdefault(path, []).append(words)


def lines(rows: Sequence[Obligation], **more: Any) -> list[dict[str, Any]]:
    """Rows that a form starts with: one per obligation."""
    return [{"rec_no": one.rec_no, **more} for one in rows]
