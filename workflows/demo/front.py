"""From the lead to the last activity, as each case tells it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine import clock
from workflows.demo.course import Course, signed
from workflows.demo.timeline import Story

REGISTRARS = {"PROGRAMME": "editor_tv", "MEMBER": "member1", "HOTLINE": "intake", "RECEPTION": "intake"}
LEAD_BASIS = "该问题群众反映较为集中，涉及{n}个责任单位，单靠一家难以根治，宜以民主监督方式推动协同解决。"


def registered(course: Course) -> Story:
    """Somebody registers the lead, with two pictures."""
    yield course.on(0)
    hand = course.city.as_(REGISTRARS[course.text.source])
    pictures = [hand.keeps(f"{course.text.scene}-{number}.jpg") for number in (1, 2)]
    course.case_id = hand.registers({**_lead(course), "evidence": pictures})


def _lead(course: Course) -> dict[str, Any]:
    text, seen = course.text, course.date(-2)
    found: dict[str, Any] = {
        "source_kind": text.source,
        "title": text.title,
        "problem": text.problem,
        "noticed_on": seen,
        "location": text.place,
        "category": text.category,
        "district": course.city.ids.districts[text.district],
        "is_common_problem": text.common,
        "confidentiality": "PUBLIC",
    }
    if text.source == "PROGRAMME":
        link = f"https://kanjian.example/{seen:%Y}/{text.episode}"
        found |= {"broadcast_on": seen, "episode_no": f"{seen:%Y}年第{text.episode}期", "broadcast_url": link}
        found |= {"programme_title": text.title, "programme_handling": text.handling or None}
    if text.source == "HOTLINE":
        found["complainant"] = {"name": "（示例）居民代表", "phone": "13900009999"}
    return found


def assigned(course: Course, committee: str = "") -> Story:
    """The intake desk gives it to a committee."""
    yield course.on(1)
    chosen = course.city.ids.committees[committee or course.text.committee]
    course.city.as_("intake").does("assign_lead", course.case_id, committee=chosen)


def weighed(course: Course, decision: str, confirmed: bool = True, **answer: Any) -> Story:
    """The officer proposes, the director agrees the day after; or has not said so yet."""
    yield course.on(1)
    course.officer.does("weigh_lead", course.case_id, decision=decision, **answer)
    if not confirmed:
        return
    yield course.on(1)
    course.director.does("weigh_lead", course.case_id, decision="APPROVE")


def accepted(course: Course, confirmed: bool = True) -> Story:
    """Taken up, with its units."""
    text = course.text
    yield from registered(course)
    yield from assigned(course)
    answer = {
        "committee": course.city.ids.committees[text.committee],
        "priority": text.priority,
        "category": text.category,
        "district": course.city.ids.districts[text.district],
        "is_common_problem": text.common,
        "responsible_units": course.units(),
        "confidentiality": "PUBLIC",
    }
    yield from weighed(course, "ACCEPT", confirmed, **answer, similar_decisions=course.similar())


def drafts_initiation(course: Course) -> Story:
    """The initiation sheet is drafted and handed in."""
    yield course.on(1)
    course.officer.does("initiation", course.case_id, **_sheet(course))


def _sheet(course: Course) -> dict[str, Any]:
    text = course.text
    planned: dict[str, Any] = {
        "planned": False,
        "unplanned_reason": "栏目新近播出、群众反映强烈的问题，年度计划未列入。",
    }
    if text.plan_item:
        planned = {"planned": True, "plan_item": course.city.ids.plan[clock.today().year, text.plan_item]}
    return {
        "topic_title": text.topic or text.title,
        "topic_source": "PROGRAMME" if text.source == "PROGRAMME" else "SECTOR",
        **planned,
        "basis": LEAD_BASIS.format(n=len(text.units)),
        "period_start": course.date(),
        "period_end": course.date() + timedelta(days=300),
        "lead_leader": course.city.person(course.vice_chair),
        "is_sensitive": text.sensitive,
    }


def initiated(course: Course, returns: Mapping[int, str] | None = None) -> Story:
    """Accepted, drafted and approved; handed in again for each return."""
    yield from accepted(course)
    yield from drafts_initiation(course)
    yield from signed(course, returns)
    if returns:
        yield from drafts_initiation(course)
        yield from signed(course)


def drafts_plan(course: Course) -> Story:
    """The plan with its team is handed in."""
    yield course.on(2)
    course.officer.does("draft_plan", course.case_id, **_plan(course))


def _plan(course: Course) -> dict[str, Any]:
    text, city = course.text, course.city
    leader, *others = course.team
    return {
        "objective": f"摸清“{text.topic or text.title}”的真实情况和成因，推动责任单位拿出可核查的整改措施并长期管住。",
        "focus_items": [{"text": words} for words in text.focus],
        "methods": ["SITE_INSPECTION", "SYMPOSIUM"],
        "schedule": [
            {
                "date": course.date(8),
                "place": text.place,
                "content": "现场察看、走访群众、核对台账",
                "leader": city.person(leader),
            }
        ],
        "checklist": [
            {"item": item, "standard": standard, "evidence_required": proof} for item, standard, proof in text.checklist
        ],
        "team_leader": city.person(leader),
        "member_count": len(course.team),
        "member_criteria": "熟悉相关领域、与责任单位无利害关系的委员，兼顾界别。",
        "team_members": [city.person(key) for key in (leader, *others)],
        "citizen_reps": [{"name": "葛大姐", "phone": "13900000080"}],
        "undercover": False,
        "media_participation": text.source == "PROGRAMME",
        "safety_notes": "现场听从安排，注意交通安全。",
    }


def planned(course: Course) -> Story:
    """The plan is approved, and members are invited."""
    yield from drafts_plan(course)
    yield from signed(course)


def answered(course: Course, declining: str = "") -> Story:
    """The members answer; one who declines leaves the team of the story."""
    yield course.on(1)
    for key in list(course.team):
        answer: dict[str, Any] = {"response": "ACCEPT"}
        if key == declining:
            answer = {"response": "DECLINE", "decline_reason": "当日已有其他公务安排"}
        course.city.as_(key).does("answer_invitation", course.case_id, **answer)
    course.team = [key for key in course.team if key != declining]


def noticed(course: Course) -> Story:
    """The units are told of the visit."""
    yield course.on(1)
    course.officer.does(
        "activity_notice",
        course.case_id,
        contact={"name": "专委会办公室", "phone": "0570-8800123"},
        channel="SYSTEM",
        prepare="请准备近一年的工作台账、巡查记录和群众投诉办理情况。",
    )
    course.city.as_("editor").does("activity_notice", course.case_id, decision="APPROVE")


def visited(course: Course, more: bool = False) -> Story:
    """The team goes there; what it found is recorded the same day. `more`: another visit is to follow."""
    yield course.on(3)
    text, city = course.text, course.city
    course.photos = [course.officer.keeps(f"{text.scene}-{number}.jpg") for number in (3, 4)]
    people = [(city.person(key), "MEMBER") for key in course.team]
    people += [(city.person("citizen1"), "CITIZEN_REP"), (city.person(course.vice_chair), "LEADER")]
    course.officer.does(
        "activity",
        course.case_id,
        activity_type="SITE_INSPECTION",
        status="HELD",
        held_on=course.date(),
        is_special_supervision=True,
        places=[{"text": text.place}],
        leader=city.person(course.vice_chair),
        attendees=[{"person": who, "attendance_role": role, "present": True} for who, role in people],
        headcount_only=4,
        findings=[
            {
                "no": number,
                "description": found.text,
                "severity": found.severity,
                "unit": city.unit(found.unit),
                "fixed_on_site": found.fixed,
            }
            for number, found in enumerate(text.findings, start=1)
        ],
        minutes=text.minutes,
        photos=course.photos,
        has_more=more,
    )


def to_visit(course: Course, more: bool = False) -> Story:
    """From the lead to the visit, without a hitch."""
    yield from initiated(course)
    yield from from_plan_to_visit(course, more)


def from_plan_to_visit(course: Course, more: bool = False) -> Story:
    """The plan, the team, the notice and the visit."""
    yield from planned(course)
    yield from answered(course)
    yield from noticed(course)
    yield from visited(course, more)
