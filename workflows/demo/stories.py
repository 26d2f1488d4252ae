"""How far each case goes, and with which twists. Days are working days before today."""

from collections.abc import Callable

from workflows.demo import front
from workflows.demo.course import Course, signed
from workflows.demo.timeline import Story


def at_intake(course: Course) -> Story:
    """Registered yesterday; the intake desk has it."""
    yield from front.registered(course)


def being_weighed(course: Course) -> Story:
    yield from front.registered(course)
    yield from front.assigned(course)


def weighing_before_the_director(course: Course) -> Story:
    yield from front.accepted(course, confirmed=False)


def initiation_before_the_chair(course: Course) -> Story:
    """A key topic outside the plan: the chairperson has the last word, and has not said it yet."""
    yield from front.accepted(course)
    yield from front.drafts_initiation(course)
    yield from signed(course, until=2)


def initiation_to_be_drafted(course: Course) -> Story:
    yield from front.accepted(course)


def initiation_before_the_secretary_general(course: Course) -> Story:
    yield from front.accepted(course)
    yield from front.drafts_initiation(course)


def plan_to_be_drafted(course: Course) -> Story:
    yield from front.initiated(course)


def plan_before_the_director(course: Course) -> Story:
    yield from front.initiated(course)
    yield from front.drafts_plan(course)


def visit_to_come(course: Course) -> Story:
    """The units have been told of it; the officer will record it."""
    yield from front.initiated(course)
    yield from front.planned(course)
    yield from front.answered(course)
    yield from front.noticed(course)


def plan_before_the_vice_chair(course: Course) -> Story:
    yield from front.initiated(course)
    yield from front.drafts_plan(course)
    yield from signed(course, until=1)


def members_are_asked(course: Course) -> Story:
    yield from front.initiated(course)
    yield from front.planned(course)


def visited_once(course: Course) -> Story:
    """A second visit, at night, is still to come."""
    yield from front.to_visit(course, more=True)


def withdrawn(course: Course) -> Story:
    """The office has merged its halls meanwhile; the case is withdrawn with the chairperson's word."""
    yield from front.to_visit(course)
    yield course.on(4)
    course.officer.starts(
        "withdrawal_act",
        ("case", course.case_id),
        course.case_id,
        reason="市政务服务中心与望河区中心已合并运行，材料重复提交问题随系统统一得到解决，经与来源沟通同意撤回。",
        notice_text="因机构和系统合并，本议题不再继续监督，感谢支持配合。",
    )
    yield from signed(course)


def not_taken_up(course: Course) -> Story:
    """The matter is before a court."""
    yield from front.registered(course)
    yield from front.assigned(course)
    why = "该纠纷已进入诉讼程序，依照规定不作为监督事项，建议当事人依法主张权利。"
    yield from front.weighed(course, "REJECT", reject_reason="LITIGATION", reject_text=why)
    yield course.on(2)
    course.officer.does("answer_source", course.case_id, channel="SYSTEM")


def asked_for_more(course: Course) -> Story:
    """The member who brought it is to say where and when."""
    yield from front.registered(course)
    yield from front.assigned(course)
    wanted = "请补充具体学校、线路和时段，以及能反映超员情况的照片或视频。"
    yield from front.weighed(course, "RETURN_SUPPLEMENT", supplement_request=wanted)


def merged(main: Course) -> Callable[[Course], Story]:
    """The same place again: it is dealt with in the main case."""

    def story(course: Course) -> Story:
        yield from front.registered(course)
        yield from front.assigned(course)
        into = {"case": main.case_id, "decision": "MERGE", "reason": "同一小区、同一隐患，合并办理"}
        rows = course.similar(**into)
        yield from front.weighed(course, "MERGE", merge_into=main.case_id, similar_decisions=rows)

    return story
