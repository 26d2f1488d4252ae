"""From the last settled unit to the closed case, its look-backs, a relapse and the archive."""

from typing import Any

from workflows.demo.course import Course, signed
from workflows.demo.timeline import Story

SUMMARY = (
    "《看见》栏目反映“{title}”后，市政协将其列为民主监督议题，组建监督小组开展实地监督，"
    "共发现问题{findings}个，召开协商座谈会听取{units}个单位意见，形成建议{recommendations}条。\n"
    "问题的成因主要有：{causes}。各方在座谈中形成共识：{consensus}。\n"
    "建议书发出后，各责任单位逐条制定整改方案、明确责任人和时限，监督小组对反馈情况逐条复核，"
    "组织委员和市民代表开展满意度测评。目前{effect}。\n"
    "下一步，将按规定开展“回头看”，重点核查“{mechanism}”的执行情况，防止问题反弹；"
    "同时请有关单位举一反三，对同类问题开展排查。"
)


def summed_up(course: Course) -> Story:
    """The summary with its effect and mechanism is handed in."""
    yield course.on(4)
    text, officer = course.text, course.officer
    lead = text.units[0][0]
    files = [officer.keeps("sealed-mechanism.pdf")]
    mechanism = {"name": text.mechanism, "kind": "MECHANISM", "issued_by": course.city.unit_name(lead), "file": files}
    words = SUMMARY.format(
        title=text.title,
        findings=len(text.findings),
        units=len(text.units),
        recommendations=len(text.recommendations),
        causes="；".join(text.causes),
        consensus="；".join(text.consensus),
        effect=text.effect.rstrip("。"),
        mechanism=text.mechanism,
    )
    effect = {"indicator": "群众反映问题解决情况", "before": "反复投诉", "after": text.effect[:60]}
    officer.does("summary", course.case_id, summary=words, mechanisms=[mechanism], effects=[effect])


def answered_source(course: Course, wait: int = 2) -> Story:
    """Whoever brought it up is told how it ended."""
    yield course.on(wait)
    course.officer.does("answer_source", course.case_id, channel="PHONE")


def case_closed(course: Course) -> Story:
    """Summed up, approved, and the source told."""
    yield from summed_up(course)
    yield from signed(course)
    yield from answered_source(course)


def looked_back(course: Course, closed_on: int, months: int, relapse: tuple[str, ...] = ()) -> Story:
    """Some months after the closing day; `relapse`: the units where it is as bad as before."""
    due = course.city.index(course.city.days.add_months(course.city.workday(closed_on), months))
    course.day = due + 2
    yield course.day
    text = course.text
    more: dict[str, Any] = {"relapse_units": [course.city.unit(key) for key in relapse]} if relapse else {}
    course.officer.does(
        "look_back",
        course.case_id,
        checked_on=course.date(),
        method="SITE_INSPECTION",
        relapse=bool(relapse),
        note=text.look_back,
        photos=[course.officer.keeps(f"{text.scene}-9.jpg")],
        **more,
    )


def archived(course: Course) -> Story:
    """The archivist counts the pages and files the case."""
    yield course.on(3)
    hand = course.city.as_("archivist")
    package = [hand.keeps("sealed-archive.pdf")]
    items = [{**row, "pages": 4} for row in hand.begun("archive", course.case_id)["items"]]
    hand.does("archive", course.case_id, decision="ARCHIVE", items=items, package=package)
