"""What a unit does from the letter to its closing, and how the team and the committee follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.db import transaction
from engine.entries import Entry
from workflows.demo.course import Course
from workflows.demo.driver import Hand
from workflows.demo.text import Recommendation
from workflows.demo.timeline import Story
from workflows.rectification import extension
from workflows.rectification.models import Track

REPORT = (
    "收到建议书后，单位主要负责人召开专题会议研究，逐条明确责任科室、责任人和完成时限，"
    "按月调度、现场督办。目前各项措施均已落到实处，群众反映的突出问题得到解决，后续将纳入日常管理，防止反弹。"
)


@dataclass
class UnitCourse:
    """One unit of a case; its days are its own, beside those of the others."""

    course: Course
    key: str
    day: int

    def on(self, wait: int) -> int:
        self.day += wait
        return self.day

    @property
    def today(self) -> date:
        return self.course.city.workday(self.day)

    @property
    def liaison(self) -> Hand:
        return self.course.city.as_(f"liaison_{self.key}")

    @property
    def asked(self) -> list[tuple[int, Recommendation]]:
        """What the letter asks of this unit, by number."""
        listed = enumerate(self.course.text.recommendations, start=1)
        return [(number, one) for number, one in listed if one.unit == self.key]

    def does(self, hand: Hand, element: str, **answer: Any) -> None:
        hand.does(element, self.course.case_id, self.key, **answer)

    def printed(self, one: Recommendation) -> date:
        """The date that the letter gives."""
        return self.course.city.workday(self.course.draft_day + one.days)

    def waiting(self, hand: Hand, element: str) -> list[tuple[int, Recommendation]]:
        """What a step asks for now: all that the letter asks, or only what was sent back."""
        rows = hand.begun(element, self.course.case_id, self.key)["items"]
        numbers = {row["rec_no"] for row in rows}
        return [(number, one) for number, one in self.asked if number in numbers]

    def track_id(self) -> int:
        with transaction(self.course.city.database, read_only=True) as session:
            unit = self.course.city.unit(self.key)
            found = select(Track.id).where(Track.case_id == self.course.case_id, Track.unit_id == unit)
            return session.scalars(found.order_by(Track.id.desc()).limit(1)).one()

    def due(self, rule: str) -> date:
        """The day until which the unit has time for something."""
        with transaction(self.course.city.database, read_only=True) as session:
            return extension.running(session, session.get_one(Track, self.track_id()))[rule].due_on


def signs(unit: UnitCourse, wait: int = 1) -> Story:
    """The liaison signs for receipt."""
    yield unit.on(wait)
    name = unit.course.city.name_of(f"liaison_{unit.key}")
    unit.does(
        unit.liaison,
        "sign_receipt",
        action="SIGN",
        handler_office="办公室",
        handler_name=name,
        handler_phone="0570-8800456",
    )


def objects(unit: UnitCourse, wait: int, reason: str) -> Story:
    """The unit says that it is not its business."""
    yield unit.on(wait)
    unit.does(unit.liaison, "sign_receipt", action="OBJECT", objection_reason=reason)


def plans(unit: UnitCourse, wait: int = 6) -> Story:
    """The sealed plan comes in."""
    yield unit.on(wait)
    rows = []
    for number, one in unit.waiting(unit.liaison, "rectification_plan"):
        due = max(unit.printed(one), unit.course.city.days.add_workdays(unit.today, 10))
        measure = {"text": one.measure, "person": one.person, "due": due, "deliverable": "现场照片和工作台账"}
        rows.append({"rec_no": number, "adoption_status": "ADOPTED", "promised_due": due, "measures": [measure]})
    sealed = [unit.liaison.keeps("sealed-plan.pdf", unit.key)]
    unit.does(unit.liaison, "rectification_plan", items=rows, leader_in_charge="分管负责人", sealed_file=sealed)


def plans_on_paper(unit: UnitCourse, number: str, wait: int = 6) -> Story:
    """The plan comes on paper: the office has registered it, and has still to enter it for the unit."""
    yield unit.on(wait)
    city, course = unit.course.city, unit.course
    clerk = city.as_("clerk")
    clerk.starts(
        "incoming_document_act",
        ("case", course.case_id),
        course.case_id,
        sender=city.unit(unit.key),
        doc_no=number.format(year=unit.today.year),
        doc_title=f"关于报送{course.text.topic}整改方案的函",
        received_on=city.workday(unit.day - 1),
        received_via="EXCHANGE",
        answers=[{"track": unit.track_id(), "step": "U2"}],
        scan=[clerk.keeps("paper-plan.pdf")],
    )


def asks_for_time(unit: UnitCourse, wait: int, rule: str, more: int, reason: str) -> Story:
    """It asks for so many more working days, in time."""
    yield unit.on(wait)
    track, course = unit.track_id(), unit.course
    new_due = course.city.days.add_workdays(unit.due(rule), more)
    answer = {"deadline_rule": rule, "reason": reason, "progress_percent": 30, "new_due": new_due}
    unit.liaison.starts("request_extension_act", ("track", track), course.case_id, **answer)


def gets_time(unit: UnitCourse, wait: int = 1) -> Story:
    """The director grants it as it was asked."""
    yield unit.on(wait)
    unit.does(unit.course.director, "decide_extension", decision="APPROVE", opinion="情况属实，同意延期。")


def plan_passes(unit: UnitCourse, wait: int = 2, confirmed: bool = True) -> Story:
    """Officer and director let it pass."""
    yield unit.on(wait)
    unit.does(unit.course.officer, "review_plan", verdict="PASS")
    if not confirmed:
        return
    yield unit.on(1)
    unit.does(unit.course.director, "review_plan", decision="APPROVE")


def plan_returns(unit: UnitCourse, wait: int, comments: Mapping[int, str]) -> Story:
    """It goes back, with a comment on each point that will not do."""
    yield unit.on(wait)
    rows = [{"rec_no": number, "comment": words} for number, words in comments.items()]
    unit.does(unit.course.officer, "review_plan", verdict="RETURN", item_comments=rows)
    yield unit.on(1)
    unit.does(unit.course.director, "review_plan", decision="APPROVE")


def progresses(unit: UnitCourse, wait: int, percent: int, words: str) -> Story:
    """A report on the way."""
    yield unit.on(wait)
    answer = {"progress_percent": percent, "text": words, "next_steps": "按计划推进，月底前再报一次进度。"}
    unit.liaison.starts("progress_act", ("track", unit.track_id()), unit.course.case_id, **answer)


def reports(unit: UnitCourse, wait: int, classes: Mapping[int, str] | None = None) -> Story:
    """The sealed reply with its proofs; `classes`: result by number where it is not A."""
    yield unit.on(wait)
    rows = []
    for number, one in unit.waiting(unit.liaison, "rectification_report"):
        result = (classes or {}).get(number, "A")
        row: dict[str, Any] = {"rec_no": number, "result_class": result, "description": one.result}
        if result == "A":
            proof = unit.liaison.keeps(f"{unit.course.text.scene}-{4 + number}.jpg", unit.key)
            row |= {"evidence": [proof], "done_on": unit.course.city.workday(unit.day - 1)}
        else:
            row["promised_due"] = unit.course.city.workday(unit.day + 60)
        rows.append(row)
    sealed = [unit.liaison.keeps("sealed-reply.pdf", unit.key)]
    unit.does(unit.liaison, "rectification_report", items=rows, summary=REPORT, sealed_file=sealed)


def inspected(unit: UnitCourse, wait: int = 4, failing: Mapping[int, str] | None = None) -> Story:
    """The team looks at it again; `failing`: note by number of what is not confirmed."""
    yield unit.on(wait)
    course, failed = unit.course, failing or {}
    leader = course.city.as_(course.team[0])
    rows = [
        {"rec_no": number, "verdict": "NOT_CONFIRMED", "note": failed[number]}
        if number in failed
        else {"rec_no": number, "verdict": "CONFIRMED"}
        for number, _ in unit.waiting(leader, "reinspection")
    ]
    unit.does(
        leader,
        "reinspection",
        method="SITE_INSPECTION",
        inspected_on=unit.today,
        inspectors=[course.city.person(key) for key in course.team[:2]],
        items=rows,
        photos=[leader.keeps(f"{course.text.scene}-8.jpg")],
        opinion="现场与反馈情况核对，台账齐全。" if not failed else "多数措施属实，未达到的请继续整改。",
    )


def rectifies_again(unit: UnitCourse, requirement: Mapping[int, str], wait: int = 1) -> Story:
    """What was not confirmed goes back to the unit."""
    yield unit.on(wait)
    rows = [{"rec_no": number, "requirement": words} for number, words in requirement.items()]
    unit.does(unit.course.officer, "re_rectify", items=rows)
    yield unit.on(1)
    unit.does(unit.course.director, "re_rectify", decision="APPROVE")


WELL = ("SATISFIED", "SATISFIED", "BASICALLY_SATISFIED", "SATISFIED")
"""Ballots that end a survey: of six people asked, four."""


def voted(unit: UnitCourse, members: Sequence[str], results: Sequence[str], wait: int = 2) -> Story:
    """These members vote."""
    yield unit.on(wait)
    for key, result in zip(members, results, strict=False):
        unit.does(unit.course.city.as_(key), "satisfaction_survey", attitude="SATISFIED", result=result)


def voted_on_paper(unit: UnitCourse, wait: int = 2) -> Story:
    """A citizen was there and has no account: the officer enters the ballot."""
    yield unit.on(wait)
    course = unit.course
    citizen, name = course.city.person("citizen1"), course.city.name_of("citizen1")
    entry = Entry(citizen, name, "市民代表", unit.today, "PAPER", note="现场纸质测评")
    answer = {"attitude": "SATISFIED", "result": "SATISFIED"}
    course.officer.enters("satisfaction_survey", course.case_id, entry, unit.key, **answer)


def closed(unit: UnitCourse, wait: int = 2, confirmed: bool = True) -> Story:
    """The officer closes the track by what was reported, and the director agrees."""
    yield unit.on(wait)
    words = "整改措施落实到位，佐证齐全，经复核属实，委员测评满意，同意销号。"
    unit.does(unit.course.officer, "unit_close", closing_text=words)
    if not confirmed:
        return
    yield unit.on(1)
    unit.does(unit.course.director, "unit_close", decision="APPROVE")


def gives_opinion(unit: UnitCourse, wait: int = 8) -> Story:
    """An assist unit without a recommendation of its own says what it will do."""
    yield unit.on(wait)
    words = "本单位将按职责配合主办单位落实建议，安排专人对接，及时提供执法和数据支持。"
    unit.does(unit.liaison, "assist_opinion", assist_opinion=words)


def to_report(unit: UnitCourse, report: int = 30) -> Story:
    """From receipt to the report."""
    yield from signs(unit)
    yield from plans(unit)
    yield from plan_passes(unit)
    yield from reports(unit, report)


def to_survey(unit: UnitCourse, report: int = 30) -> Story:
    """The same, confirmed by the team."""
    yield from to_report(unit, report)
    yield from inspected(unit)


def whole_way(unit: UnitCourse, report: int = 30, on_paper: bool = False) -> Story:
    """A unit that does all that was asked of it; one with nothing asked gives its opinion."""
    if not unit.asked:
        yield from signs(unit)
        yield from gives_opinion(unit)
        return
    yield from to_survey(unit, report)
    if on_paper:
        yield from voted_on_paper(unit)
    yield from voted(unit, unit.course.team, WELL[1:] if on_paper else WELL)
    yield from closed(unit)
