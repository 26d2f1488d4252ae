"""The ways in which a case ends, comes back or is joined with another, beside its own course."""

import pytest
from sqlalchemy import func, select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer, NotPermitted
from engine.models import InstanceState, Reading, Task, WorkItem
from tests.workflows.supervision.closing.last_stage import subject
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind
from workflows.documents.models import (
    Document,
    DocumentKind,
    DocumentNumber,
    DocumentStatus,
    NumberState,
    RecommendationItem,
)
from workflows.rectification.models import Verification
from workflows.rectification.states import TrackState
from workflows.supervision.beside.models import Exposure
from workflows.supervision.models import Complainant, Source

WHY = "市里已就同一事项成立专班统一办理，经商有关单位，本案不再单独办理。"


def approve(stage, case, *people):
    for person in people:
        stage.as_(person).does("approve", case, item_kind="REVIEW", decision="APPROVE")


# -- withdrawal (S7) ------------------------------------------------------------------------------------


def asks_to_withdraw(stage, case, *units):
    stage.as_(stage.cast.officer).starts(
        "withdrawal_act",
        **subject(case),
        reason=WHY,
        notice_text="本案撤回，原建议书不再办理，特此告知。",
        notice_units=[unit.id for unit in units],
    )


def test_a_case_withdrawn_after_issue_keeps_its_number_and_is_counted_out(stage):
    cast = stage.cast
    case = stage.case_with(cast.unit_a, cast.unit_b)
    asks_to_withdraw(stage, case, cast.unit_a, cast.unit_b)
    approve(stage, case, cast.director, cast.vice_chair, cast.chair)
    with stage.reading() as session:
        letter = session.scalars(select(Document).where(Document.kind == DocumentKind.LETTER)).one()
        number = session.scalars(select(DocumentNumber)).one()
        told = {reading.person_id for reading in session.scalars(select(Reading))}
    assert stage.case(case).state is CaseState.WITHDRAWN
    assert (letter.status, number.state) == (DocumentStatus.RECALLED, NumberState.USED)
    assert {track.state for track in stage.tracks(case)} == {TrackState.WITHDRAWN}
    assert told == {cast.liaison_a.id, cast.liaison_b.id}
    assert stage.open_steps(case) == []
    ended = [instance.status for instance in stage.instances(case) if instance.process != "withdrawal_act"]
    assert set(ended) == {InstanceState.TERMINATED}


def test_the_chairperson_may_refuse_a_withdrawal_and_the_case_goes_on(stage):
    cast = stage.cast
    case = stage.case_with(cast.unit_a)
    asks_to_withdraw(stage, case, cast.unit_a)
    approve(stage, case, cast.director, cast.vice_chair)
    stage.as_(cast.chair).does("approve", case, item_kind="REVIEW", decision="REFUSE", opinion="本案应继续办理")
    assert stage.case(case).state is CaseState.IN_RECTIFICATION
    assert stage.open_steps(case) == ["at_the_unit"]


def test_a_returned_request_is_revised_and_stays_one_document(stage):
    cast = stage.cast
    case = stage.case_with(cast.unit_a)
    asks_to_withdraw(stage, case, cast.unit_a)
    with stage.reading() as session:
        asked = session.scalars(select(WorkItem.id).join(Task).where(Task.element == "withdrawal")).one()
    stage.as_(cast.director).does(
        "approve",
        case,
        item_kind="REVIEW",
        decision="RETURN",
        opinion="请写明与专班的衔接",
        return_to=asked,
        resubmit_mode="DIRECT_BACK",
    )
    stage.as_(cast.officer).does(
        "withdrawal", case, reason=WHY + "已与专班衔接。", notice_text="本案撤回。", notice_units=[cast.unit_a.id]
    )
    approve(stage, case, cast.director, cast.vice_chair, cast.chair)
    with stage.reading() as session:
        requests = session.scalars(select(Document).where(Document.kind == DocumentKind.WITHDRAWAL)).all()
    assert len(requests) == 1
    assert stage.case(case).state is CaseState.WITHDRAWN


def test_only_the_cases_own_officer_can_ask_for_it(stage):
    case = stage.case_with(stage.cast.unit_a)
    with pytest.raises(NotPermitted):
        stage.as_(stage.cast.other_officer).starts("withdrawal_act", **subject(case), reason=WHY, notice_text="撤回")


# -- merge and split (S8) -------------------------------------------------------------------------------


def merges(stage, main, child, action="MERGE"):
    stage.as_(stage.cast.director).starts(
        "merge_or_split_act",
        **subject(main),
        action=action,
        main_case=main,
        children=[child],
        reason="同一河段同一问题",
    )


