"""The chain of a letter: who signs when, what returns do, and what stands at the end."""

import pytest
from sqlalchemy.orm import Session

from engine.errors import BadAnswer
from engine.models import ItemState, TaskState
from tests.cast import Cast
from tests.workflows.approval.paper import Desk
from workflows.approval.history import last_signed
from workflows.documents import drafts
from workflows.documents.models import DocumentKind, DocumentStatus
from workflows.settings.models import Direction


def _up_to_the_chair(desk: Desk, cast: Cast) -> None:
    for person in (cast.director, cast.editor, cast.sg, cast.vice_chair):
        desk.agrees(person)


def test_a_letter_goes_through_its_route_and_is_signed_by_the_chairperson(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    assert desk.kinds() == ["REVIEW", "OFFICE_EDIT", "REVIEW", "REVIEW", "SIGN_OFF"]

    _up_to_the_chair(desk, cast)
    desk.agrees(cast.chair)

    paper = desk.paper()
    assert paper.status is DocumentStatus.SIGNED
    assert (paper.signatory_name, paper.signatory_post) == (cast.chair.name, "市政协主席")
    assert paper.frozen_hash == drafts.latest(session, paper.id).hash
    assert desk.item_of(cast.numbering)


def test_an_empty_consent_reads_agreed_and_an_empty_sign_off_agreed_to_issue(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    _up_to_the_chair(desk, cast)
    desk.agrees(cast.chair)
    assert [item.opinion for item in desk.items("approve")] == ["同意", "同意", "同意", "同意", "同意印发"]


def test_returned_by_the_chairperson_it_goes_straight_back_to_him(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    _up_to_the_chair(desk, cast)
    desk.returns(cast.chair)
    assert desk.paper().status is DocumentStatus.DRAFT

    desk.writes("补充了依据")
    assert desk.kinds() == ["SIGN_OFF"]
    desk.agrees(cast.chair)
    assert desk.paper().status is DocumentStatus.SIGNED


def test_what_was_before_a_signer_when_he_acted_is_remembered(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes("一稿")
    desk.agrees(cast.director)
    desk.returns(cast.editor)
    desk.writes("二稿，已改")
    seen = last_signed(session, cast.director.id, desk.document.id)
    assert seen is not None
    assert seen.content["words"] == "一稿"
    assert last_signed(session, cast.chair.id, desk.document.id) is None


def test_returned_step_by_step_it_passes_everybody_again(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    desk.agrees(cast.editor)
    desk.returns(cast.sg, mode="STEP_BY_STEP")
    desk.writes("补充了依据")
    assert desk.kinds() == ["REVIEW", "OFFICE_EDIT", "REVIEW", "REVIEW", "SIGN_OFF"]
    assert desk.item_of(cast.director)


def test_returned_to_a_passed_item_it_stays_in_the_chain(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    edit = desk.item_of(cast.editor)
    desk.agrees(cast.editor)
    desk.agrees(cast.sg)
    desk.returns(cast.vice_chair, to=edit)

    assert desk.kinds() == ["OFFICE_EDIT", "REVIEW", "SIGN_OFF"]
    desk.agrees(cast.editor)
    desk.agrees(cast.vice_chair)
    desk.agrees(cast.chair)
    assert desk.paper().status is DocumentStatus.SIGNED


def test_returned_to_a_passed_item_step_by_step_it_passes_those_between_again(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    first = desk.item_of(cast.director)
    desk.agrees(cast.director)
    desk.agrees(cast.editor)
    desk.agrees(cast.sg)
    desk.returns(cast.vice_chair, to=first, mode="STEP_BY_STEP")
    assert desk.kinds() == ["REVIEW", "OFFICE_EDIT", "REVIEW", "REVIEW", "SIGN_OFF"]
    assert desk.item_of(cast.director)


def test_a_second_return_still_knows_who_is_left(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    desk.agrees(cast.editor)
    desk.returns(cast.sg)
    desk.writes("二稿")
    desk.agrees(cast.sg)
    desk.returns(cast.vice_chair)
    desk.writes("三稿")
    assert desk.kinds() == ["REVIEW", "SIGN_OFF"]
    desk.agrees(cast.vice_chair)
    desk.agrees(cast.chair)
    assert desk.paper().status is DocumentStatus.SIGNED


def test_a_return_needs_a_passed_item_or_the_drafter(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    own = desk.item_of(cast.director)
    with pytest.raises(BadAnswer) as refused:
        desk.returns(cast.director, to=own)
    assert list(refused.value.errors) == ["return_to"]


def test_a_letter_cannot_be_refused_but_an_initiation_can(session: Session, cast: Cast) -> None:
    letter = Desk(session, cast)
    letter.writes()
    with pytest.raises(BadAnswer) as refused:
        letter.refuses(cast.director)
    assert list(refused.value.errors) == ["decision"]

    sheet = Desk(session, cast, "INITIATION", kind=DocumentKind.INITIATION)
    sheet.writes()
    sheet.agrees(cast.sg)
    sheet.refuses(cast.vice_chair)
    assert sheet.paper().status is DocumentStatus.VOID
    assert all(task.state is TaskState.COMPLETED for task in sheet.tasks())


def test_a_key_initiation_goes_to_the_chairperson_too(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, "INITIATION", kind=DocumentKind.INITIATION, facts={"is_key": True})
    desk.writes()
    desk.agrees(cast.sg)
    desk.agrees(cast.vice_chair)
    assert desk.paper().status is DocumentStatus.IN_APPROVAL
    desk.agrees(cast.chair)
    assert desk.paper().status is DocumentStatus.APPROVED
    assert desk.paper().signatory_id is None


def test_a_countersigner_stands_beside_the_director_and_his_no_is_only_noted(session: Session, cast: Cast) -> None:
    facts = {"has_countersign": True, "countersign_committees": [cast.economy.id]}
    desk = Desk(session, cast, facts=facts)
    desk.writes()
    assert desk.kinds()[:2] == ["REVIEW", "COUNTERSIGN"]
    assert len(desk.waiting()) == 2

    desk.refuses(cast.other_director)
    with pytest.raises(AssertionError):
        desk.item_of(cast.editor)
    desk.agrees(cast.director)
    assert desk.item_of(cast.editor)
    assert desk.items("approve")[1].decision == "REFUSE"


def test_an_upward_document_is_signed_by_nobody_elses_hand(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, direction=Direction.UPWARD)
    desk.writes()
    _up_to_the_chair(desk, cast)
    assert desk.waiting() == [[f"chairperson@cppcc:{cast.cppcc.id}"]]
    desk.agrees(cast.chair)
    assert desk.paper().signatory_id == cast.chair.id


def test_the_route_of_the_first_day_stays_with_the_document(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    route = desk.paper().route_id
    desk.returns(cast.director)
    desk.writes("二稿")
    assert desk.paper().route_id == route
    assert desk.items("approve")[-1].state is ItemState.WAITING
