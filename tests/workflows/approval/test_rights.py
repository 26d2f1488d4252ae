"""Who may not sign: the drafter, the tied, the delegate upwards; and who signs once for two."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor, Standing
from engine.errors import BadAnswer, NotPermitted
from engine.forms import load
from engine.models import Deadline, ItemState
from engine.models.deadline import DeadlineState
from engine.process import form_for
from tests.cast import Cast
from tests.workflows.approval.paper import HOST, Desk
from workflows.approval import Approve, history, outcomes
from workflows.documents import drafts
from workflows.documents.models import DocumentKind, DocumentStatus
from workflows.people import delegations
from workflows.people.models import Person, Post, Tie, TieKind
from workflows.people.recusal import dispense
from workflows.people.roles import Role, ScopeKind
from workflows.people.standing_in import Wish
from workflows.settings.models import Direction
from workflows.supervision.beside.models import ChairMeetingRecord
from workflows.supervision.preparation import units


def _post(session: Session, person: Person, role: Role, scope: ScopeKind, scope_id: int, title: str) -> None:
    session.add(Post(person_id=person.id, role=role, scope_kind=scope, scope_id=scope_id, title=title))
    session.flush()


def test_who_has_drafted_does_not_approve(session: Session, cast: Cast) -> None:
    _post(session, cast.director, Role.CASE_OFFICER, ScopeKind.COMMITTEE, cast.urban.id, "城建委主任")
    desk = Desk(session, cast, officer=cast.director)
    desk.writes()
    with pytest.raises(NotPermitted) as refused:
        desk.agrees(cast.director)
    assert "拟稿人" in refused.value.text.zh


def test_a_vice_chair_tied_to_a_unit_is_refused_until_he_is_dispensed(session: Session, cast: Cast) -> None:
    desk = Desk(
        session,
        cast,
        "PLAN",
        kind=DocumentKind.PLAN,
        committee=cast.economy,
        units=[cast.unit_c],
        officer=cast.other_officer,
    )
    desk.writes()
    desk.agrees(cast.other_director)
    with pytest.raises(NotPermitted) as refused:
        desk.agrees(cast.tied_vice_chair)
    assert cast.unit_c.name in refused.value.text.zh

    secretary_general = cast.act(session, cast.sg)
    dispense(session, cast.tied_vice_chair.id, cast.unit_c.id, desk.case.id, "无其他分管副主席", secretary_general)
    desk.agrees(cast.tied_vice_chair)
    assert desk.paper().status is DocumentStatus.APPROVED


def test_a_tie_declared_while_the_chain_runs_counts(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    session.add(Tie(person_id=cast.director.id, unit_id=cast.unit_a.id, kind=TieKind.DECLARED))
    session.flush()
    with pytest.raises(NotPermitted):
        desk.agrees(cast.director)


def test_a_unit_added_to_the_case_bars_its_people_from_the_chain(session: Session, cast: Cast) -> None:
    session.add(Tie(person_id=cast.director.id, unit_id=cast.unit_b.id, kind=TieKind.DECLARED))
    desk = Desk(session, cast)
    desk.writes()
    assert HOST.why_not(session, cast.act(session, cast.director), "complete", desk.item_of(cast.director)) is None

    units.replace(session, desk.case.id, [{"unit": cast.unit_b.id, "track_role": "SOLE"}], cast.officer.id)
    with pytest.raises(NotPermitted):
        desk.agrees(cast.director)


def test_who_holds_two_posts_in_a_row_signs_once(session: Session, cast: Cast) -> None:
    old = session.query(Post).filter_by(role=Role.SECRETARY_GENERAL, scope_id=cast.cppcc.id).one()
    old.person_id = cast.editor.id
    session.flush()
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    first = desk.item_of(cast.editor)
    desk.agrees(cast.editor)

    second = next(item for item in desk.items("approve") if item.position == first.position + 1)
    assert second.state is ItemState.DONE
    assert (second.acted_by, second.post) == (cast.editor.id, "市政协秘书长")
    assert desk.item_of(cast.vice_chair)
    shown = history(session, desk.document.id)
    assert [line.signed_with for line in shown] == [None, None, first.id]


def test_the_chairperson_who_has_just_reviewed_signs_with_the_same_stroke(session: Session, cast: Cast) -> None:
    charge = session.query(Post).filter(Post.role == Role.VICE_CHAIR, Post.scope_kind == ScopeKind.COMMITTEE)
    charge.filter(Post.scope_id == cast.urban.id).one().person_id = cast.chair.id
    session.flush()
    desk = Desk(session, cast)
    desk.writes()
    for person in (cast.director, cast.editor, cast.sg, cast.chair):
        desk.agrees(person)
    assert desk.paper().status is DocumentStatus.SIGNED
    assert desk.paper().signatory_name == cast.chair.name
    assert desk.items("approve")[-1].opinion == "同意印发"


def test_a_delegate_does_not_sign_upwards(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, direction=Direction.UPWARD)
    desk.writes()
    for person in (cast.director, cast.editor, cast.sg, cast.vice_chair):
        desk.agrees(person)
    item = desk.item_of(cast.chair)
    group = f"chairperson@cppcc:{cast.cppcc.id}"
    delegate = Actor(cast.sg.id, cast.sg.name, {group: Standing(1, "市政协主席", on_behalf_of=cast.chair.id)})
    assert HOST.why_not(session, delegate, "complete", item) is not None
    assert HOST.why_not(session, cast.act(session, cast.chair), "complete", item) is None


def test_who_drafted_does_not_approve_for_the_one_who_lent_him_his_post(session: Session, cast: Cast) -> None:
    post = session.query(Post).filter_by(person_id=cast.director.id).one()
    wish = Wish([post.id], cast.officer.id, clock.today(), clock.today(), "主席会议决定")
    delegations.lend(session, cast.director.id, wish, cast.act(session, cast.director))
    desk = Desk(session, cast)
    desk.writes()
    with pytest.raises(NotPermitted) as refused:
        desk.agrees(cast.officer)
    assert "拟稿人" in refused.value.text.zh


def test_after_the_sign_off_the_text_is_frozen(session: Session, cast: Cast) -> None:
    desk = _signed(session, cast)
    with pytest.raises(drafts.DocumentFrozen):
        drafts.save(
            session, desk.case.id, DocumentKind.LETTER, "改", {"words": "改"}, cast.officer.id, desk.document.id
        )
    assert drafts.is_intact(session, desk.paper())


def _signed(session: Session, cast: Cast) -> Desk:
    desk = Desk(session, cast)
    desk.writes()
    for person in (cast.director, cast.editor, cast.sg, cast.vice_chair, cast.chair):
        desk.agrees(person)
    return desk


def test_the_sign_off_may_be_taken_back_until_the_number(session: Session, cast: Cast) -> None:
    desk = _signed(session, cast)
    signed = desk.items("approve")[-1]
    with pytest.raises(NotPermitted):
        outcomes.withdraw_sign_off(session, HOST, signed.id, "收件单位有误", actor=cast.act(session, cast.sg))
    outcomes.withdraw_sign_off(session, HOST, signed.id, "收件单位有误", actor=cast.act(session, cast.chair))

    assert desk.kinds() == ["SIGN_OFF"]
    paper = desk.paper()
    assert (paper.status, paper.frozen_hash, paper.signatory_id) == (DocumentStatus.IN_APPROVAL, None, None)
    desk.agrees(cast.chair)
    assert paper.status is DocumentStatus.SIGNED


def test_a_sign_off_withdrawn_at_once_may_still_become_a_return(session: Session, cast: Cast) -> None:
    desk = _signed(session, cast)
    chair = cast.act(session, cast.chair)
    again = commands.withdraw_submit(session, HOST, desk.items("approve")[-1].id, actor=chair)
    assert desk.paper().status is DocumentStatus.IN_APPROVAL

    form = form_for(Approve(), again.task, again)
    answer = {"decision": "RETURN", "opinion": "请再核对收件单位"}
    if form is Approve.form:
        answer |= {"item_kind": "SIGN_OFF", "return_to": desk.last_written().id, "resubmit_mode": "DIRECT_BACK"}
    commands.complete(session, HOST, again.id, load(form, answer), actor=chair, confirmed=True)
    assert desk.paper().status is DocumentStatus.DRAFT
    assert desk.item_of(cast.officer)


def test_a_return_withdrawn_at_once_leaves_the_chain_where_it_was(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    desk.returns(cast.editor, mode="STEP_BY_STEP")
    returned = next(item for item in desk.items("approve") if item.decision == "RETURN")
    commands.withdraw_submit(session, HOST, returned.id, actor=cast.act(session, cast.editor))
    assert desk.paper().status is DocumentStatus.IN_APPROVAL
    assert desk.kinds() == ["OFFICE_EDIT", "REVIEW", "REVIEW", "SIGN_OFF"]


def test_an_approval_withdrawn_within_the_chain_is_due_on_its_old_date_and_the_next_has_none(
    session: Session, cast: Cast
) -> None:
    desk = Desk(session, cast)
    desk.writes()
    first, second = desk.items("approve")[:2]
    due_at = first.due_at
    desk.agrees(cast.director)
    commands.withdraw_submit(session, HOST, first.id, actor=cast.act(session, cast.director))

    def running() -> list[tuple[int, datetime]]:
        of_items = (Deadline.subject_kind == "item") & (Deadline.state == DeadlineState.RUNNING)
        return [(row.subject_id, row.due_at) for row in session.scalars(select(Deadline).where(of_items))]

    assert running() == [(first.id, due_at)]
    assert (first.due_at, second.due_at) == (due_at, None)
    desk.agrees(cast.director)
    assert [item for item, _ in running()] == [second.id], "one date for the next, though he had it twice"


def test_who_signed_once_for_two_posts_takes_both_signatures_back(session: Session, cast: Cast) -> None:
    old = session.query(Post).filter_by(role=Role.OFFICE_EDITOR, scope_id=cast.cppcc.id).one()
    old.person_id = cast.director.id
    session.flush()
    desk = Desk(session, cast)
    desk.writes()
    first, second = desk.items("approve")[:2]
    desk.agrees(cast.director)
    assert (first.state, second.state) == (ItemState.DONE, ItemState.DONE)
    commands.withdraw_submit(session, HOST, first.id, actor=cast.act(session, cast.director))
    assert (first.state, second.state) == (ItemState.OPEN, ItemState.WAITING)
    assert not history(session, desk.document.id)
    desk.agrees(cast.director)
    assert (first.state, second.state) == (ItemState.DONE, ItemState.DONE)


def test_a_numbered_document_keeps_its_signature(session: Session, cast: Cast) -> None:
    desk = _signed(session, cast)
    desk.paper().status = DocumentStatus.NUMBERED
    signed = desk.items("approve")[-1]
    with pytest.raises(NotPermitted) as refused:
        outcomes.withdraw_sign_off(session, HOST, signed.id, "收件单位有误", actor=cast.act(session, cast.chair))
    assert "编号" in refused.value.text.zh


def _meeting(session: Session, cast: Cast, desk: Desk, decision: str) -> ChairMeetingRecord:
    made = ChairMeetingRecord(
        cppcc_id=cast.cppcc.id,
        case_id=desk.case.id,
        meeting_no=f"第{len(decision)}次",
        held_on=desk.case.clocks_on,
        chair_id=cast.chair.id,
        attendees=[cast.chair.id],
        documents=[],
        decision=decision,
        resolution="原则同意",
    )
    session.add(made)
    session.flush()
    return made


def test_the_chair_meetings_item_is_answered_by_its_record(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast, facts={"needs_chair_meeting": True})
    desk.writes()
    for person in (cast.director, cast.editor, cast.sg, cast.vice_chair):
        desk.agrees(person)
    deferred = _meeting(session, cast, desk, "DEFERRED")
    with pytest.raises(BadAnswer):
        desk.agrees(cast.clerk)
    with pytest.raises(BadAnswer) as refused:
        desk.agrees(cast.clerk, chair_meeting=deferred.id)
    assert list(refused.value.errors) == ["chair_meeting"]

    agreed = _meeting(session, cast, desk, "AGREED")
    desk.agrees(cast.clerk, chair_meeting=agreed.id)
    assert desk.item_of(cast.chair)


def test_the_form_offers_what_the_item_allows(session: Session, cast: Cast) -> None:
    desk = Desk(session, cast)
    desk.writes()
    desk.agrees(cast.director)
    item = desk.item_of(cast.editor)
    from engine.projection import step_of

    step = step_of(session, desk.instance, item.task, cast.act(session, cast.editor), item)
    options, start = Approve().options(step), Approve().initial(step)
    assert [option.value for option in options["decision"]] == ["APPROVE", "RETURN"]
    offered = [option.text.zh for option in options["return_to"]]
    assert offered == [f"拟稿人 {cast.officer.name}", f"城建委主任 {cast.director.name}（审核）"]
    assert start == {"item_kind": "OFFICE_EDIT", "resubmit_mode": "DIRECT_BACK", "return_to": desk.last_written().id}