def early(stage, case, state=CaseState.PLANNING):
    with transaction(stage.database) as session:
        session.get_one(Case, case).state = state


def test_a_merged_case_waits_and_is_on_nobodys_list_until_it_is_split_off(stage):
    main, child = stage.case_with(), stage.case_with()
    early(stage, main)
    early(stage, child)
    merges(stage, main, child)
    assert stage.case(child).state is CaseState.MERGED
    assert stage.open_steps(child) == []
    assert [element for _item, element in stage.as_(stage.cast.officer).items()] == ["summary"]
    merges(stage, main, child, "SPLIT")
    assert stage.case(child).state is CaseState.PLANNING
    assert stage.open_steps(child) == ["summary"]
    stage.as_(stage.cast.officer).does("summary", child, summary="拆案后继续办理。")


def test_a_merged_case_ends_with_the_main_one_and_both_sources_are_answered(stage):
    main, child = stage.case_with(), stage.case_with()
    early(stage, main)
    early(stage, child)
    merges(stage, main, child)
    stage.closes(main)
    assert stage.open_steps(child) == ["answer_source"]
    stage.answers_the_source(main)
    stage.answers_the_source(child)
    with stage.reading() as session:
        replied = session.scalars(select(Source.replied_on)).all()
        left = session.scalar(select(func.count()).select_from(Complainant).where(Complainant.name.is_not(None)))
    assert replied == [clock.today(), clock.today()]
    assert left == 0
    assert stage.case(child).closed_on == clock.today()


def test_cases_are_not_merged_in_a_circle_nor_after_the_letter(stage):
    main, child, issued = stage.case_with(), stage.case_with(), stage.case_with(stage.cast.unit_a)
    early(stage, main)
    early(stage, child)
    merges(stage, main, child)
    early(stage, child)
    for parent, other in ((child, main), (main, main), (main, issued), (issued, main)):
        with pytest.raises(BadAnswer):
            merges(stage, parent, other)


# -- reopening (S10) ------------------------------------------------------------------------------------


def closed_and_relapsed(stage, unit):
    case = stage.case_with(unit)
    stage.settles(case, unit)
    stage.closes(case)
    stage.until(clock.now().replace(month=6, day=3))
    stage.looks_back(case, relapse=True, units=(unit,))
    return case


def decides(stage, case, **answer):
    stage.as_(stage.cast.director).does("reopen", case, reason="复查发现垃圾重新堆积，需要重新启动整改。", **answer)
    stage.as_(stage.cast.vice_chair).does("reopen", case, decision="APPROVE")


def items(stage, case):
    with stage.reading() as session:
        return list(session.scalars(select(RecommendationItem.id).where(RecommendationItem.case_id == case)))


def test_a_relapse_at_a_look_back_reopens_the_case_with_a_new_track_under_the_same_letter(stage):
    unit = stage.cast.unit_a
    case = closed_and_relapsed(stage, unit)
    decides(
        stage,
        case,
        kind="NEW_TRACK",
        responsible_units=[unit.id],
        recommendation_items=items(stage, case)[:1],
    )
    first, second = stage.tracks(case)
    assert stage.case(case).state is CaseState.REOPENED
    assert stage.case(case).closed_on is None
    assert (second.document_id, second.replaces_id) == (first.document_id, first.id)
    assert [one.rec_no for one in second.obligations] == [1]
    assert second.proposes_meeting
    assert "look_back" not in stage.open_steps(case)
    with stage.reading() as session:
        letters = session.scalar(select(func.count()).where(Document.kind == DocumentKind.LETTER))
    assert letters == 1  # no letter, no case is counted twice
    stage.settles(case, unit)
    stage.closes(case)
    assert stage.case(case).closed_on == clock.today()
    stage.until(clock.now().replace(month=9, day=4))
    assert "look_back" in stage.open_steps(case)  # a new list of look-backs


def test_not_to_reopen_leaves_the_look_backs_as_they_were(stage):
    case = closed_and_relapsed(stage, stage.cast.unit_a)
    decides(stage, case, kind="NONE")
    assert stage.case(case).state is CaseState.LOOKING_BACK
    stage.until(clock.now().replace(month=9, day=3))
    assert "look_back" in stage.open_steps(case)


