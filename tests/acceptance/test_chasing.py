"""A unit is late: the next step of the order is proposed, a person takes it, and all read what was done (D18)."""

from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer, NeedsConfirmation
from engine.models import Instance
from tests.acceptance import answering, going
from tests.acceptance.test_extensions import after, asks, plan_due
from tests.acceptance.test_urging import calls, urged
from tests.scenario import Scenario
from workflows import reminding
from workflows.documents import advice
from workflows.documents.models import Document, DocumentKind, DocumentRevision, DocumentStatus
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Person, Unit
from workflows.rectification.models import Contact
from workflows.supervision.chasing import Escalation, Level, proposing

PLEASE = {"text": "成立专班，倒排工期", "due": None}


@pytest.fixture
def unit(scenario: Scenario) -> Unit:
    return scenario.cast.unit_a


@pytest.fixture
def case(scenario: Scenario, unit: Unit) -> int:
    """The unit has signed; its plan, due in ten working days, never comes."""
    with transaction(scenario.database) as session:
        reminding.plan(session)
    made = going.dispatched(scenario, [unit])
    answering.signs(scenario, made, unit)
    return made


def late(scenario: Scenario, days: int) -> None:
    """So many working days over the date of the plan."""
    scenario.days(10 + days)


def proposal(scenario: Scenario, case: int, unit: Unit) -> Level | None:
    track = answering.track(scenario, case, unit)
    with scenario.reading() as session:
        return proposing.proposed(session, [track.id]).get(track.id)


def told(scenario: Scenario, person: Person) -> list[str]:
    with scenario.reading() as session:
        found = select(Notice).where(Notice.person_id == person.id, Notice.kind == NoticeKind.PROPOSED)
        return [one.why[0] for one in session.scalars(found.order_by(Notice.id))]


def starts(scenario: Scenario, person: Person, process: str, case: int, unit: Unit, **more: Any) -> Instance:
    """The form as the screen opens it, with what is typed over."""
    track = answering.track(scenario, case, unit)
    hand = scenario.as_(person)
    from engine.process import Step
    from workflows.bootstrap import DOMAIN

    found = DOMAIN.process(process)
    with scenario.reading() as session:
        step = Step(session, None, "track", track.id, {}, hand.actor(session))
        begun = found.task(found.start_task).initial(step)
    return hand.starts(process, ("track", track.id), case, **{**begun, **more})


def writes(scenario: Scenario, case: int, unit: Unit, **more: Any) -> None:
    starts(scenario, scenario.cast.officer, "urging_letter_act", case, unit, **{"action": "SEND", **more})


def agrees(scenario: Scenario, case: int, unit: Unit) -> None:
    scenario.as_(scenario.cast.editor).does("urging_letter", case, decision="APPROVE", opinion=None)


def meets(scenario: Scenario, case: int, unit: Unit, **more: Any) -> None:
    starts(
        scenario,
        scenario.cast.director,
        "unit_talk_act",
        case,
        unit,
        **{"unit_attendees": [{"name": "喻区长"}], "points": [{"text": "说明滞后原因"}], "agreed": [PLEASE], **more},
    )


def letters(scenario: Scenario, case: int, kind: DocumentKind) -> list[Document]:
    with scenario.reading() as session:
        return list(session.scalars(select(Document).where(Document.case_id == case, Document.kind == kind)))


def rows(scenario: Scenario) -> list[Escalation]:
    with scenario.reading() as session:
        return list(session.scalars(select(Escalation).order_by(Escalation.id)))


