"""From the last settled unit to the archive."""

from datetime import date

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer
from engine.models import Task, WorkItem
from workflows.cases.models import CaseState
from workflows.documents import drafts
from workflows.documents.models import Attachment, Document, DocumentKind, DocumentStatus
from workflows.rectification.models import Verification
from workflows.rectification.states import TrackState
from workflows.supervision.models import Complainant, Source
from workflows.supervision.summary_feedback.models import ArchiveItem, LookBackVisit
from workflows.supervision.symposium.models import LetterWaived


def test_the_summary_waits_for_every_unit(stage):
    case = stage.case_with(stage.cast.unit_a, stage.cast.unit_b)
    assert stage.case(case).state is CaseState.IN_RECTIFICATION
    stage.settles(case, stage.cast.unit_a)
    assert "summary" not in stage.open_steps(case)
    stage.settles(case, stage.cast.unit_b)
    assert "summary" in stage.open_steps(case)
    assert stage.case(case).state is CaseState.SUMMARISING


def test_a_case_without_a_letter_begins_at_the_summary(stage):
    case = stage.case_with()
    assert stage.open_steps(case) == ["summary"]


def test_a_returned_report_comes_back_to_the_officer_as_he_wrote_it(stage):
    case = stage.case_with()
    officer, director = stage.as_(stage.cast.officer), stage.as_(stage.cast.director)
    officer.does("summary", case, summary="整改情况良好。")
    item = next(item for item, element in director.items() if element == "approve")
    from_officer = _drafter_item(stage, case)
    director.does(
        "approve",
        item=item,
        item_kind="REVIEW",
        decision="RETURN",
        opinion="请补充成效数据",
        return_to=from_officer,
        resubmit_mode="STEP_BY_STEP",
    )
    assert stage.open_steps(case) == ["summary"]
    officer.does("summary", case, summary="整改情况良好，垃圾清运 12 吨。")
    with stage.reading() as session:
        reports = session.scalars(select(Document).where(Document.kind == DocumentKind.CLOSING_REPORT)).all()
    assert len(reports) == 1


def _drafter_item(stage, case):
    with stage.reading() as session:
        return session.scalars(select(WorkItem.id).join(Task).where(Task.element == "summary")).one()


def test_closing_answers_the_source_and_then_erases_who_complained(stage):
    case = stage.case_with(stage.cast.unit_a)
    stage.settles(case, stage.cast.unit_a)
    stage.closes(case)
    assert stage.case(case).closed_on == clock.today()
    assert stage.case(case).state is CaseState.LOOKING_BACK
    assert stage.open_steps(case) == ["answer_source", "at_the_unit"]
    stage.answers_the_source(case)
    with stage.reading() as session:
        [person] = session.scalars(select(Complainant))
        [source] = session.scalars(select(Source))
        [report] = session.scalars(select(Document).where(Document.kind == DocumentKind.CLOSING_REPORT))
    assert (person.name, person.phone) == (None, None)
    assert person.erased_at == clock.now()
    assert source.replied_on == clock.today()
    assert report.status is DocumentStatus.APPROVED


def test_look_backs_come_three_and_six_months_after_the_closing_and_then_the_archive(stage):
    case = stage.case_with()
    stage.closes(case)
    with stage.reading() as session:
        planned = [(row.rule, row.due_on) for row in session.scalars(select(LookBackVisit))]
    assert planned == [("lookback_1", date(2026, 6, 2)), ("lookback_2", date(2026, 9, 2))]
    stage.answers_the_source(case)
    stage.until(clock.now().replace(month=6, day=1))
    assert stage.open_steps(case) == []
    stage.until(clock.now().replace(month=6, day=3))
    assert stage.open_steps(case) == ["look_back"]
    stage.looks_back(case)
    assert stage.open_steps(case) == []
    stage.until(clock.now().replace(month=9, day=3))
    stage.looks_back(case)
    assert stage.open_steps(case) == ["archive"]
    stage.archives(case)
    assert stage.case(case).state is CaseState.ARCHIVED


def test_the_archive_returns_what_lacks_material(stage):
    case = at_the_archive(stage)
    stage.as_(stage.cast.archivist).does("archive", case, decision="RETURN", missing=[{"text": "活动照片"}])
    photo = stage.uploads(stage.cast.officer)
    stage.as_(stage.cast.officer).does("supplement_archive", case, supplements=[{"title": "照片", "file": [photo]}])
    with stage.reading() as session:
        assert session.get_one(Attachment, photo).case_id == case
    assert stage.open_steps(case) == ["archive"]


