"""S1 and S2: from a broadcast to the archive."""

from sqlalchemy import func, select

from engine import clock
from engine.models import Instance, InstanceState
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters, page
from tests.scenario import Scenario
from workflows.cases.models import Case, CaseState, Stage
from workflows.reading.page import View
from workflows.supervision.models import Source


def test_one_unit_does_what_was_asked_and_the_case_is_closed_looked_back_at_and_archived(on_both: Scenario) -> None:
    cast, unit = on_both.cast, on_both.cast.unit_a
    case = going.dispatched(on_both, [unit])
    assert on_both.held(case) == {"sign_receipt": ["陶甲区"]}
    answering.signs(on_both, case, unit)
    on_both.days(6)
    answering.plans(on_both, case, unit)
    assert on_both.held(case) == {"review_plan": ["沈一诺", "陈晓岚"]}
    answering.plan_passes(on_both, case, unit)
    on_both.days(12)
    answering.reports(on_both, case, unit)
    assert on_both.held(case) == {"reinspection": ["柏委员"]}
    answering.inspected(on_both, case, unit)
    answering.voted(on_both, case, unit, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(on_both, case, unit)
    assert answering.tracks(on_both, case) == [("甲区", "CLOSED_A")]
    assert on_both.held(case) == {"summary": ["沈一诺", "陈晓岚"]}

    going.summed_up(on_both, case)
    assert on_both.case(case).closed_on == clock.today()
    going.replied(on_both, case)
    going.looked_back(on_both, case)
    assert on_both.case(case).state is CaseState.LOOKING_BACK
    going.looked_back(on_both, case)
    assert on_both.held(case) == {"archive": ["朱档案"]}
    going.archived(on_both, case)

    done = on_both.case(case)
    assert (done.state, done.stage, done.case_no) == (CaseState.ARCHIVED, Stage.SUMMARY_FEEDBACK, "KJ-2026-001")
    assert on_both.held(case) == {}
    assert letters(on_both, case) == 1
    with on_both.reading() as session:
        assert session.scalars(select(Source.replied_on).where(Source.case_id == case)).all() != [None]
        running = select(func.count(Instance.id)).where(Instance.status == InstanceState.ACTIVE)
        assert session.scalar(running) == 0
        assert session.scalar(select(func.count(Case.id))) == 1
    assert on_both.as_(cast.officer).items() == []


def test_of_three_units_one_is_done_one_followed_up_and_one_replaced_by_another_that_agreed(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a, cast.unit_b, cast.unit_c])
    answering.objects(scenario, case, cast.unit_c, suggested=cast.unit_d)
    assert scenario.held(case)["decide_objection"] == ["周敬文"]
    consent = going.keeps(scenario, cast.director, "同意承办函.pdf")
    scenario.as_(cast.director).fills(
        "decide_objection",
        case,
        cast.unit_c,
        decision="REASSIGN",
        new_unit=cast.unit_d.id,
        consent_file=consent,
        reason="经核实，该事项由执法局承办，对方已书面同意。",
    )
    notice = {"letter_basis": "SUPPLEMENT_LETTER", "notice_text": "请贵单位承办第3条建议。"}
    scenario.as_(cast.officer).fills("unit_change", case, **notice)
    scenario.as_(cast.director).fills("unit_change", case, decision="APPROVE")
    assert answering.promised(scenario, case, cast.unit_d) == {3: "ASKED"}

    assert going.supplemented(scenario, case) == ["周敬文", "褚核稿", "何秉文", "林书华", "何秉文"]
    paper = next(one for one in page(scenario, case, cast.liaison_d, View.UNIT).documents if one.kind.zh == "补送函")
    assert (paper.doc_no, paper.title) == ("甲乙政协办函〔2026〕1号", "关于请市综合行政执法局承办有关意见建议的补送函")
    assert "补送函" not in [one.kind.zh for one in page(scenario, case, cast.liaison_a, View.UNIT).documents]
    assert letters(scenario, case) == 1

    answering.whole_way(scenario, case, cast.unit_a, cast.unit_d)
    answering.to_closing(scenario, case, cast.unit_b, no2="B")
    assert "summary" not in scenario.open_steps(case)
    check = scenario.workday(60)
    answering.closes(scenario, case, cast.unit_b, next_check_on=check)
    assert answering.tracks(scenario, case) == [
        ("甲区", "CLOSED_A"),
        ("市住建局", "FOLLOWING_UP"),
        ("市环境局", "REASSIGNED"),
        ("市执法局", "CLOSED_A"),
    ]
    assert scenario.held(case) == {"summary": ["沈一诺", "陈晓岚"]}
    going.replied(scenario, going.summed_up(scenario, case))
    assert scenario.case(case).has_follow_up

    going.looked_back(scenario, going.looked_back(scenario, case))
    assert "archive" not in scenario.open_steps(case)
    assert scenario.open_steps(case) == ["reinspection"]
    answering.inspected(scenario, case, cast.unit_b)
    answering.voted(scenario, case, cast.unit_b, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(scenario, case, cast.unit_b, items=[{"rec_no": 2, "result_class": "A"}], result_class="A")
    assert scenario.held(case) == {"archive": ["朱档案"]}
    going.archived(scenario, case)
    assert scenario.case(case).state is CaseState.ARCHIVED
    assert letters(scenario, case) == 1
