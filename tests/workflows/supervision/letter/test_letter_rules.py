"""What a symposium, a letter, a number and a dispatch must keep to, and what is only advised."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.errors import BadAnswer, NeedsConfirmation, NotPermitted
from engine.forms import load
from tests.cast import Cast
from tests.workflows.supervision.letter.desk import HOST, SYMPOSIUM, Desk
from workflows.documents import drafts
from workflows.documents.models import DocumentKind, FileKind
from workflows.rectification import tracks
from workflows.supervision.symposium.models import Dispatch


def _refused(act: Any, *fields: str) -> dict[str, list[Any]]:
    with pytest.raises(BadAnswer) as refused:
        act()
    assert sorted(refused.value.errors) == sorted(fields)
    return refused.value.errors


def test_a_skipped_symposium_needs_the_directors_word(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    skipped = {"status": "SKIPPED", "skip_reason": "单位已经书面说明情况", "held_on": None, "chair": None}
    desk.symposium(**skipped, units_present=None, root_causes=None, consensus=None)
    assert desk.open() == ["hold_symposium"]
    desk.does(cast.director, "hold_symposium", decision="APPROVE")
    assert desk.open() == ["draft_letter"]


def test_an_absent_lead_unit_is_explained(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    other = [{"unit": cast.unit_b.id, "speaker": "某科长"}]
    _refused(lambda: desk.symposium(units_present=other), "absence_reason")
    desk.symposium(units_present=other, absence_reason="当天参加防汛会议")


def test_facts_are_checked_with_every_unit_before_the_letter_or_it_is_said_why_not(
    session: Session, cast: Cast
) -> None:
    desk = Desk(session, cast, cast.unit_a, cast.unit_b)
    desk.symposium(fact_check=[])
    errors = _refused(lambda: desk.draft(), "fact_check")
    assert cast.unit_a.name in errors["fact_check"][0].zh
    desk.draft(fact_check_waived="暗访，不宜事先核对")
    assert desk.open() == ["approve"]


def test_an_objection_to_the_facts_is_answered(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    row = {"unit": cast.unit_a.id, "checked_on": desk.case.clocks_on, "person": "联络员", "result": "OBJECTED"}
    _refused(lambda: desk.symposium(fact_check=[row]), "fact_check.0.objection")


@pytest.mark.parametrize(
    ("due", "kind", "is_wrong"),
    [
        (date(2026, 3, 14), "NEAR_TERM", True),  # a Saturday
        (date(2026, 3, 2), "NEAR_TERM", True),  # today
        (None, "NEAR_TERM", True),
        (None, "LONG_TERM", False),
        (date(2026, 3, 16), "IMMEDIATE", False),
    ],
)
def test_a_date_is_a_working_day_to_come(
    session: Session, cast: Cast, due: date | None, kind: str, is_wrong: bool
) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    row = {"no": 1, "text": "尽快检修停运电梯，建立巡检制度。", "target_unit": cast.unit_a.id, "kind": kind, "due": due}
    if is_wrong:
        _refused(lambda: desk.draft(recommendations=[row]), "recommendations.0.due")
    else:
        desk.draft(recommendations=[row])


def test_recommendations_go_to_responsible_units_alone(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    row = {"no": 1, "text": "尽快检修停运电梯。", "target_unit": cast.unit_e.id, "kind": "LONG_TERM"}
    _refused(lambda: desk.draft(recommendations=[row]), "recommendations.0.target_unit")


def test_an_upward_letter_is_copied_to_no_unit_and_written_by_no_office(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    upwards = {"delivery_route": "VIA_PARTY_GOV", "doc_template": None, "main_send": None}
    _refused(lambda: desk.draft(**upwards, copy_to=[cast.unit_b.id]), "copy_to")
    _refused(lambda: desk.draft(**upwards, issuer="OFFICE"), "issuer")
    _refused(lambda: desk.draft(**{**upwards, "report_to": cast.government.id}), "report_to")
    desk.draft(**upwards, copy_to=[cast.government.id])


def test_the_title_says_what_kind_of_paper_it_is(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    _refused(lambda: desk.draft(title="关于电梯的通报"), "title")


def test_an_office_letter_is_signed_by_the_secretary_general(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    desk.draft(issuer="OFFICE")
    desk.approve_all(cast.director, cast.editor, cast.sg, cast.vice_chair, cast.sg)
    assert desk.letter().signatory_name == cast.sg.name
    desk.number()
    assert desk.letter().doc_no == "甲乙政协办函〔2026〕1号"


def test_words_of_command_are_advised_against_and_may_stay(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    item = desk.item(cast.officer, "draft_letter")
    row = {"no": 1, "text": "责令限期整改电梯。", "target_unit": cast.unit_a.id, "kind": "LONG_TERM"}
    with pytest.raises(NeedsConfirmation) as advised:
        answer = {
            "delivery_route": "DIRECT",
            "issuer": "CPPCC",
            "doc_template": "LETTER_FORM",
            "main_send": [cast.unit_a.id],
            "title": "关于电梯问题的民主监督建议书",
            "background": "背景",
            "problems": [{"no": 1, "text": "电梯停运。"}],
            "recommendations": [row],
            "reply_requirements": "商请书面反馈。",
            "contact": {"name": "陈晓岚", "phone": "0571"},
            "needs_chair_meeting": False,
        }
        loaded = load(SYMPOSIUM.task("draft_letter").form, answer)
        commands.complete(session, HOST, item.id, loaded, actor=cast.act(session, cast.officer))
    assert any("责令、限期" in line.zh for line in advised.value.advice)


def _numbering(session: Session, cast: Cast) -> Desk:
    desk = Desk(session, cast)
    desk.symposium()
    desk.draft()
    desk.approve_all()
    return desk


def test_another_number_needs_a_reason_and_the_right_year(session: Session, cast: Cast) -> None:
    desk = _numbering(session, cast)
    _refused(lambda: desk.number(doc_no="甲乙政协监〔2026〕5号"), "number_reason")
    _refused(lambda: desk.number(doc_no="甲乙政协监〔2025〕1号", number_reason="补用上年文号"), "doc_no")
    _refused(lambda: desk.number(doc_no="甲乙政协监[2026]5号", number_reason="补用文号补用"), "doc_no")
    desk.number(doc_no="甲乙政协监〔2026〕5号", number_reason="与纸质登记簿衔接")
    assert desk.letter().doc_no == "甲乙政协监〔2026〕5号"


def test_a_number_taken_back_at_once_is_given_to_the_same_letter_again(session: Session, cast: Cast) -> None:
    desk = _numbering(session, cast)
    item = desk.item(cast.numbering, "number_and_seal")
    clock.move(timedelta(minutes=5))
    desk.number()
    given = desk.letter().doc_no
    commands.withdraw_submit(session, HOST, item.id, actor=cast.act(session, cast.numbering))
    assert desk.letter().doc_no is None
    desk.number()
    assert desk.letter().doc_no == given, "no gap in the register"


def test_the_clerk_does_not_seal_and_the_sealed_copy_is_a_pdf(session: Session, cast: Cast) -> None:
    desk = _numbering(session, cast)
    desk.number()
    with pytest.raises(AssertionError):
        desk.item(cast.numbering, "number_and_seal")
    _refused(lambda: desk.seal(sealed_scan=[desk.file(FileKind.JPG)]), "sealed_scan")


def test_a_paper_delivery_is_whole_and_needs_no_account(session: Session, cast: Cast) -> None:
    desk = _numbering(session, cast)
    desk.number()
    desk.seal()
    row = {"unit": cast.unit_a.id, "track_role": "SOLE", "mode": "PAPER", "track_mode": "OWN"}
    wanted = [f"targets.0.{name}" for name in ("paper_how", "receiver", "received_at", "receipt")]
    _refused(lambda: desk.dispatch(targets=[row]), *wanted)
    desk.dispatch("PAPER")
    track = tracks.of_case(session, desk.case.id)[0]
    assert (track.receiver, track.delivered_on) == ("收发室", desk.case.clocks_on)


def test_handling_and_roles_fit_and_nobody_addressed_is_forgotten(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, cast.unit_a, cast.unit_b)
    desk.symposium()
    desk.draft()
    desk.approve_all()
    desk.number()
    desk.seal()
    _refused(lambda: desk.dispatch(dispatch_mode="LEAD_ASSIST"), "targets")
    one = {"unit": cast.unit_a.id, "track_role": "SOLE", "mode": "ELECTRONIC", "track_mode": "OWN"}
    errors = _refused(lambda: desk.dispatch(dispatch_mode="SOLE", targets=[one]), "targets")
    assert cast.unit_b.name in errors["targets"][0].zh


def test_the_slip_says_each_date_and_what_it_rests_on(session: Session, cast: Cast) -> None:
    desk = _numbering(session, cast)
    desk.number()
    desk.seal()
    desk.dispatch()
    made = session.query(Dispatch).one()
    row = drafts.latest(session, made.slip_id or 0).content["units"][0]
    assert row["unit"] == cast.unit_a.name
    assert row["answer_basis"] == "建议书所载"
    assert row["signing"] == "2026年3月5日"
    assert desk.documents(DocumentKind.HANDOVER_SLIP)


def test_a_director_tied_to_the_unit_confirms_no_symposium(session: Session, cast: Cast) -> None:
    from workflows.people.models import Tie, TieKind

    session.add(Tie(person_id=cast.director.id, unit_id=cast.unit_a.id, kind=TieKind.DECLARED))
    desk = Desk(session, cast)
    skipped = {"status": "SKIPPED", "skip_reason": "单位已经书面说明情况", "held_on": None, "chair": None}
    desk.symposium(**skipped, units_present=None, root_causes=None, consensus=None)
    with pytest.raises(NotPermitted):
        desk.does(cast.director, "hold_symposium", decision="APPROVE")
