"""What each post may see and do beside the tasks of a process: a table, read by screens and commands alike.

An action is allowed if all predicates of any one of its lines hold. Tasks have their own candidates
(`candidates`), and their own bars, which can be had from here too: `recusal` and `separation`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.actors import Actor
from engine.text import Text
from workflows.people.recusal import dispense, recusal, recusals
from workflows.people.roles import ADMINISTRATORS, BODY, Role, ScopeKind
from workflows.people.separation import Duty, may_sign_upward, separation, signs_once

__all__ = [
    "Action",
    "Duty",
    "Scene",
    "bodies",
    "dispense",
    "may",
    "may_sign_upward",
    "places",
    "recusal",
    "recusals",
    "separation",
    "signs_once",
    "why_not",
]


@dataclass(frozen=True)
class Scene:
    """What the right is asked about. `person_id`: whose own thing it is (a leader's holding time, the leader
    for whom something is entered, the registrar of a lead)."""

    cppcc_id: int | None = None
    committee_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    person_id: int | None = None
    is_undercover: bool = False
    told_ids: frozenset[int] = frozenset()  # persons whom an undercover plan names as told of it
    is_escalated: bool = False
    is_open_to_members: bool = False
    is_open_to_leaders: bool = False


Predicate = Callable[[Actor, Scene], bool]


class Action(StrEnum):
    SEE_CASE = "SEE_CASE"
    SEE_OFFICE_LISTS = "SEE_OFFICE_LISTS"  # lists over the cases of one's own CPPCC
    SEE_INTERNAL_NOTES = "SEE_INTERNAL_NOTES"
    SEE_COMPLAINANT = "SEE_COMPLAINANT"
    SEE_UNDERCOVER = "SEE_UNDERCOVER"
    SEE_TRACK = "SEE_TRACK"
    SEE_LEADER_HOLDING_TIME = "SEE_LEADER_HOLDING_TIME"
    SEE_UNIT_RANKING = "SEE_UNIT_RANKING"
    OPEN_UNIT_RANKING = "OPEN_UNIT_RANKING"
    REGISTER_LEAD = "REGISTER_LEAD"
    ENTER_FOR_ANOTHER = "ENTER_FOR_ANOTHER"
    SEE_TO_ENTER = "SEE_TO_ENTER"  # what is registered and still to be entered for units, of one's own cases
    SEE_LEADERS_LIST = "SEE_LEADERS_LIST"  # what waits for the leader whom one serves
    DISPENSE = "DISPENSE"
    CHANGE_SETTINGS = "CHANGE_SETTINGS"
    CHANGE_ACCOUNTS = "CHANGE_ACCOUNTS"
    GRANT_POSTS = "GRANT_POSTS"  # propose one, end one, lend for somebody who is away
    CONFIRM_POSTS = "CONFIRM_POSTS"  # the second officer: what was proposed takes effect
    SEE_PEOPLE = "SEE_PEOPLE"  # people, accounts, posts and what is proposed; no case
    KEEP_UNITS = "KEEP_UNITS"
    SEE_UNITS = "SEE_UNITS"
    CHANGE_LIAISON = "CHANGE_LIAISON"  # of a unit: ask for it, or enter it for the unit
    CONFIRM_LIAISON = "CONFIRM_LIAISON"
    REORGANISE = "REORGANISE"  # enter that a unit is renamed, merged or split
    CONFIRM_REORGANISATION = "CONFIRM_REORGANISATION"
    CHANGE_TERM = "CHANGE_TERM"  # enter who follows whom in a new term
    CONFIRM_TERM = "CONFIRM_TERM"
    SEE_SETTINGS = "SEE_SETTINGS"  # calendar, deadline rules, thresholds
    KEEP_PLAN = "KEEP_PLAN"
    READ_JOURNAL = "READ_JOURNAL"
    KEEP_HOUSE = "KEEP_HOUSE"


def holds(*roles: Role) -> Predicate:
    """One of these roles, anywhere."""
    return lambda actor, _scene: any(f"{role}@any" in actor.standings for role in roles)


def bodies(actor: Actor, *roles: Role) -> frozenset[int]:
    """The CPPCCs in which, or in a committee of which, the actor holds one of these roles."""
    held = tuple(f"{role}@{BODY}:" for role in roles)
    return frozenset(int(group.rpartition(":")[2]) for group in actor.standings if group.startswith(held))


def places(actor: Actor, kind: ScopeKind, *roles: Role) -> list[int]:
    """The committees, or the units, in which the actor holds one of these roles."""
    held = tuple(f"{role}@{kind}:" for role in roles)
    return list(dict.fromkeys(int(group.rpartition(":")[2]) for group in actor.standings if group.startswith(held)))


def within(*roles: Role) -> Predicate:
    """One of these roles in the CPPCC that owns the case, or in one of its committees."""
    return lambda actor, scene: any(f"{role}@{BODY}:{scene.cppcc_id}" in actor.standings for role in roles)


def in_committee(*roles: Role) -> Predicate:
    """One of these roles in the committee of the case."""
    return lambda actor, scene: any(
        f"{role}@{ScopeKind.COMMITTEE}:{scene.committee_id}" in actor.standings for role in roles
    )


def in_body(*roles: Role) -> Predicate:
    """One of these roles of the whole CPPCC that owns the case."""
    return lambda actor, scene: any(f"{role}@{ScopeKind.CPPCC}:{scene.cppcc_id}" in actor.standings for role in roles)


def in_unit(actor: Actor, scene: Scene) -> bool:
    """Liaison or head of one of the units concerned."""
    return any(
        f"{role}@{ScopeKind.UNIT}:{unit_id}" in actor.standings
        for role in (Role.UNIT_LIAISON, Role.UNIT_HEAD)
        for unit_id in scene.unit_ids
    )


def in_team(actor: Actor, scene: Scene) -> bool:
    return actor.person_id in scene.team_ids


def is_told(actor: Actor, scene: Scene) -> bool:
    """Named in an undercover plan."""
    return actor.person_id in scene.told_ids


def may_know(actor: Actor, scene: Scene) -> bool:
    """Nothing is undercover, or the actor is one of those who see it (decisions §2.2, 16)."""
    return not scene.is_undercover or may(Action.SEE_UNDERCOVER, actor, scene)


def is_himself(actor: Actor, scene: Scene) -> bool:
    return scene.person_id is not None and actor.person_id == scene.person_id


def is_his_secretary(actor: Actor, scene: Scene) -> bool:
    return f"{Role.LEADER_SECRETARY}@{ScopeKind.PERSON}:{scene.person_id}" in actor.standings


def is_escalated(_actor: Actor, scene: Scene) -> bool:
    return scene.is_escalated


def is_open_to_members(_actor: Actor, scene: Scene) -> bool:
    return scene.is_open_to_members


def is_open_to_leaders(_actor: Actor, scene: Scene) -> bool:
    return scene.is_open_to_leaders


OFFICE = (
    Role.INTAKE_DESK,
    Role.CASE_OFFICER,
    Role.COMMITTEE_DIRECTOR,
    Role.OFFICE_EDITOR,
    Role.NUMBERING_CLERK,
    Role.SEAL_KEEPER,
    Role.OFFICE_CLERK,
    Role.RESEARCH_DIRECTOR,
    Role.OPINION_EDITOR,
    Role.SECRETARY_GENERAL,
    Role.VICE_CHAIR,
    Role.CHAIRPERSON,
    Role.LEADER_SECRETARY,
    Role.ARCHIVIST,
    Role.BUSINESS_ADMIN,
)
"""Those who work inside the CPPCC; the three administrators are not among them: they see no case."""

ENTERS = (Role.INTAKE_DESK, Role.OFFICE_CLERK, Role.CASE_OFFICER)
"""Whose list it is what is still to be entered for others."""

Lines = tuple[tuple[Predicate, ...], ...]

POLICY: Mapping[Action, Lines] = {
    Action.SEE_CASE: (
        (within(*OFFICE),),
        (in_team,),
        (within(Role.MEMBER), is_open_to_members),
        (within(Role.INSPECTION_OFFICE), is_escalated),
        (within(Role.LEADER_VIEWER), is_open_to_leaders),
        (holds(Role.KANJIAN_EDITOR, Role.MEMBER, Role.LIAISON_POINT), is_himself),
    ),
    Action.SEE_OFFICE_LISTS: ((holds(*OFFICE),),),
    Action.SEE_INTERNAL_NOTES: ((within(*OFFICE), may_know),),
    Action.SEE_COMPLAINANT: ((in_committee(Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR),),),
    Action.SEE_UNDERCOVER: (
        (in_committee(Role.CASE_OFFICER, Role.COMMITTEE_DIRECTOR, Role.VICE_CHAIR),),
        (in_body(Role.SECRETARY_GENERAL, Role.CHAIRPERSON),),
        (in_team,),
        (is_told,),
    ),
    Action.SEE_TRACK: (
        (within(*OFFICE),),
        (in_unit,),
        (in_team,),
        (within(Role.INSPECTION_OFFICE), is_escalated),
    ),
    Action.SEE_LEADER_HOLDING_TIME: ((is_himself,), (in_body(Role.SECRETARY_GENERAL),)),
    Action.SEE_UNIT_RANKING: (
        (within(*OFFICE),),
        (within(Role.LEADER_VIEWER), is_open_to_leaders),
    ),
    Action.OPEN_UNIT_RANKING: ((in_body(Role.SECRETARY_GENERAL),),),
    Action.REGISTER_LEAD: (
        (holds(Role.INTAKE_DESK, Role.CASE_OFFICER, Role.OFFICE_CLERK, Role.MEMBER, Role.KANJIAN_EDITOR),),
    ),
    Action.ENTER_FOR_ANOTHER: (
        (in_committee(Role.CASE_OFFICER),),
        (in_body(Role.OFFICE_CLERK),),
        (is_his_secretary,),
    ),
    Action.SEE_TO_ENTER: ((holds(*ENTERS),),),
    Action.SEE_LEADERS_LIST: ((holds(Role.LEADER_SECRETARY),),),
    Action.DISPENSE: ((in_body(Role.SECRETARY_GENERAL),),),
    Action.CHANGE_SETTINGS: ((in_body(Role.BUSINESS_ADMIN),),),
    Action.SEE_SETTINGS: ((holds(*OFFICE),),),
    Action.KEEP_PLAN: ((in_body(Role.OFFICE_CLERK, Role.BUSINESS_ADMIN),),),
    Action.CHANGE_ACCOUNTS: ((holds(Role.SYS_ADMIN),),),
    Action.GRANT_POSTS: ((holds(Role.SEC_ADMIN),),),
    Action.CONFIRM_POSTS: ((holds(Role.SYS_ADMIN),),),
    Action.SEE_PEOPLE: ((holds(*ADMINISTRATORS),),),
    Action.KEEP_UNITS: ((in_body(Role.BUSINESS_ADMIN, Role.OFFICE_CLERK),),),
    Action.CHANGE_LIAISON: ((in_unit,), (within(Role.CASE_OFFICER, Role.OFFICE_CLERK),)),
    Action.REORGANISE: ((in_body(Role.OFFICE_CLERK),),),
    Action.CONFIRM_REORGANISATION: ((in_body(Role.SECRETARY_GENERAL),),),
    Action.CHANGE_TERM: ((in_body(Role.BUSINESS_ADMIN),),),
    Action.CONFIRM_TERM: ((in_body(Role.SECRETARY_GENERAL),),),
    Action.CONFIRM_LIAISON: ((within(Role.CASE_OFFICER),),),
    Action.SEE_UNITS: ((holds(*OFFICE, *ADMINISTRATORS),),),
    Action.READ_JOURNAL: ((holds(Role.AUDIT_ADMIN),),),
    Action.KEEP_HOUSE: ((holds(*ADMINISTRATORS, Role.BUSINESS_ADMIN),),),
}


def may(action: Action, actor: Actor, scene: Scene = Scene()) -> bool:
    return any(all(holds_true(actor, scene) for holds_true in line) for line in POLICY[action])


def why_not(action: Action, actor: Actor, scene: Scene = Scene()) -> Text | None:
    """None if the actor may; else a sentence for him."""
    if may(action, actor, scene):
        return None
    return Text("您现任职务没有这项权限。", "None of the posts that you hold gives this right.")
