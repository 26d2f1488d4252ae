"""S8 and decisions 2.2 (9): the same lead twice before the letter; the same place broadcast again after it."""

from sqlalchemy import func, select

from engine import clock
from engine.models import Reading
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.cases.models import CaseLink, CaseState, LinkKind
from workflows.rectification.models import Verification
from workflows.supervision.beside.models import Exposure
from workflows.supervision.models import Complainant, Source, SourceResult


def complains(name: str) -> dict:
    return {"source_kind": "HOTLINE", "complainant": {"name": name, "phone": "13900003333"}}


def test_a_duplicate_lead_waits_in_the_first_and_both_sources_are_answered_in_the_end(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    first = going.accepted(scenario, [unit], **complains("王大妈"))
    second = going.assigned(scenario, going.registered(scenario, cast.intake, **complains("李师傅")))
    rows = scenario.as_(cast.officer).begun("weigh_lead", second)["similar_decisions"]
    assert [row["case"] for row in rows] == [first]
    same = [{"case": first, "decision": "MERGE", "reason": "同一河段同一问题"}]
    going.weighed(scenario, second, "MERGE", merge_into=first, similar_decisions=same)
    assert scenario.held(second) == {}
    assert (scenario.case(second).state, scenario.case(second).case_no) == (CaseState.MERGED, "KJ-2026-002")

    going.planned(scenario, going.initiated(scenario, first))
    going.visited(scenario, going.noticed(scenario, going.joined(scenario, first)), [unit])
    going.drafted(scenario, going.conferred(scenario, first, [unit]), [unit])
    going.signed(scenario, first)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, first)), [unit])
    answering.whole_way(scenario, first, unit)
    going.summed_up(scenario, first)
    assert scenario.held(second) == {"answer_source": ["沈一诺", "陈晓岚"]}
    going.replied(scenario, first)
    going.replied(scenario, second)

    assert scenario.case(second).closed_on == scenario.case(first).closed_on == clock.today()
    assert scenario.case(second).state is CaseState.MERGED
    assert (letters(scenario, first), letters(scenario, second)) == (1, 0)
    with scenario.reading() as session:
        assert session.scalars(select(Source.replied_on)).all() == [clock.today()] * 2
        assert session.scalars(select(Complainant.name)).all() == [None, None]
        assert session.scalars(select(CaseLink.kind)).all() == [LinkKind.MERGED]


def attached(scenario: Scenario, case: int, lead: int, decision: str, **more: object) -> None:
    """Officer and director deal with a new broadcast of the same place."""
    officer = scenario.as_(scenario.cast.officer)
    more = {"lead": lead, "main_case": case, "decision": decision, **more}
    if "attach_broadcast" in scenario.open_steps(case):
        officer.fills("attach_broadcast", case, **more)
    else:
        officer.starts("attach_broadcast_act", ("case", case), case, **more)
    scenario.as_(scenario.cast.director).fills("attach_broadcast", case, decision="APPROVE")


def broadcast_again(scenario: Scenario, case: int) -> int:
    """The programme has been there again; the lead is weighed as one more exposure of the case."""
    lead = going.assigned(scenario, going.registered(scenario, title="清水河一到雨天还是黑"))
    same = [{"case": case, "decision": "ATTACH", "reason": "同一河段再次播出"}]
    return going.weighed(scenario, lead, "ATTACH", attach_to=case, similar_decisions=same)


def test_the_same_place_broadcast_again_is_checked_at_once_and_no_date_moves(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit], asked=[unit, unit])
    answering.signs(scenario, case, unit)
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    dates = [(one.printed_due, one.promised_due) for one in answering.track(scenario, case, unit).obligations]
    lead = broadcast_again(scenario, case)
    attached(scenario, case, lead, "ATTACH", rec_nos=[2])
    assert scenario.held(case)["broadcast_check"]
    with scenario.reading() as session:
        told = set(session.scalars(select(Reading.person_id)))
        assert {cast.liaison_a.id, cast.vice_chair.id} <= told
        assert session.scalar(select(func.count(Exposure.id)).where(Exposure.case_id == case)) == 1

    results = [{"unit": unit.id, "rec_no": 2, "verdict": "NOT_CONFIRMED", "note": "雨天巡查记录缺失"}]
    today = {"checked_on": clock.today(), "method": "DOCUMENT_REVIEW"}
    scenario.as_(cast.officer).fills("broadcast_check", case, **today, results=results)
    with scenario.reading() as session:
        assert session.scalars(select(Verification.note)).all() == ["雨天巡查记录缺失"]
    kept = answering.track(scenario, case, unit).obligations
    assert [(one.printed_due, one.promised_due) for one in kept] == dates

    going.replied(scenario, lead)
    with scenario.reading() as session:
        assert session.scalars(select(Source.result).where(Source.case_id == lead)).all() == [SourceResult.ATTACHED]
    assert scenario.held(lead) == {}
    answering.reports(scenario, case, unit)
    answering.inspected(scenario, case, unit)
    answering.voted(scenario, case, unit, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(scenario, case, unit)
    assert answering.tracks(scenario, case) == [("甲区", "CLOSED_A")]
    assert scenario.open_steps(case) == ["summary"]
    assert (letters(scenario, case), letters(scenario, lead)) == (1, 0)


def test_a_broadcast_during_the_look_backs_is_a_relapse_that_the_director_decides(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.whole_way(scenario, case, unit)
    going.replied(scenario, going.summed_up(scenario, case))
    lead = broadcast_again(scenario, case)
    attached(scenario, case, lead, "RELAPSE")
    assert scenario.held(case) == {"reopen": ["周敬文"]}
    director = scenario.as_(cast.director)
    director.fills("reopen", case, kind="NONE", reason="播出内容系整改前拍摄，现场已按建议整改到位。")
    scenario.as_(cast.vice_chair).fills("reopen", case, decision="APPROVE")
    assert scenario.case(case).state is CaseState.LOOKING_BACK
    going.replied(scenario, lead)
    going.archived(scenario, going.looked_back(scenario, going.looked_back(scenario, case)))
    assert scenario.case(case).state is CaseState.ARCHIVED
