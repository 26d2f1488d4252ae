"""Words about steps and acts, and which of them a unit may read."""

from collections.abc import Sequence

from engine.actors import Actor
from engine.models import Task, WorkItem
from engine.process import Host
from engine.text import Text
from workflows.people.rights import OFFICE
from workflows.people.roles import Role

OUTSIDE = Text("市政协", "CPPCC")
"""Who acted, where the reader may not see which of the CPPCC's people it was."""

TO_UNIT = frozenset({"decide_objection", "review_plan", "re_rectify"})
"""Steps of the CPPCC whose opinion is written for the unit: it may be read there. All others are internal."""

KINDS = {
    "REVIEW": Text("审核", "Review"),
    "COUNTERSIGN": Text("会签", "Countersign"),
    "OFFICE_EDIT": Text("核稿", "Office edit"),
    "CHAIR_MEETING": Text("主席会议审议", "Chair meeting"),
    "SIGN_OFF": Text("签发", "Sign-off"),
}


def step_label(host: Host, process: str, task: Task, item: WorkItem | None = None) -> Text:
    """The step in words; an item of a route may have words of its own."""
    if item is not None and item.label:
        return Text(*item.label)
    return element_label(host, process, task.element)


def element_label(host: Host, process: str, element: str) -> Text:
    """The label of an element; its id where the diagram of an old version has a task that is gone."""
    found = host.process(process).by_element.get(element)
    return found.label if found else Text(element, element)


def kind_label(item: WorkItem) -> Text | None:
    """What kind of item of a route it is: 审核, 会签, 签发."""
    return KINDS.get(item.kind)


def is_outside(actor: Actor) -> bool:
    """Whether the actor reads for a responsible unit and works nowhere in the CPPCC."""
    if _works_inside(actor):
        return False
    return any(f"{role}@any" in actor.standings for role in (Role.UNIT_LIAISON, Role.UNIT_HEAD))


def _works_inside(actor: Actor) -> bool:
    return any(f"{role}@any" in actor.standings for role in OFFICE)


def opinion_for(actor: Actor, opinion: str | None, groups: Sequence[str], element: str) -> tuple[str | None, bool]:
    """The opinion of an item of these groups, as far as the actor may read it, and whether he may see who wrote it.
    A member reads on his steps' pages, as on the case's page, who acted and not what was said among those inside."""
    if _works_inside(actor) or actor.standing_for(groups) is not None:
        return opinion, True
    if is_outside(actor):
        return (opinion if element in TO_UNIT else None), False
    return None, True
