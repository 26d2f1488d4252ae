"""A case on its usual way, from the lead to the archive: each function takes it one step, or as far as its name says.

`units` are the responsible ones; of several each answers for itself, unless `lead=True` makes the first the lead.
The team are the first four members of the cast, 柏委员 its leader.
"""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PIL import Image
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.models import Instance, ItemState, Task, WorkItem
from tests.scenario import Hand, Scenario
from workflows.documents import storage
from workflows.people import candidates
from workflows.people.models import Person, Unit

PLACE = "滨河街道柳岸社区"
ADVICE = "查清雨水口混接点并逐一改造，建立雨天巡查制度。"
BACKGROUND = "《看见》栏目播出后，市政协组织委员到现场开展实地监督，走访群众，并与有关单位座谈。"
MINUTES = "监督小组实地察看两处雨水口和沿街餐饮接管情况，走访居民，与有关单位现场核对。" * 3
SUMMARY = "监督小组实地督办后，责任单位逐条落实，群众反映的问题得到解决。" * 12


def lead(**changes: Any) -> dict[str, Any]:
    """What the programme says of a river; with changes, of something else."""
    return {
        "source_kind": "PROGRAMME",
        "title": "清水河为何一到雨天就变脸",
        "problem": "甲区滨河街道柳岸社区段河道，一到雨天便有黑臭污水自雨水口涌入河中，沿岸居民反映异味持续两年。",
        "noticed_on": clock.today() - timedelta(days=3),
        "location": PLACE,
        "broadcast_url": "https://example.org/kanjian/3",
        "category": "ECO",
        **changes,
    }


OTHER_PLACE = {
    "title": "消防通道成了免费停车场",
    "problem": "东园街道梅园小区消防通道长期被私家车占用，消防车无法进入，物业多次劝阻没有效果。",
    "location": "东园街道梅园小区",
    "broadcast_url": "https://example.org/kanjian/5",
    "category": "SAFETY",
}


def team(scenario: Scenario) -> list[Person]:
    cast = scenario.cast
    return [cast.member1, cast.member2, cast.member3, cast.member4]


def keeps(scenario: Scenario, person: Person, name: str, unit: Unit | None = None) -> list[int]:
    """A small file that the person has uploaded, as a form takes it."""
    content = b"%PDF-1.4\n" + name.encode()
    if name.endswith(".png"):
        made = io.BytesIO()
        Image.new("RGB", (2, 2)).save(made, "PNG")
        content = made.getvalue()
    assert scenario.files is not None
    with transaction(scenario.database) as session:
        store = storage.Store(scenario.files)
        return [storage.keep(session, store, name, content, person.id, unit_id=unit.id if unit else None).id]


# -- the lead -------------------------------------------------------------------------------------------


def registered(scenario: Scenario, by: Person | None = None, **changes: Any) -> int:
    """A lead lies before the intake desk."""
    return scenario.as_(by or scenario.cast.kanjian_editor).registers(**lead(**changes))


def assigned(scenario: Scenario, case: int) -> int:
    """The intake desk gives it to 城建委."""
    scenario.as_(scenario.cast.intake).fills("assign_lead", case, committee=scenario.cast.urban.id)
    return case


def weighed(scenario: Scenario, case: int, decision: str, **answer: Any) -> int:
    """The officer proposes, the director agrees."""
    scenario.as_(scenario.cast.officer).does("weigh_lead", case, decision=decision, **answer)
    scenario.as_(scenario.cast.director).does("weigh_lead", case, decision="APPROVE")
    return case


def roles(units: Sequence[Unit], lead: bool = False) -> list[dict[str, Any]]:
    """The units as a form names them, each with its role."""
    if len(units) == 1:
        return [{"unit": units[0].id, "track_role": "SOLE"}]
    first, others = ("LEAD", "ASSIST") if lead else ("SEPARATE", "SEPARATE")
    return [{"unit": unit.id, "track_role": others if number else first} for number, unit in enumerate(units)]


def taken_up(scenario: Scenario, units: Sequence[Unit], lead: bool = False, **changes: Any) -> dict[str, Any]:
    """What an acceptance has to say."""
    return {
        "committee": scenario.cast.urban.id,
        "priority": "NORMAL",
        "category": "ECO",
        "district": scenario.cast.district_a.id,
        "is_common_problem": False,
        "responsible_units": roles(units, lead),
        "confidentiality": "PUBLIC",
        **changes,
    }


def accepted(scenario: Scenario, units: Sequence[Unit], lead: bool = False, **changes: Any) -> int:
    """A lead that is taken up."""
    case = assigned(scenario, registered(scenario, **changes))
    return weighed(scenario, case, "ACCEPT", **taken_up(scenario, units, lead))


# -- papers and who signs them --------------------------------------------------------------------------


