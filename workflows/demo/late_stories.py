"""Cases whose letter is out: units at different steps, look-backs, a relapse, the archive."""

from collections.abc import Callable

from workflows.demo import closing, front, letter, units
from workflows.demo.course import Course, signed
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
        yield from units.plans(unit, 5)
        yield from units.plan_returns(unit, 4, {2: "时间表仍未覆盖老旧小区，请按小区列明完成时间后重报。"})

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


def more_time_for_a_plan(course: Course) -> Story:
    """The unit has signed, and has got some more days for its plan."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)
    why = "屋面须在停雨三天后打开查验，连日降雨，检测尚未做完，请准予延期四个工作日，待结论出来后一并上报方案。"

    def asks(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.asks_for_time(unit, 4, "unit_plan", 4, why)
        yield from units.gets_time(unit)

    yield from each_its_way(course, zhujian=asks)


def suspended(course: Course) -> Story:
    """The matter has come before a court: until it has decided, every clock of the case stands still."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def planned(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans(unit)
        yield from units.plan_passes(unit)

    yield from each_its_way(course, yunqi=planned)
    why = (
        "开发单位就公共通道的权属和移交提起行政诉讼，法院已经受理；"
        "判决前不具备移交开通条件，拟整案挂起。上学路口值守由区里照常安排。"
    )
    yield course.on(5)
    answer = {"scope": "CASE", "reason_kind": "LITIGATION", "reason": why, "expected_resume": course.date(40)}
    course.director.starts("suspend_act", ("case", course.case_id), course.case_id, **answer)
    yield from signed(course)


def survey_and_closing(course: Course) -> Story:
    """Of one unit the members are asked; of the other the director is to close."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def asked(unit: UnitCourse) -> Story:
        yield from units.to_survey(unit, 50)
        yield from units.voted(unit, course.team[3:], ("SATISFIED", "BASICALLY_SATISFIED"))

    def closes(unit: UnitCourse) -> Story:
        yield from units.to_survey(unit, 46)
        yield from units.voted(unit, course.team, units.WELL)
        yield from units.closed(unit, 4, confirmed=False)

    yield from each_its_way(course, gongjiao=asked, jiaotong=closes)


def dispensed(course: Course) -> Story:
    """The vice-chair in charge heads the bureau concerned: the secretary-general lets him act, with a reason."""
    yield from front.accepted(course)
    yield from front.drafts_initiation(course)
    yield from signed(course, until=1)
    vice_chair, bureau = course.city.person("vice_fang"), course.city.unit("nongye")
    reason = "分管工作确需方砚秋同志审批，其本人不参与复核和测评，过程留痕。"
    course.city.as_("sg").starts(
        "dispensation_act", ("case", course.case_id), course.case_id, person=vice_chair, unit=bureau, reason=reason
    )
    yield from signed(course)
    yield from front.from_plan_to_visit(course)
    yield from letter.to_units(course)

    def planned(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans(unit)

    def half_reviewed(unit: UnitCourse) -> Story:
        yield from planned(unit)
        yield from units.plan_passes(unit, 3, confirmed=False)

    yield from each_its_way(course, nongye=planned, songxi=half_reviewed, shuili=units.signs)


def objected(course: Course) -> Story:
    """The lead unit says that it is the county's business; the director has to decide. The county plans on paper."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)
    why = "石门镇管网延伸工程的立项主体为松溪县，本单位负责技术指导，建议由松溪县主办，本单位协办。"

    def objects(unit: UnitCourse) -> Story:
        yield from units.objects(unit, 3, why)

    def on_paper(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans_on_paper(unit, "松政函〔{year}〕41号")

    yield from each_its_way(course, shuili=objects, songxi=on_paper)


def closing_report_before_the_secretary_general(course: Course) -> Story:
    """Every unit is done; a citizen voted on paper, and the officer entered it."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def on_paper(unit: UnitCourse) -> Story:
        yield from units.whole_way(unit, 52, on_paper=True)

    def usual(unit: UnitCourse) -> Story:
        yield from units.whole_way(unit, 55)

    yield from each_its_way(course, shichang=on_paper, qinghe=usual)
    yield from closing.summed_up(course)
    yield from signed(course, until=1)


def rectified_again(course: Course) -> Story:
    """What one unit reported was not all true on the spot; that point alone goes back."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def failing(unit: UnitCourse) -> Story:
        yield from units.to_report(unit, 45)
        yield from units.inspected(unit, failing={2: "第三处门楼仍为铝材构件，木构件尚未安装，与反馈不符。"})
        yield from units.rectifies_again(unit, {2: "完成第三处门楼木构件安装，恢复原貌，并报现场照片。"})

    yield from each_its_way(course, wenlv=units.whole_way, linjiang=failing)


def plans_to_be_reviewed(course: Course) -> Story:
    """One plan waits for the officer, the other for the director."""
    yield from front.to_visit(course)
    yield from letter.to_units(course)

    def handed_in(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans(unit, 8)

    def half_reviewed(unit: UnitCourse) -> Story:
        yield from units.signs(unit)
        yield from units.plans(unit, 6)
        yield from units.plan_passes(unit, 2, confirmed=False)

    yield from each_its_way(course, zhifa=handed_in, songxi=half_reviewed)
