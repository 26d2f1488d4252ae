"""Decisions 2.2 (2): the letter is for the wrong unit. What is done depends on how far it has come; it counts once."""

from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import BadAnswer, NeedsConfirmation
from engine.models import Reading
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters, page
from tests.scenario import Scenario
from workflows.documents.models import Document, DocumentKind, DocumentNumber, DocumentStatus, RecommendationItem
from workflows.reading.page import View


def to_sign_off(scenario: Scenario) -> int:
    """A letter to 住建局, signed by everybody; it should have gone to 环境局."""
    case = going.drafted(scenario, going.to_letter(scenario, [scenario.cast.unit_b]), [scenario.cast.unit_b])
    going.signed(scenario, case)
    return case


def found_wrong(scenario: Scenario, case: int, **more: Any) -> None:
    """The officer says so, the secretary-general agrees."""
    cast = scenario.cast
    wrong = {"wrong_unit": cast.unit_b.id, "right_unit": cast.unit_c.id, "reason": "主送单位填写有误", **more}
    scenario.as_(cast.officer).starts("wrong_recipient_act", ("case", case), case, **wrong)
    scenario.as_(cast.sg).fills("wrong_recipient", case, decision="APPROVE")


def made_anew(scenario: Scenario, case: int) -> None:
    """The letter is drafted for the right unit, and goes all its way again."""
    assert scenario.held(case)["draft_letter"] == ["沈一诺", "陈晓岚"]
    assert scenario.as_(scenario.cast.officer).begun("draft_letter", case)["background"] == going.BACKGROUND
    checked = {
        "unit": scenario.cast.unit_c.id,
        "checked_on": scenario.workday(0),
        "person": "戚环境",
        "result": "AGREED",
    }
    going.drafted(scenario, case, [scenario.cast.unit_c], fact_check=[checked])
    assert going.signed(scenario, case) == ["周敬文", "褚核稿", "何秉文", "林书华", "郑明远"]
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [scenario.cast.unit_c])


def papers(scenario: Scenario, case: int) -> list[tuple[str | None, DocumentStatus]]:
    """Every letter of the case with its number."""
    with scenario.reading() as session:
        wanted = select(Document).where(Document.case_id == case, Document.kind == DocumentKind.LETTER)
        return [(found.doc_no, found.status) for found in session.scalars(wanted.order_by(Document.id))]


def numbers(scenario: Scenario) -> list[tuple[str, str]]:
    with scenario.reading() as session:
        rows = session.scalars(select(DocumentNumber).order_by(DocumentNumber.id))
        return [(row.text, str(row.state)) for row in rows]


FIRST, SECOND = "甲乙政协监〔2026〕1号", "甲乙政协监〔2026〕2号"


def test_signed_and_not_numbered_its_sign_off_is_withdrawn(scenario: Scenario) -> None:
    case = to_sign_off(scenario)
    found_wrong(scenario, case, state="SIGNED")
    made_anew(scenario, case)
    assert papers(scenario, case) == [(FIRST, DocumentStatus.ISSUED)]
    assert answering.tracks(scenario, case) == [("市环境局", "PENDING_SIGN")]
    assert letters(scenario, case) == 1


def test_numbered_and_not_sealed_its_number_is_void_and_the_new_one_is_listed_after_it(scenario: Scenario) -> None:
    case = going.numbered(scenario, to_sign_off(scenario))
    found_wrong(scenario, case, state="NUMBERED")
    made_anew(scenario, case)
    assert papers(scenario, case) == [(None, DocumentStatus.VOID), (SECOND, DocumentStatus.ISSUED)]
    assert numbers(scenario) == [(FIRST, "VOID"), (SECOND, "USED")]
    assert letters(scenario, case) == 1


def test_sealed_and_not_sent_its_copies_are_destroyed(scenario: Scenario) -> None:
    case = going.sealed(scenario, going.numbered(scenario, to_sign_off(scenario)))
    found_wrong(scenario, case, state="SEALED", destruction_log="5份用印件于当日由机要科两人监销")
    made_anew(scenario, case)
    assert papers(scenario, case) == [(None, DocumentStatus.VOID), (SECOND, DocumentStatus.ISSUED)]
    assert letters(scenario, case) == 1


