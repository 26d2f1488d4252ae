"""Cases whose letter is out: units at different steps, look-backs, a relapse, the archive."""

from collections.abc import Callable

from workflows.demo import closing, front, letter, units
from workflows.demo.course import Course
from workflows.demo.timeline import Story, together
from workflows.demo.units import UnitCourse

Way = Callable[[UnitCourse], Story]


def each_its_way(course: Course, **ways: Way) -> Story:
    """Every unit goes its own way from the letter on; the case stands where the last of them ends."""
    walking = {key: UnitCourse(course, key, course.letter_day) for key in ways}
    yield from together([ways[key](one) for key, one in walking.items()])
    course.day = max(one.day for one in walking.values())


def all_the_way(course: Course, **ways: Way) -> Story:
    """From the lead until every unit is done; units not named do all at once."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)
    usual = {key: units.whole_way for key, _ in course.text.units}
    yield from each_its_way(course, **{**usual, **ways})


def archived(course: Course) -> Story:
    """Solved, seen again twice, and filed."""
    yield from all_the_way(course)
    yield from closing.case_closed(course)
    closed_on = course.day - 2
    yield from closing.looked_back(course, closed_on, 3)
    yield from closing.looked_back(course, closed_on, 6)
    yield from closing.archived(course)


def waits_for_the_archive(course: Course) -> Story:
    yield from all_the_way(course)
    yield from closing.case_closed(course)
    closed_on = course.day - 2
    yield from closing.looked_back(course, closed_on, 3)
    yield from closing.looked_back(course, closed_on, 6)


def relapsed(course: Course) -> Story:
    """At the first look-back it is as bad as before at one unit; the director decides on reopening."""
    yield from all_the_way(course)
    yield from closing.case_closed(course)
    yield from closing.looked_back(course, course.day - 2, 3, relapse=("shichang",))


def three_units(course: Course) -> Story:
    """One reported, one handed in its plan twice, and one is late."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def twice(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans(unit, 8)
        yield from units.plan_returns(unit, 3, {2: "措施没有写明投放点设置的时间表和责任单位，请补充后重报。"})
        yield from units.plans(unit, 12)

    def late(unit: UnitCourse) -> Story:
        yield from units.signs(unit, 3)
        yield from units.plans(unit, 5)
        yield from units.plan_passes(unit)
        yield from units.progresses(
            unit,
            8,
            40,
            "已清运第一批约一千六百方，因连续降雨进场道路泥泞，第二批清运推迟；排水沟已完成放样，复绿苗木正在采购，预计较原定时间推迟半个月左右。",
        )

    def reported(unit: UnitCourse) -> Story:
        yield from units.to_report(unit, 12)

    yield from each_its_way(course, zhifa=reported, zhujian=twice, yunqi=late)