def signer(scenario: Scenario, case: int) -> tuple[Hand, int] | None:
    """Whose turn it is to approve the paper of a case, and the item; None where none waits."""
    with scenario.reading() as session:
        item = session.scalars(
            select(WorkItem)
            .join(Task, Task.id == WorkItem.task_id)
            .join(Instance, Instance.id == WorkItem.instance_id)
            .where(Instance.matter_id == case, Task.element == "approve", WorkItem.state == ItemState.OPEN)
            .order_by(WorkItem.id)
        ).first()
        if item is None:
            return None
        return scenario.as_(candidates.holders(session, item.groups[0])[0]), item.id


def signed(scenario: Scenario, case: int, until: Person | None = None, opinion: str | None = None) -> list[str]:
    """Everybody on the route agrees, in their order, as far as the turn of `until`; the names of those who did."""
    names = []
    while (found := signer(scenario, case)) is not None:
        hand, _ = found
        if until is not None and hand.person.id == until.id:
            break
        hand.fills("approve", case, decision="APPROVE", opinion=opinion, return_to=None, resubmit_mode=None)
        names.append(hand.person.name)
    return names


# -- initiation, plan, team, visit ----------------------------------------------------------------------


def initiated(scenario: Scenario, case: int) -> int:
    """The sheet goes through its whole route."""
    scenario.as_(scenario.cast.officer).does(
        "initiation",
        case,
        topic_title="柳岸片区雨污混接整治",
        topic_source="PROGRAMME",
        planned=False,
        unplanned_reason="栏目当月新播出的问题，年度计划未列入",
        basis="栏目播出后群众反映强烈，涉及多个部门，宜以民主监督推动。",
        period_start=clock.today(),
        period_end=clock.today() + timedelta(days=200),
        lead_leader=scenario.cast.vice_chair.id,
        is_sensitive=False,
    )
    signed(scenario, case)
    return case


def plan(scenario: Scenario, **changes: Any) -> dict[str, Any]:
    people = [person.id for person in team(scenario)]
    return {
        "objective": "推动柳岸片区雨污混接问题整改到位，建立长效机制。",
        "focus_items": [{"text": "雨污混接点排查"}],
        "methods": ["SITE_INSPECTION"],
        "schedule": [{"date": scenario.workday(8), "place": PLACE, "content": "实地察看两处雨水口"}],
        "checklist": [{"item": f"事项{number}", "standard": "有记录"} for number in (1, 2, 3)],
        "team_leader": people[0],
        "member_count": len(people),
        "member_criteria": "环境资源界委员",
        "team_members": people,
        "undercover": False,
        "media_participation": False,
        **changes,
    }


def planned(scenario: Scenario, case: int, **changes: Any) -> int:
    """The plan is approved; the members wait for nothing but to answer."""
    scenario.as_(scenario.cast.officer).does("draft_plan", case, **plan(scenario, **changes))
    signed(scenario, case)
    return case


def joined(scenario: Scenario, case: int) -> int:
    """Every member takes part."""
    for person in team(scenario):
        scenario.as_(person).does("answer_invitation", case, response="ACCEPT")
    return case


def noticed(scenario: Scenario, case: int) -> int:
    """The units are told of the visit."""
    contact = {"name": "陈晓岚", "phone": "0500-1234567"}
    scenario.as_(scenario.cast.officer).fills("activity_notice", case, contact=contact, channel="SYSTEM")
    scenario.as_(scenario.cast.editor).does("activity_notice", case, decision="APPROVE")
    return case


def visited(scenario: Scenario, case: int, units: Sequence[Unit], **changes: Any) -> int:
    """The team has been there; one finding for each unit."""
    cast = scenario.cast
    scenario.as_(cast.officer).fills(
        "activity",
        case,
        **{
            "activity_type": "SITE_INSPECTION",
            "status": "HELD",
            "held_on": clock.today(),
            "is_special_supervision": True,
            "places": [{"text": PLACE}],
            "leader": cast.vice_chair.id,
            "attendees": [
                {"person": person.id, "attendance_role": "MEMBER", "present": True} for person in team(scenario)
            ],
            "findings": [
                {"no": number, "description": f"{unit.short}范围内雨水口晴天有渗流", "unit": unit.id}
                for number, unit in enumerate(units, start=1)
            ],
            "minutes": MINUTES,
            "photos": keeps(scenario, cast.officer, "现场.png"),
            "has_more": False,
            **changes,
        },
    )
    return case


def to_symposium(scenario: Scenario, units: Sequence[Unit], lead: bool = False, **changes: Any) -> int:
    """From the lead to the end of the visit."""
    case = planned(scenario, initiated(scenario, accepted(scenario, units, lead, **changes)))
    return visited(scenario, noticed(scenario, joined(scenario, case)), units)


def conferred(scenario: Scenario, case: int, units: Sequence[Unit], next_step: str = "LETTER") -> int:
    """Units and members at one table; the facts are checked with every unit."""
    scenario.as_(scenario.cast.officer).does(
        "hold_symposium",
        case,
        status="HELD",
        held_on=clock.today(),
        chair=scenario.cast.vice_chair.id,
        units_present=[{"unit": unit.id, "speaker": "分管负责人"} for unit in units],
        root_causes=[{"text": "管网建设年代久，权属不清"}],
        consensus=[{"text": "先查清、再改造、后移交"}],
        fact_check=[
            {"unit": unit.id, "checked_on": clock.today(), "person": "联络员", "result": "AGREED"} for unit in units
        ],
        next_step=next_step,
    )
    return case