def test_sent_it_is_recalled_and_the_right_units_clock_starts_at_its_own_receipt(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.sealed(scenario, going.numbered(scenario, to_sign_off(scenario)))
    going.sent(scenario, case, [cast.unit_b])
    scenario.days(2)
    notice = "误送贵单位的函件请予退回，谢谢支持。"
    found_wrong(scenario, case, state="SENT", recall_notice=notice)
    assert answering.tracks(scenario, case) == [("市住建局", "WITHDRAWN")]
    assert answering.track(scenario, case, cast.unit_b).ended_reason.startswith("误送，已收回")
    assert scenario.as_(cast.liaison_b).items() == []
    assert page(scenario, case, cast.liaison_b, View.UNIT).tracks == ()
    with scenario.reading() as session:
        told = session.scalars(select(Reading.note).where(Reading.person_id == cast.liaison_b.id))
        assert list(told) == [notice]

    scenario.days(3)
    made_anew(scenario, case)
    assert papers(scenario, case) == [(FIRST, DocumentStatus.RECALLED), (SECOND, DocumentStatus.ISSUED)]
    assert numbers(scenario) == [(FIRST, "USED"), (SECOND, "USED")]
    assert answering.tracks(scenario, case) == [("市住建局", "WITHDRAWN"), ("市环境局", "PENDING_SIGN")]
    assert answering.track(scenario, case, cast.unit_c).sign_from == scenario.workday(0)
    assert letters(scenario, case) == 1
    answering.whole_way(scenario, case, cast.unit_c)
    assert scenario.open_steps(case) == ["summary"]


def test_the_others_who_had_it_rightly_go_on_where_they_were(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a, cast.unit_b])
    answering.signs(scenario, case, cast.unit_a)
    answering.plans(scenario, case, cast.unit_a)
    answering.plan_passes(scenario, case, cast.unit_a)
    found_wrong(scenario, case, state="SENT", recall_notice="误送贵单位的函件请予退回，谢谢支持。")
    assert scenario.as_(cast.liaison_a).has("rectification_report")
    fact = {"unit": cast.unit_c.id, "checked_on": scenario.workday(0), "person": "戚环境", "result": "AGREED"}
    going.drafted(scenario, case, [cast.unit_a, cast.unit_c], fact_check=[fact])
    going.signed(scenario, case)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [cast.unit_a, cast.unit_c])
    assert answering.tracks(scenario, case) == [
        ("甲区", "RECTIFYING"),
        ("市住建局", "WITHDRAWN"),
        ("市环境局", "PENDING_SIGN"),
    ]
    answering.reports(scenario, case, cast.unit_a)
    answering.inspected(scenario, case, cast.unit_a)
    answering.voted(scenario, case, cast.unit_a, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(scenario, case, cast.unit_a)
    assert "summary" not in scenario.open_steps(case)
    answering.whole_way(scenario, case, cast.unit_c)
    assert scenario.open_steps(case) == ["summary"]
    assert letters(scenario, case) == 1


def test_found_before_the_letter_the_right_unit_takes_its_place_and_nobody_outside_hears_of_it(
    scenario: Scenario,
) -> None:
    cast = scenario.cast
    case = going.to_letter(scenario, [cast.unit_b])
    officer = scenario.as_(cast.officer)
    change: dict[str, Any] = {
        "action": "REPLACE",
        "old_unit": cast.unit_b.id,
        "new_unit": cast.unit_c.id,
        "track_role": "SOLE",
        "reason": "现场核实后，该事项属市环境局职责。",
        "notice_text": "请贵单位承办有关事项。",
    }
    act = ("unit_change_act", ("case", case), case)
    with pytest.raises(BadAnswer):
        officer.starts(*act, **{**change, "old_unit": cast.unit_a.id})  # never was one of the case's units
    with pytest.raises(NeedsConfirmation) as asked:
        officer.starts(*act, **change, confirmed=False)
    assert "单位还不知情" in asked.value.advice[-1].zh
    officer.starts(*act, **change)
    scenario.as_(cast.director).fills("unit_change", case, decision="APPROVE")
    assert answering.tracks(scenario, case) == []
    with scenario.reading() as session:
        told = select(Reading.id).where(Reading.person_id.in_([cast.liaison_b.id, cast.liaison_c.id]))
        assert session.scalars(told).all() == []
    going.drafted(scenario, case, [cast.unit_c], fact_check=[], fact_check_waived="责任单位刚刚确定，另行核对。")


def test_only_a_unit_that_the_letter_goes_to_can_have_got_it_wrongly(scenario: Scenario) -> None:
    case = to_sign_off(scenario)
    with pytest.raises(BadAnswer) as refused:
        found_wrong(scenario, case, state="SIGNED", wrong_unit=scenario.cast.unit_d.id)
    assert list(refused.value.errors) == ["wrong_unit"]


def test_another_unit_takes_over_recommendations_of_its_own_case_alone(scenario: Scenario) -> None:
    cast = scenario.cast
    first, second = (going.dispatched(scenario, [cast.unit_a], **more) for more in ({}, going.OTHER_PLACE))
    with scenario.reading() as session:
        foreign = session.scalars(select(RecommendationItem.id).where(RecommendationItem.case_id == second)).all()
    change = {
        "action": "ADD",
        "new_unit": cast.unit_c.id,
        "track_role": "SEPARATE",
        "recommendation_items": list(foreign),
        "letter_basis": "SUPPLEMENT_LETTER",
        "reason": "该事项另由市环境局承办。",
        "notice_text": "请贵单位承办有关事项。",
    }
    with pytest.raises(BadAnswer) as refused:
        scenario.as_(cast.officer).starts("unit_change_act", ("case", first), first, **change)
    assert "recommendation_items" in refused.value.errors