def test_a_photograph_in_the_archive_says_what_by_whom_and_where(stage):
    case = at_the_archive(stage)
    photo = {
        "title": "清运前后",
        "responsible": "城建委",
        "date": clock.today(),
        "pages": 1,
        "retention": "D30",
        "category": "ZP",
    }
    with pytest.raises(BadAnswer) as refused:
        stage.as_(stage.cast.archivist).does(
            "archive", case, decision="ARCHIVE", kind="MAIN", items=[photo], package=[1]
        )
    assert "items.0.caption" in refused.value.errors


def test_a_unit_that_is_followed_up_keeps_the_case_from_the_archive(stage):
    case = stage.case_with(stage.cast.unit_a)
    stage.settles(case, stage.cast.unit_a, follow_up=True)
    stage.closes(case)
    assert stage.case(case).has_follow_up
    for day in (3, 4):
        stage.until(clock.now().replace(month=6 if day == 3 else 9, day=3))
        stage.looks_back(case)
    assert "archive" not in stage.open_steps(case)
    stage.settles(case, stage.cast.unit_a)
    assert "archive" in stage.open_steps(case)
    assert not stage.case(case).has_follow_up


def at_the_archive(stage):
    case = stage.case_with(source=False)
    stage.closes(case)
    for month in (6, 9):
        stage.until(clock.now().replace(month=month, day=3))
        stage.looks_back(case)
    return case


ITEM = {"title": "阅批单", "responsible": "甲乙市政协", "pages": 2, "retention": "D30", "category": "WS"}


def files_apart(stage, case, kind):
    stage.as_(stage.cast.archivist).starts(
        "part_archive_act",
        ("case", case),
        case,
        decision="ARCHIVE",
        kind=kind,
        items=[{**ITEM, "date": clock.today()}],
        package=[stage.uploads(stage.cast.archivist)],
    )


def test_what_is_filed_apart_is_a_supplement_before_the_archive_and_a_correction_after_it(stage):
    case = at_the_archive(stage)
    files_apart(stage, case, "SUPPLEMENT")
    with pytest.raises(BadAnswer):
        files_apart(stage, case, "CORRECTION")
    stage.archives(case)
    files_apart(stage, case, "CORRECTION")
    with pytest.raises(BadAnswer):
        files_apart(stage, case, "SUPPLEMENT")
    with stage.reading() as session:
        filed = session.scalars(select(ArchiveItem.kind).order_by(ArchiveItem.id)).all()
    assert filed == ["SUPPLEMENT", "MAIN", "CORRECTION"]
    assert stage.case(case).state is CaseState.ARCHIVED


def test_a_problem_solved_the_same_night_ends_without_a_letter_and_keeps_its_look_backs(stage):
    case = stage.case_with()
    stage.closes(case)
    with stage.reading() as session:
        kinds = session.scalars(select(Document.kind).where(Document.case_id == case)).all()
        planned = session.scalars(select(LookBackVisit.rule).where(LookBackVisit.case_id == case)).all()
    assert kinds == [DocumentKind.CLOSING_REPORT]
    assert planned == ["lookback_1", "lookback_2"]


def test_a_report_is_not_sent_while_a_closed_item_was_never_inspected(stage):
    case = stage.case_with(stage.cast.unit_a)
    stage.settles(case, stage.cast.unit_a)
    with transaction(stage.database) as session:
        session.query(Verification).delete()
    with pytest.raises(BadAnswer) as refused:
        stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    assert "没有复核记录" in refused.value.errors["summary"][0].zh


def test_a_unit_that_comes_open_again_during_the_approval_keeps_the_case_from_closing(stage):
    case = stage.case_with(stage.cast.unit_a)
    stage.settles(case, stage.cast.unit_a)
    stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    with transaction(stage.database) as session:
        track = session.merge(stage.tracks(case)[0])
        track.state, track.closed_on = TrackState.REPORT_RETURNED, None
    for person in (stage.cast.director, stage.cast.sg, stage.cast.vice_chair):
        stage.as_(person).does("approve", case, item_kind="REVIEW", decision="APPROVE")
    assert stage.case(case).closed_on is None
    assert stage.case(case).state is CaseState.IN_RECTIFICATION
    stage.settles(case, stage.cast.unit_a)
    assert "summary" in stage.open_steps(case)


def test_no_look_back_is_planned_where_that_was_approved_with_closing_without_a_letter(stage):
    case = stage.case_with(source=False)
    with transaction(stage.database) as session:
        officer = stage.cast.officer.id
        revision = drafts.save(session, case, DocumentKind.NO_LETTER, "请示", {"text": "已连夜解决"}, officer)
        session.get_one(Document, revision.document_id).status = DocumentStatus.APPROVED
        session.add(
            LetterWaived(
                case_id=case,
                document_id=revision.document_id,
                reason="已连夜解决",
                record="当晚清运完毕",
                lookback_kept=False,
            )
        )
    stage.closes(case)
    assert stage.open_steps(case) == ["archive"]
