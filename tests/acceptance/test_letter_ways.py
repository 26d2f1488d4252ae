"""S6 and S7: a letter that the chairperson sends back; a case that is withdrawn after its letter went out."""

from sqlalchemy import select

from engine.models import Instance, InstanceState, Reading
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.cases.models import CaseState
from workflows.documents import drafts
from workflows.documents.models import Document, DocumentKind, DocumentNumber, DocumentStatus, NumberState

BETTER = "据市住建局统计，全市雨污混接点集中在三个片区；《看见》栏目播出后，市政协组织委员到现场开展实地监督。"


def test_a_letter_that_the_chairperson_returns_comes_straight_back_to_the_chairperson(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.drafted(scenario, going.to_letter(scenario, [unit]), [unit])
    assert going.signed(scenario, case, until=cast.chair) == ["周敬文", "褚核稿", "何秉文", "林书华"]
    why = "请补充数据来源"
    scenario.as_(cast.chair).fills("approve", case, decision="RETURN", opinion=why, resubmit_mode="DIRECT_BACK")
    assert scenario.held(case) == {"draft_letter": ["沈一诺", "陈晓岚"]}
    assert scenario.case(case).state is CaseState.DRAFTING_LETTER

    scenario.as_(cast.officer).fills("draft_letter", case, background=BETTER)
    assert scenario.held(case) == {"approve": ["郑明远"]}
    assert going.signed(scenario, case) == ["郑明远"]
    with scenario.reading() as session:
        found = drafts.of_case(session, case, DocumentKind.LETTER)
        assert found is not None
        assert (found.status, found.signatory_name) == (DocumentStatus.SIGNED, "郑明远")
        assert drafts.latest(session, found.id).content["background"] == BETTER

    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    assert answering.tracks(scenario, case) == [("甲区", "PENDING_SIGN")]
    assert letters(scenario, case) == 1


def test_a_case_withdrawn_after_its_letter_keeps_the_number_and_is_counted_out(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a, cast.unit_b])
    answering.signs(scenario, case, cast.unit_a)
    assert letters(scenario, case) == 1
    reason = "市里已就同一事项成立专班统一办理，经商有关单位，本案不再单独办理。"
    notice = {"notice_text": "本案撤回，原建议书不再办理，特此告知。", "notice_units": [cast.unit_a.id, cast.unit_b.id]}
    officer = scenario.as_(cast.officer)
    officer.starts("withdrawal_act", ("case", case), case, reason=reason, **notice)
    assert going.signed(scenario, case) == ["周敬文", "林书华", "郑明远"]

    assert scenario.case(case).state is CaseState.WITHDRAWN
    assert scenario.held(case) == {}
    assert answering.tracks(scenario, case) == [("甲区", "WITHDRAWN"), ("市住建局", "WITHDRAWN")]
    assert letters(scenario, case) == 0
    with scenario.reading() as session:
        number = session.scalars(select(DocumentNumber)).one()
        letter = session.get_one(Document, number.document_id)
        assert (number.state, letter.status) == (NumberState.USED, DocumentStatus.RECALLED)
        assert letter.doc_no == "甲乙政协监〔2026〕1号"
        told = set(session.scalars(select(Reading.person_id)))
        assert {cast.liaison_a.id, cast.liaison_b.id} <= told
        running = select(Instance.process).where(Instance.status == InstanceState.ACTIVE)
        assert session.scalars(running).all() == []

    second = going.dispatched(scenario, [cast.unit_a], **going.OTHER_PLACE)
    with scenario.reading() as session:
        sent = drafts.of_case(session, second, DocumentKind.LETTER)
        assert sent is not None
        assert sent.doc_no == "甲乙政协监〔2026〕2号"
    assert letters(scenario, second) == 1


def test_a_closing_report_that_is_returned_is_summed_up_again(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.dispatched(scenario, [unit])
    answering.whole_way(scenario, case, unit)
    scenario.as_(cast.officer).fills("summary", case, summary=going.SUMMARY)
    assert going.signed(scenario, case, until=cast.vice_chair) == ["周敬文", "何秉文"]
    assert scenario.case(case).state is CaseState.CLOSING
    why = "请补充雨天复查情况"
    scenario.as_(cast.vice_chair).fills("approve", case, decision="RETURN", opinion=why, resubmit_mode="STEP_BY_STEP")
    assert scenario.case(case).state is CaseState.SUMMARISING
    assert scenario.held(case) == {"summary": ["沈一诺", "陈晓岚"]}
    scenario.as_(cast.officer).fills("summary", case)
    assert going.signed(scenario, case) == ["周敬文", "何秉文", "林书华"]
    assert going.replied(scenario, case) == case
    assert scenario.case(case).state is CaseState.LOOKING_BACK
