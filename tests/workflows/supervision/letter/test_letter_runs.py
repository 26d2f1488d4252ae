"""A letter's ways: to the units, upwards, both, returned by the chairperson, or none at all."""

from sqlalchemy.orm import Session

from engine import commands
from tests.cast import Cast
from tests.workflows.supervision.letter.desk import HOST, TITLE, Desk
from workflows.cases.models import CaseState
from workflows.documents import issue, letter, recommendations
from workflows.documents.models import DocumentKind, DocumentStatus, SealUse
from workflows.rectification import tracks
from workflows.supervision.models import FactCheck
from workflows.supervision.symposium.draft_letter import LETTER_NOT_NEEDED
from workflows.supervision.symposium.models import LetterWaived


def _to_number(desk: Desk, **draft: object) -> None:
    desk.symposium()
    desk.draft(**draft)
    desk.approve_all()


def test_a_direct_letter_goes_to_its_units_and_opens_their_tracks(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, cast.unit_a, cast.unit_b)
    desk.symposium()
    assert desk.case.state is CaseState.DRAFTING_LETTER
    desk.draft()
    assert desk.case.state is CaseState.IN_APPROVAL
    desk.approve_all()
    desk.number()
    desk.seal()
    desk.dispatch()

    sent = desk.letter()
    assert sent.doc_no == "甲乙政协监〔2026〕1号"
    assert (sent.status, desk.case.state) == (DocumentStatus.ISSUED, CaseState.ISSUED)
    opened = tracks.of_case(session, desk.case.id)
    assert [track.unit_id for track in opened] == [cast.unit_a.id, cast.unit_b.id]
    assert [len(track.obligations) for track in opened] == [1, 1]
    assert opened[0].obligations[0].printed_due == desk.workday(20)
    assert session.query(FactCheck).count() == 2
    assert session.query(SealUse).filter_by(document_id=sent.id).count() == 1