# -- the letter -----------------------------------------------------------------------------------------


def to_letter(scenario: Scenario, units: Sequence[Unit], lead: bool = False, **changes: Any) -> int:
    """From the lead to a letter that is to be drafted."""
    return conferred(scenario, to_symposium(scenario, units, lead, **changes), units)


def drafted(scenario: Scenario, case: int, asked: Sequence[Unit], **changes: Any) -> int:
    """The letter is handed in: one recommendation for each unit of `asked`, in that order (a unit may come twice)."""
    due = scenario.workday(30)
    rows = [
        {"no": number, "text": ADVICE, "target_unit": unit.id, "kind": "NEAR_TERM", "due": due}
        for number, unit in enumerate(asked, start=1)
    ]
    scenario.as_(scenario.cast.officer).fills(
        "draft_letter",
        case,
        **{
            "delivery_route": "DIRECT",
            "issuer": "CPPCC",
            "background": BACKGROUND,
            "main_send": list(dict.fromkeys(unit.id for unit in asked)),
            "recommendations": rows,
            "needs_chair_meeting": False,
            **changes,
        },
    )
    return case


def numbered(scenario: Scenario, case: int) -> int:
    """The clerk gives the number."""
    scenario.as_(scenario.cast.numbering).fills("number_and_seal", case, action="DONE", copies=5, seal_log=None)
    return case


def sealed(scenario: Scenario, case: int) -> int:
    """The keeper seals it."""
    keeper = scenario.cast.seal
    scan = keeps(scenario, keeper, f"用印件{case}.pdf")
    start = {"doc_no": None, "issued_on": None, "sealed_scan": scan}
    scenario.as_(keeper).fills("number_and_seal", case, action="DONE", **start)
    return case


def sent(scenario: Scenario, case: int, units: Sequence[Unit], lead: bool = False, **more: Any) -> int:
    """It goes out, and the units' clocks run; `more` is said of each target."""
    mode = "SOLE" if len(units) == 1 else "LEAD_ASSIST" if lead else "SEPARATE"
    targets = [{**row, "mode": "ELECTRONIC", "track_mode": "OWN", **more} for row in roles(units, lead)]
    scenario.as_(scenario.cast.officer).fills("dispatch", case, dispatch_mode=mode, targets=targets)
    scenario.goes_out()
    return case


def dispatched(
    scenario: Scenario,
    units: Sequence[Unit],
    asked: Sequence[Unit] | None = None,
    lead: bool = False,
    **changes: Any,
) -> int:
    """From the lead to a letter that has reached its units. `asked`: whom the recommendations are for, by number."""
    case = drafted(scenario, to_letter(scenario, units, lead, **changes), asked or units)
    signed(scenario, case)
    return sent(scenario, sealed(scenario, numbered(scenario, case)), units, lead)


def supplemented(scenario: Scenario, case: int) -> list[str]:
    """The unit that came in later gets its supplementary letter; the names of those who approved it."""
    asked = "商请于30日内书面反馈。"
    scenario.as_(scenario.cast.officer).fills("draft_supplement", case, reply_requirements=asked)
    names = signed(scenario, case)
    sealed(scenario, numbered(scenario, case))
    return names


# -- the end --------------------------------------------------------------------------------------------


def summed_up(scenario: Scenario, case: int) -> int:
    """The report is approved: the case is closed but for the answers to its sources."""
    scenario.as_(scenario.cast.officer).fills("summary", case, summary=SUMMARY)
    signed(scenario, case)
    return case


def replied(scenario: Scenario, case: int, **answer: Any) -> int:
    """Every source of a case that waits for it is answered."""
    officer = scenario.as_(scenario.cast.officer)
    while "answer_source" in scenario.open_steps(case):
        officer.fills("answer_source", case, channel="PHONE", **answer)
    return case


def looked_back(scenario: Scenario, case: int, *relapsed: Unit) -> int:
    """The next look-back's day comes, and the place is as it should be, but for the units named."""
    for _ in range(14):
        if "look_back" in scenario.open_steps(case):
            break
        scenario.until(clock.now() + timedelta(days=14))
    more = {"relapse_units": [unit.id for unit in relapsed]} if relapsed else {}
    scenario.as_(scenario.cast.officer).does(
        "look_back",
        case,
        checked_on=clock.today(),
        method="DOCUMENT_REVIEW",
        relapse=bool(relapsed),
        note="查看了雨天巡查记录，走访沿岸居民。",
        **more,
    )
    return case


def archived(scenario: Scenario, case: int) -> int:
    """The archivist counts the pages of what is proposed and files it."""
    archivist = scenario.cast.archivist
    hand = scenario.as_(archivist)
    items = [{**row, "pages": row.get("pages") or 2} for row in hand.begun("archive", case)["items"]]
    hand.fills("archive", case, decision="ARCHIVE", items=items)
    return case
