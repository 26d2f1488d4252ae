"""Two people where one would be too few: who drafted does not approve, who handled does not verify."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from engine.actors import Standing
from engine.text import Text
from workflows.people.roles import ADMINISTRATORS, Role


class Duty(StrEnum):
    DRAFT = "DRAFT"  # wrote the document or filled the form
    APPROVE = "APPROVE"  # approves or signs it
    HANDLE = "HANDLE"  # carried out what is to be checked: reported, rectified, registered for the unit
    VERIFY = "VERIFY"  # re-inspects, checks, grades
    ENTER = "ENTER"  # entered an act for another
    CONFIRM = "CONFIRM"  # is asked whether such an entry is right


CONFLICTS: Mapping[Duty, tuple[Duty, Text]] = {
    Duty.APPROVE: (
        Duty.DRAFT,
        Text("拟稿人不能审批自己起草的文件。", "Who drafted a document does not approve it."),
    ),
    Duty.VERIFY: (
        Duty.HANDLE,
        Text("经办人不能复核自己办理的事项。", "Who handled a matter does not verify it."),
    ),
    Duty.CONFIRM: (
        Duty.ENTER,
        Text("代录人不能核对自己的代录。", "Who made an entry for another does not check it."),
    ),
}


def separation(
    person_id: int, duty: Duty, done: Mapping[Duty, Collection[int]], standing: Standing | None = None
) -> Text | None:
    """Why the person may not take on the duty after what was done (duty -> person ids); None if he may.

    A delegate is bound twice: by what he did himself and by what the one did for whom he acts.
    """
    conflict = CONFLICTS.get(duty)
    if conflict is None:
        return None
    other, why = conflict
    bound = {person_id, standing.on_behalf_of if standing else None}
    return why if bound & set(done.get(other, ())) else None


def kept_apart(held: Collection[Role], role: Role) -> set[Role]:
    """Which of the roles that somebody holds cannot stand beside this one: the three administrators are kept apart
    from each other and from all case work (三员分立)."""
    return set(held) - {role} if role in ADMINISTRATORS else set(held) & ADMINISTRATORS


def signs_once(signed_by: int, on_behalf_of: int | None, next_holders: Collection[int]) -> bool:
    """Whether the signature just given settles the next item of a route too: the same person, in his own
    name, is the only one who holds the next post. A delegate's signature never counts for his own post."""
    return on_behalf_of is None and set(next_holders) == {signed_by}


def may_sign_upward(standing: Standing | None) -> Text | None:
    """Why somebody who has the standing may not sign an upward document (decisions D11); None if he may.

    Upward the chairperson signs, or the vice-chair who presides, in his own name: never a delegate.
    """
    if standing is not None and standing.on_behalf_of is None:
        return None
    return Text(
        "上行文由主席或主持工作的副主席本人签发，不能委托。",
        "An upward document is signed by the chairperson, or the vice-chair who presides, in person.",
    )
