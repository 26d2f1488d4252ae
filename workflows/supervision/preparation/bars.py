"""Why somebody entitled may not confirm a step of the first stage: his own entry, or a tie to a unit of the case."""

from collections.abc import Collection

from engine.actors import Actor
from engine.models import Act, ItemState
from engine.process import Step
from engine.text import Text
from workflows.people.rights import Duty, recusal, separation
from workflows.supervision.preparation import units


def bars_confirming(step: Step, actor: Actor, more_units: Collection[int] = ()) -> Text | None:
    """For the item that approves another's answer; None for every other item."""
    if step.item is None or step.task is None or step.item.act is not Act.APPROVE:
        return None
    wrote = {
        item.acted_by
        for item in step.task.items
        if item.act is Act.FILL and item.state is ItemState.DONE and item.acted_by is not None
    }
    standing = actor.standing_for(step.item.groups)
    own = separation(actor.person_id, Duty.APPROVE, {Duty.DRAFT: wrote}, standing)
    concerned = {*units.ids(step.session, step.subject_id), *more_units}
    return own or recusal(step.session, actor.person_id, concerned, step.subject_id)
