"""Chair meetings on the papers of a case, and leave to act despite a tie."""

import pytest
from sqlalchemy import select

from engine import clock, commands, queries
from engine.db import transaction
from engine.errors import BadAnswer, NotPermitted
from tests.workflows.supervision.closing.last_stage import subject
from workflows.bootstrap import DOMAIN
from workflows.documents import drafts
from workflows.documents.models import (
    DocumentKind,
    DocumentRevision,
)
from workflows.people.models import Dispensation
from workflows.people.recusal import recusal
from workflows.settings.models import Direction, IssuerKind


def test_a_chair_meeting_considers_only_papers_of_the_case_and_is_recorded_once(stage):
    case = stage.case_with()
    stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    with stage.reading() as session:
        revision = session.scalars(select(DocumentRevision.id)).one()
    meeting = {
        "meeting_no": "第十二次",
        "held_on": clock.today(),
        "chair": stage.cast.chair.id,
        "attendees": [stage.cast.vice_chair.id],
        "decision": "AGREED",
        "resolution": "同意结案报告。",
    }
    clerk = stage.as_(stage.cast.clerk)
    with pytest.raises(BadAnswer):
        clerk.starts("chair_meeting_act", **subject(case), documents=[revision + 1], **meeting)
    clerk.starts("chair_meeting_act", **subject(case), documents=[revision], **meeting)
    with pytest.raises(BadAnswer) as refused:
        clerk.starts("chair_meeting_act", **subject(case), documents=[revision], **meeting)
    assert "meeting_no" in refused.value.errors


def letter_before_the_meeting(stage):
    """A letter in its approval, come to the item that a chair meeting answers."""
    case = stage.case_with()
    with transaction(stage.database) as session:
        actor = stage.as_(stage.cast.officer).actor(session)
        revision = drafts.save(session, case, DocumentKind.LETTER, "建议书", {"text": "正文"}, actor.person_id)
        document = drafts.concern(session, revision.document_id, [], {"needs_chair_meeting": True})
        document.issuer, document.direction = IssuerKind.CPPCC, Direction.PARALLEL
        values = {"document_id": document.id, "route": "LETTER"}
        commands.start(session, DOMAIN, "approval", ("case", case), case, values, actor=actor)
    for person, kind in (
        (stage.cast.director, "REVIEW"),
        (stage.cast.editor, "OFFICE_EDIT"),
        (stage.cast.sg, "REVIEW"),
        (stage.cast.vice_chair, "REVIEW"),
    ):
        stage.as_(person).does("approve", case, item_kind=kind, decision="APPROVE")
    return case, revision.id


def meets(stage, case, revision, decision, no="第十三次"):
    stage.as_(stage.cast.clerk).starts(
        "chair_meeting_act",
        **subject(case),
        meeting_no=no,
        held_on=clock.today(),
        chair=stage.cast.chair.id,
        attendees=[stage.cast.vice_chair.id],
        documents=[revision],
        decision=decision,
        resolution="主席会议审议意见。",
    )


def test_what_the_chair_meeting_agrees_goes_on_and_what_it_defers_waits(stage):
    case, revision = letter_before_the_meeting(stage)
    meets(stage, case, revision, "DEFERRED")
    assert stage.as_(stage.cast.clerk).has("approve")
    assert not stage.as_(stage.cast.chair).has("approve")
    meets(stage, case, revision, "AGREED", "第十四次")
    assert not stage.as_(stage.cast.clerk).has("approve")
    assert stage.as_(stage.cast.chair).has("approve")


def test_the_secretary_general_dispenses_a_tied_person_in_this_case_alone(stage):
    cast = stage.cast
    case, other = stage.case_with(cast.unit_b), stage.case_with(cast.unit_b)
    act = {"person": cast.member5.id, "unit": cast.unit_b.id, "reason": "熟悉电梯技术，他人难以替代"}
    with pytest.raises(NotPermitted):
        stage.as_(cast.director).starts("dispensation_act", **subject(case), **act)
    stage.as_(cast.sg).starts("dispensation_act", **subject(case), **act)
    with stage.reading() as session:
        assert recusal(session, cast.member5.id, [cast.unit_b.id], case) is None
        assert recusal(session, cast.member5.id, [cast.unit_b.id], other) is not None
        assert session.scalars(select(Dispensation)).one().by_person_id == cast.sg.id
        assert queries.open_incidents(session) == []
