"""The plan: what it must keep to, its facts as a row, and when a change of names needs no new approval."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine import clock
from engine.calendar import load as load_calendar
from engine.commands import as_json
from engine.process import ServiceStep, Step, Told, Values
from engine.text import Text, day_in_words
from workflows.cases.models import Case, CaseState
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Person
from workflows.people.rights import recusals
from workflows.settings.in_force import threshold
from workflows.supervision.dispatch_response import undercover
from workflows.supervision.models import InitiationSheet, Plan
from workflows.supervision.preparation import initiating, papers, units

TITLE = "关于“{topic}”的监督方案"
NAMES_ONLY = frozenset({"team_members"})
"""What may change without a new approval: replacements within the criteria."""

NO_LEADER = Text("组长须为政协委员或现任领导。", "The team leader is a member or a leader in office.")
NOT_A_MEMBER = Text("{person}不是政协委员。", "{person} is not a CPPCC member.")
NOTICED = Text("暗访不能邀请部门，以免走漏。", "An undercover visit invites no department.")
TOO_FEW = Text("监督小组最少{n}人。", "A team has at least {n} people.")
OUTSIDE = Text("{day}不在监督期限内（{start}至{end}）。", "{day} is outside the period ({start} to {end}).")
ON = Text("{day} {place}：{content}", "{day}, {place}: {content}")
EVEN = Text("成员人数为单数更便于表决。", "An odd number makes votes easier.")
DAY_OFF = Text("{day}不是工作日。", "{day} is not a working day.")
SHORT_LIST = Text(
    "连同组长只列了{n}人，少于最少人数{min}。", "With the leader {n} are named, fewer than the {min} needed."
)

Errors = dict[str, list[Text]]


def faults(session: Session, case: Case, data: Values) -> Errors:
    """Errors by field."""
    errors: Errors = {}
    least = team_min(session, case)
    if data["member_count"] < least:
        errors["member_count"] = [TOO_FEW.format(n=least)]
    if data["undercover"] and data.get("invited_departments"):
        errors["invited_departments"] = [NOTICED]
    if strangers := undercover.strangers(session, case, data.get("told") or ()):
        errors["told"] = strangers
    return errors | _people(session, case, data) | _schedule(session, case, data)


def _people(session: Session, case: Case, data: Values) -> Errors:
    """Who may not be in the team: a stranger to the CPPCC, or one tied to a responsible unit."""
    errors: Errors = {}
    leader_id, invited = data["team_leader"], list(data.get("team_members") or ())
    tied = recusals(session, [leader_id, *invited], units.ids(session, case.id), case.id)
    leader = session.get(Person, leader_id)
    if leader is None or not (leader.is_member or initiating.is_leader(session, leader_id)):
        errors["team_leader"] = [NO_LEADER]
    elif leader_id in tied:
        errors["team_leader"] = [tied[leader_id]]
    people = [session.get_one(Person, person_id) for person_id in invited]
    wrong = [NOT_A_MEMBER.format(person=person.name) for person in people if not person.is_member]
    wrong += [tied[person_id] for person_id in invited if person_id in tied]
    if wrong:
        errors["team_members"] = wrong
    return errors


def _schedule(session: Session, case: Case, data: Values) -> Errors:
    sheet = session.get(InitiationSheet, case.id)
    if sheet is None:
        return {}
    start, end = sheet.period_start, sheet.period_end
    return {
        f"schedule.{number}.date": [OUTSIDE.format(day=row["date"], start=start, end=end)]
        for number, row in enumerate(data["schedule"])
        if not start <= row["date"] <= end
    }


def advice(session: Session, case: Case, data: Values) -> list[Text]:
    """Warnings: an even head-count, days off, fewer names than a team needs."""
    calendar = load_calendar(session)
    found = [EVEN] if data["member_count"] % 2 == 0 else []
    days = [row["date"] for row in data["schedule"] if not calendar.is_workday(row["date"])]
    found += [DAY_OFF.format(day=day) for day in days]
    named, least = len({data["team_leader"], *(data.get("team_members") or ())}), team_min(session, case)
    return found + ([SHORT_LIST.format(n=named, min=least)] if named < least else [])


def team_min(session: Session, case: Case) -> int:
    """The smallest team, as the setting stood when the case began."""
    return int(threshold(session, "team_min", case.clocks_on))


def submit(step: Step, data: Values) -> dict[str, Any]:
    """Save the plan and its facts. Of an approved plan in which names alone have changed: outcome REPLACED."""
    session, case_id = step.session, step.subject_id
    case = session.get_one(Case, case_id)
    plan = session.get(Plan, case_id)
    if plan is not None and plan.is_approved and _names_alone(session, plan, data):
        plan.member_ids = list(dict.fromkeys(data.get("team_members") or ()))
        return {"outcome": "REPLACED"}
    sheet = session.get(InitiationSheet, case_id)
    title = TITLE.format(topic=sheet.topic_title if sheet else case.title)
    document = papers.submit(session, case_id, DocumentKind.PLAN, title, data, step.actor.person_id)
    drafts.concern(session, document.id, units.ids(session, case_id), {})
    _keep(session, plan or Plan(case_id=case_id), document, data)
    case.state, case.is_undercover = CaseState.PLANNING, data["undercover"]
    return {"outcome": "SUBMIT", "document_id": document.id, "route": "PLAN"}


def _names_alone(session: Session, plan: Plan, data: Values) -> bool:
    approved = drafts.latest(session, plan.document_id).content
    return _but_names(approved) == _but_names(as_json(data))


def _but_names(content: Mapping[str, Any]) -> dict[str, Any]:
    """Without the names, and whether a field was left out or left empty."""
    return {key: value for key, value in content.items() if key not in NAMES_ONLY and value not in (None, [], "")}


def _keep(session: Session, plan: Plan, document: Document, data: Values) -> None:
    plan.document_id, plan.is_approved = document.id, False
    plan.team_leader_id, plan.member_count = data["team_leader"], data["member_count"]
    plan.member_criteria = data["member_criteria"]
    plan.member_ids = list(dict.fromkeys(data.get("team_members") or ()))
    plan.invited_department_ids = list(data.get("invited_departments") or ())
    plan.first_on = min(row["date"] for row in data["schedule"])
    plan.is_undercover, plan.media_participation = data["undercover"], data["media_participation"]
    session.add(plan)
    session.flush()


def adopt_plan(step: ServiceStep) -> dict[str, Any]:
    """The route is through: from now on names within the criteria may change."""
    plan = step.session.get_one(Plan, step.instance.matter_id)
    plan.is_approved = True
    return {}


def last_entry(session: Session, case_id: int) -> dict[str, Any]:
    """The plan as it was, with the names as they are now."""
    content = papers.last_content(session, case_id, DocumentKind.PLAN)
    plan = session.get(Plan, case_id)
    if content and plan is not None:
        content["team_members"] = list(plan.member_ids)
    return content


def in_short(session: Session, case_id: int) -> list[Told]:
    """What somebody who is asked to take part wants to know: what for, when and where, under whom."""
    content, plan = last_entry(session, case_id), session.get(Plan, case_id)
    days = [
        ON.format(day=day_in_words(date.fromisoformat(row["date"])), place=row["place"], content=row["content"])
        for row in content.get("schedule") or []
    ]
    leader = session.get(Person, plan.team_leader_id) if plan else None
    told: list[Told] = [
        (Text("监督目标", "Objective"), [content.get("objective") or ""]),
        (Text("日程", "Schedule"), days),
        (Text("组长", "Team leader"), [leader.name if leader else ""]),
        (Text("安全事项", "Safety"), [content.get("safety_notes") or ""]),
    ]
    return [(label, lines) for label, lines in told if any(lines)]


def first_day(session: Session, case_id: int) -> date:
    """The first day of the plan's schedule; today where there is no plan."""
    plan = session.get(Plan, case_id)
    return plan.first_on if plan is not None else clock.today()