def test_after_the_archive_a_relapse_is_a_new_linked_case_and_the_archive_stays_shut(stage):
    case = stage.case_with(stage.cast.unit_a)
    stage.settles(case, stage.cast.unit_a)
    stage.closes(case)
    for month in (6, 9):
        stage.until(clock.now().replace(month=month, day=3))
        stage.looks_back(case)
    stage.archives(case)
    director = stage.as_(stage.cast.director)
    why = {"reason": "归档后群众再次反映同一河段垃圾堆积。"}
    with pytest.raises(BadAnswer) as refused:
        director.starts(
            "reopen_act",
            **subject(case),
            kind="NEW_TRACK",
            responsible_units=[stage.cast.unit_a.id],
            recommendation_items=items(stage, case),
            **why,
        )
    assert "归档后不再启封" in refused.value.errors["kind"][0].zh
    director.starts("reopen_act", **subject(case), kind="NEW_CASE", relapse_of=case, paper="URGE_LETTER", **why)
    stage.as_(stage.cast.vice_chair).does("reopen", case, decision="APPROVE")
    with stage.reading() as session:
        new = session.scalars(select(Case).where(Case.relapse_of_id == case)).one()
        link = session.scalars(select(CaseLink)).one()
    assert (link.case_id, link.other_id, link.kind) == (new.id, case, LinkKind.RELAPSE)
    assert new.instance_id is not None
    assert stage.case(case).state is CaseState.ARCHIVED


# -- the source withdraws (decisions 2.2, case 6) -------------------------------------------------------


def withdraws(stage, case, kind):
    with stage.reading() as session:
        source = session.scalars(select(Source.id).where(Source.case_id == case)).one()
    stage.as_(stage.cast.officer).starts(
        "source_withdrawal_act", **subject(case), source=source, kind=kind, withdrawn_on=clock.today()
    )
    stage.as_(stage.cast.director).does("source_withdrawal", case, decision="APPROVE")


def test_a_public_problem_goes_on_without_its_complainant_who_gets_no_reply(stage):
    case = stage.case_with()
    withdraws(stage, case, "PUBLIC_PROBLEM")
    with stage.reading() as session:
        person = session.scalars(select(Complainant)).one()
    assert (person.name, person.phone) == (None, None)
    stage.closes(case)
    assert stage.open_steps(case) == []
    assert stage.case(case).state is CaseState.LOOKING_BACK


def test_a_private_claim_ends_the_case_and_the_units_are_told(stage):
    cast = stage.cast
    case = stage.case_with(cast.unit_a)
    withdraws(stage, case, "PRIVATE_CLAIM")
    assert stage.case(case).state is CaseState.SOURCE_WITHDRAWN
    assert stage.tracks(case)[0].state is TrackState.WITHDRAWN
    assert stage.open_steps(case) == []
    with stage.reading() as session:
        assert [one.person_id for one in session.scalars(select(Reading))] == [cast.liaison_a.id]


# -- the same place is broadcast again (case 9) ---------------------------------------------------------


def test_a_second_broadcast_is_counted_told_and_checked_at_once_while_no_date_moves(stage):
    cast = stage.cast
    case, lead = stage.case_with(cast.unit_a), stage.lead()
    before = [one.printed_due for one in stage.tracks(case)[0].obligations]
    attaches(stage, case, lead, "ATTACH", rec_nos=[2])
    assert stage.case(lead).merged_into_id == case
    with stage.reading() as session:
        told = {one.person_id for one in session.scalars(select(Reading))}
    assert {cast.liaison_a.id, cast.vice_chair.id} <= told
    assert "broadcast_check" in stage.open_steps(case)
    stage.as_(cast.officer).does(
        "broadcast_check",
        case,
        checked_on=clock.today(),
        method="SITE_INSPECTION",
        results=[{"unit": cast.unit_a.id, "rec_no": 2, "verdict": "NOT_CONFIRMED", "note": "巡河记录缺失"}],
    )
    with stage.reading() as session:
        assert session.scalar(select(func.count()).select_from(Exposure)) == 1
        assert session.scalars(select(Verification)).one().note == "巡河记录缺失"
    assert [one.printed_due for one in stage.tracks(case)[0].obligations] == before


def attaches(stage, case, lead, decision, **more):
    stage.as_(stage.cast.officer).starts(
        "attach_broadcast_act", **subject(case), lead=lead, main_case=case, decision=decision, **more
    )
    stage.as_(stage.cast.director).does("attach_broadcast", case, decision="APPROVE")


def test_during_the_look_backs_a_broadcast_may_be_a_relapse_and_goes_to_the_director(stage):
    unit = stage.cast.unit_a
    case, lead = stage.case_with(unit), stage.lead()
    with pytest.raises(BadAnswer) as refused:
        attaches(stage, case, lead, "RELAPSE")
    assert "decision" in refused.value.errors
    stage.settles(case, unit)
    stage.closes(case)
    attaches(stage, case, lead, "RELAPSE")
    assert stage.as_(stage.cast.director).has("reopen")