def test_s6_returned_by_the_chairperson_and_straight_back(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    desk.draft()
    desk.approve_all(cast.director, cast.editor, cast.sg, cast.vice_chair)
    item = desk.item(cast.chair, "approve")
    written = desk.start(item)["return_to"]
    desk.does(
        cast.chair,
        "approve",
        item_kind="SIGN_OFF",
        decision="RETURN",
        opinion="请补充数据来源",
        return_to=written,
        resubmit_mode="DIRECT_BACK",
    )
    assert desk.open() == ["draft_letter"]
    assert desk.start(desk.item(cast.officer, "draft_letter"))["title"] == TITLE

    desk.draft(background="据市住建局统计，全市老旧小区电梯停运情况较多，政协组织委员实地监督。")
    desk.approve_all(cast.chair)
    assert desk.letter().status is DocumentStatus.SIGNED
    assert desk.open() == ["number_and_seal"]


def test_a_void_number_is_listed_and_the_letter_gets_another(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _to_number(desk)
    desk.number()
    desk.seal(action="VOID_NUMBER", void_reason="打印错误，重新编号", seal_log=None, sealed_scan=None)
    assert desk.letter().status is DocumentStatus.SIGNED
    desk.number()
    desk.seal()
    assert desk.letter().doc_no == "甲乙政协监〔2026〕2号"


def test_both_makes_two_documents_with_two_numbers_and_counts_one_letter(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _to_number(desk, delivery_route="BOTH")
    report = desk.documents(DocumentKind.REPORT)[0]
    assert (report.status, desk.letter().status) == (DocumentStatus.SIGNED, DocumentStatus.SIGNED)
    desk.number()
    desk.seal()
    desk.number()
    desk.seal()
    assert (desk.letter().doc_no, report.doc_no) == ("甲乙政协监〔2026〕1号", "甲乙政协〔2026〕1号")
    assert report.linked_to_id == desk.letter().id
    assert desk.open() == ["dispatch", "submission"]

    desk.dispatch()
    assert [issue.counts_as_letter(found) for found in (desk.letter(), report)] == [True, False]
    assert len(tracks.of_case(session, desk.case.id)) == 1
    desk.does(cast.clerk, "submission", report_to=cast.party.id, submitted_on=desk.case.clocks_on, mode="PAPER")
    assert report.status is DocumentStatus.ISSUED
    desk.does(cast.clerk, "register_instruction", **_instruction(desk, due=desk.workday(10)))
    assert tracks.of_case(session, desk.case.id)[0].obligations[0].instruction_due == desk.workday(10)


def _instruction(desk: Desk, **changed: object) -> dict[str, object]:
    return {
        "leader": "王书记",
        "level": "CITY",
        "instructed_on": desk.case.clocks_on,
        "content": "请市住建局研处并报结果",
        "kind": "REPORT_BACK",
        "units": [unit.id for unit in desk.units],
        "due": desk.workday(15),
        **changed,
    }


def _submitted(desk: Desk, cast: Cast) -> None:
    _to_number(desk, delivery_route="VIA_PARTY_GOV", doc_template=None, main_send=None)
    desk.number()
    desk.seal()
    desk.does(cast.clerk, "submission", report_to=cast.party.id, submitted_on=desk.case.clocks_on, mode="PAPER")


def test_upwards_it_waits_for_the_instruction_whose_date_comes_first(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _submitted(desk, cast)
    assert desk.letter().doc_no == "甲乙政协〔2026〕1号"
    assert desk.letter().signatory_name == cast.chair.name
    desk.does(cast.clerk, "register_instruction", **_instruction(desk))
    chosen = desk.start(desk.item(cast.officer, "dispatch"))["leader_instruction"]
    desk.dispatch("PAPER", leader_instruction=chosen, via_inspection_office=True)
    made = tracks.of_case(session, desk.case.id)[0].obligations[0]
    assert made.instruction_due == desk.workday(15)
    assert made.date_basis == "INSTRUCTION"


def test_without_an_instruction_it_is_closed_as_reported(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _submitted(desk, cast)
    assert desk.ring("wait_instruction")
    assert desk.open() == ["no_instruction"]
    desk.does(cast.officer, "no_instruction", decision="CLOSE_AS_REPORTED", reason="市委已阅知")
    desk.does(cast.director, "no_instruction", decision="APPROVE")
    assert desk.open() == []
    assert tracks.of_case(session, desk.case.id) == []


def test_it_goes_on_waiting_until_the_day_that_was_decided(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _submitted(desk, cast)
    desk.does(cast.clerk, "register_instruction", **_instruction(desk, kind="READ_ONLY", units=None, due=None))
    until = desk.workday(12)
    desk.does(cast.officer, "no_instruction", decision="KEEP_WAITING", reason="领导外出考察", wait_until=until)
    desk.does(cast.director, "no_instruction", decision="APPROVE")
    assert desk.open() == ["register_instruction"]
    assert desk.item(cast.clerk, "register_instruction").due_at.date() == until
    assert desk.ring("wait_instruction")
    assert desk.open() == ["no_instruction"]


def test_without_an_instruction_it_is_converted_into_a_letter_to_the_units(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _submitted(desk, cast)
    upwards = desk.letter()
    desk.ring("wait_instruction")
    desk.does(cast.officer, "no_instruction", decision="CONVERT_TO_DIRECT", reason="问题紧迫，直接送单位")
    desk.does(cast.director, "no_instruction", decision="APPROVE")
    desk.draft()
    desk.approve_all()
    desk.number()
    desk.seal()
    desk.dispatch()
    assert [issue.counts_as_letter(found) for found in (upwards, desk.letter())] == [False, True]
    assert desk.letter().doc_no == "甲乙政协监〔2026〕1号"
    assert len(tracks.of_case(session, desk.case.id)) == 1


def test_closing_without_a_letter_is_approved_by_director_and_vice_chair(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium(next_step="NO_LETTER")
    answer = {"reason": "当晚已经全部解决", "record": "甲区当晚修复全部电梯", "lookback_kept": True}
    desk.does(cast.officer, "close_without_letter", **answer)
    desk.approve_all(cast.director, cast.vice_chair)
    assert desk.open() == []
    waived = session.query(LetterWaived).one()
    assert desk.documents(DocumentKind.NO_LETTER)[0].status is DocumentStatus.APPROVED
    assert waived.lookback_kept
    assert desk.documents(DocumentKind.LETTER) == []


def test_the_draft_of_a_letter_may_end_without_one(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.symposium()
    item = desk.item(cast.officer, "draft_letter")
    commands.send_from(session, HOST, item.id, LETTER_NOT_NEEDED, actor=cast.act(session, cast.officer))
    assert desk.open() == ["close_without_letter"]


def test_the_letter_can_be_read_with_its_number_and_signature(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    _to_number(desk)
    desk.number()
    desk.seal()
    sent = desk.letter()
    from workflows.documents import drafts

    made = letter.compose(session, sent, drafts.latest(session, sent.id).content)
    assert made.number == "甲乙政协监〔2026〕1号"
    assert made.sign_date == "2026年3月2日"
    assert made.recipients == "甲区人民政府："
    assert [item.no for item in recommendations.of(session, sent.id)] == [1]