def test_each_step_is_proposed_when_its_day_has_come_and_none_is_skipped(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    late(scenario, 9)
    assert proposal(scenario, case, unit) is None
    scenario.days(2)
    assert proposal(scenario, case, unit) is Level.LETTER
    assert told(scenario, scenario.cast.officer) == ["甲区已逾期10个工作日，建议下一步：催办函。是否采取由您决定。"]
    assert told(scenario, scenario.cast.director) == []
    scenario.days(6)
    assert proposal(scenario, case, unit) is Level.LETTER  # none was sent yet
    writes(scenario, case, unit)
    agrees(scenario, case, unit)
    assert proposal(scenario, case, unit) is Level.TALK
    scenario.days(4)
    assert told(scenario, scenario.cast.vice_chair) == [
        "甲区已逾期20个工作日，建议下一步：约请沟通。是否采取由您决定。"
    ]
    meets(scenario, case, unit)
    assert proposal(scenario, case, unit) is Level.INSPECTION
    assert [one.level for one in rows(scenario)] == [Level.LETTER, Level.TALK]
    assert scenario.faults() == []


def test_the_letter_is_drafted_by_the_system_and_leaves_only_when_the_editor_agrees(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    late(scenario, 11)
    liaison = answering.liaison(scenario, unit)
    before = urged(scenario, liaison)
    writes(scenario, case, unit)
    assert letters(scenario, case, DocumentKind.URGING_LETTER) == []
    assert urged(scenario, liaison) == before
    agrees(scenario, case, unit)
    [letter] = letters(scenario, case, DocumentKind.URGING_LETTER)
    assert (letter.status, letter.doc_no) == (DocumentStatus.ISSUED, "甲乙政协办函〔2026〕1号")
    assert urged(scenario, liaison)[-1].startswith("催办函甲乙政协办函〔2026〕1号已发出")
    assert letter.title == "关于商请加快办理《清水河为何一到雨天就变脸》有关建议的函"
    with scenario.reading() as session:
        text = session.get_one(DocumentRevision, letter.frozen_revision_id).text
    with scenario.reading() as session:
        content = session.get_one(DocumentRevision, letter.frozen_revision_id).content
    assert content["contact"]["name"] == scenario.cast.officer.name  # and not the editor who agreed
    assert "甲区人民政府：" in text and "整改方案（2026年" in text and "现商请贵单位加快办理" in text
    assert not [word for word in advice.FORBIDDEN if word in text]


def test_that_it_has_come_is_asked_by_telephone(scenario: Scenario, case: int, unit: Unit) -> None:
    late(scenario, 11)
    writes(scenario, case, unit)
    agrees(scenario, case, unit)
    scenario.as_(scenario.cast.officer).fills(
        "urging_receipt", case, unit, person="陶甲区", said="已收到，周五前反馈。"
    )
    with scenario.reading() as session:
        [call] = session.scalars(select(Contact))
    assert (call.person, call.counts_as_urge) == ("陶甲区", False)
    assert "urging_receipt" not in scenario.open_steps(case)


def test_sent_back_by_the_editor_or_not_sent_at_all_nothing_leaves(scenario: Scenario, case: int, unit: Unit) -> None:
    late(scenario, 11)
    writes(scenario, case, unit)
    again = {"decision": "RETURN", "opinion": "请先电话了解情况"}
    scenario.as_(scenario.cast.editor).does("urging_letter", case, **again)
    scenario.as_(scenario.cast.officer).fills(
        "urging_letter", case, unit, action="DROP", drop_reason="单位已口头答复，本周报送"
    )
    agrees(scenario, case, unit)
    [row] = rows(scenario)
    assert (row.is_dropped, row.note) == (True, "单位已口头答复，本周报送")
    assert letters(scenario, case, DocumentKind.URGING_LETTER) == []
    assert proposal(scenario, case, unit) is None  # it was decided on


def test_what_the_unit_asks_more_time_for_is_not_chased(scenario: Scenario, case: int, unit: Unit) -> None:
    late(scenario, 11)
    due = plan_due(scenario, case, unit)
    reason = {"late_reason": "上周突降暴雨，现场无法勘查。"}
    asks(scenario, case, unit, "unit_plan", after(scenario, due, 20), **reason)
    assert proposal(scenario, case, unit) is None


def test_what_was_done_about_a_date_that_was_met_since_does_not_count_for_the_next_one(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    late(scenario, 11)
    writes(scenario, case, unit)
    agrees(scenario, case, unit)
    answering.plans(scenario, case, unit)
    answering.plan_passes(scenario, case, unit)
    assert proposal(scenario, case, unit) is None
    scenario.days(60)
    assert proposal(scenario, case, unit) is Level.LETTER


def test_the_chairperson_signs_the_request_for_inspection_and_its_result_comes_back(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    cast = scenario.cast
    late(scenario, 21)
    writes(scenario, case, unit)
    agrees(scenario, case, unit)
    meets(scenario, case, unit)
    starts(scenario, cast.officer, "inspection_request_act", case, unit)
    names = going.signed(scenario, case)
    assert names[-1] == cast.chair.name
    assert len(rows(scenario)) == 2  # signed is not sent
    going.sealed(scenario, going.numbered(scenario, case))
    [request] = letters(scenario, case, DocumentKind.ESCALATION_LETTER)
    assert (request.status, request.doc_no) == (DocumentStatus.ISSUED, "甲乙政协函〔2026〕1号")
    scenario.as_(cast.inspection).fills(
        "inspection_result", case, unit, inspected_on=clock.today(), result="已现场督查，单位承诺两周内报送整改方案。"
    )
    last = rows(scenario)[-1]
    assert (last.level, last.result_on) == (Level.INSPECTION, clock.today())
    assert scenario.faults() == []


def test_a_request_that_the_chairperson_refuses_goes_nowhere(scenario: Scenario, case: int, unit: Unit) -> None:
    late(scenario, 21)
    starts(scenario, scenario.cast.officer, "inspection_request_act", case, unit)
    going.signed(scenario, case, until=scenario.cast.chair)
    scenario.as_(scenario.cast.chair).fills("approve", case, decision="REFUSE", opinion="先由主任约请沟通")
    assert rows(scenario) == []
    assert "number_and_seal" not in scenario.open_steps(case)


def test_nobody_writes_to_a_unit_that_is_not_late(scenario: Scenario, case: int, unit: Unit) -> None:
    with pytest.raises(BadAnswer):
        writes(scenario, case, unit)


def test_a_second_call_within_the_hours_of_the_setting_is_asked_about(
    scenario: Scenario, case: int, unit: Unit
) -> None:
    calls(scenario, case, unit)
    with pytest.raises(NeedsConfirmation) as warned:
        calls(scenario, case, unit, confirmed=False)
    assert "4小时内已催办过" in warned.value.advice[0].zh
    calls(scenario, case, unit)  # confirmed
