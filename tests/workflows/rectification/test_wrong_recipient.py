"""X14: a letter that went to the wrong unit is taken back, and made anew."""

import pytest

from engine import clock, queries
from engine.db import transaction
from engine.errors import BadAnswer
from engine.models import Instance, InstanceState
from tests.workflows.rectification.units_story import UnitsStory
from workflows.bootstrap import DOMAIN
from workflows.documents.models import Document, DocumentStatus, RecommendationItem, RecommendationKind
from workflows.rectification import tracks
from workflows.rectification.models import DeliveryMode
from workflows.rectification.states import TrackRole

SEPARATE = TrackRole.SEPARATE


def recalls(story: UnitsStory, case: int, state: str = "SENT") -> None:
    story.as_(story.cast.officer).starts(
        "wrong_recipient_act",
        ("case", case),
        case,
        state=state,
        wrong_unit=story.cast.unit_b.id,
        right_unit=story.cast.unit_c.id,
        reason="主送单位填写有误",
        recall_notice="误送贵单位的函件请予退回，谢谢支持。",
    )
    story.approves(story.cast.sg, "wrong_recipient", case)


def test_a_sent_letter_is_recalled_and_the_wrong_unit_owes_nothing_more(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SEPARATE, [1]), "unit_b": (SEPARATE, [2])})
    story.signs(case, "unit_a")
    recalls(story, case)
    track = story.track(case, "unit_b")
    assert str(track.state) == "WITHDRAWN"
    assert track.ended_reason.startswith("误送，已收回")
    assert story.as_(story.cast.liaison_b).items() == []
    assert "draft_letter" in story.open_steps(case)
    with story.reading() as session:
        assert session.get_one(Instance, track.instance_id).status is InstanceState.TERMINATED
        assert session.get_one(Document, track.document_id).status is DocumentStatus.RECALLED


def test_the_letter_made_anew_reaches_the_right_unit_and_does_not_double_the_others(story: UnitsStory) -> None:
    case = story.letter({"unit_a": (SEPARATE, [1]), "unit_b": (SEPARATE, [2])})
    story.signs(case, "unit_a")
    before = story.track(case, "unit_a").id
    recalls(story, case)
    story.as_(story.cast.officer).does("draft_letter", case, word="重发")
    with transaction(story.database) as session:
        officer = story.as_(story.cast.officer).actor(session)
        new = Document(
            case_id=case,
            kind="LETTER",
            title="监督建议书",
            status=DocumentStatus.ISSUED,
            created_by=officer.person_id,
            created_at=clock.now(),
            unit_ids=[],
            facts={},
        )
        session.add(new)
        session.flush()
        for no, unit in ((1, "unit_a"), (2, "unit_c")):
            kind, owners = RecommendationKind.NEAR_TERM, [story.unit(unit).id]
            session.add(
                RecommendationItem(case_id=case, document_id=new.id, no=no, text="建议", unit_ids=owners, kind=kind)
            )
        session.flush()
        for unit in ("unit_a", "unit_c"):
            sent = tracks.Delivery(DeliveryMode.ELECTRONIC, clock.today())
            tracks.open_track(session, DOMAIN, case, story.unit(unit).id, SEPARATE, "OWN", new.id, sent, officer)
    assert story.track(case, "unit_a").id == before
    assert len(story.track(case, "unit_a").obligations) == 1
    assert story.state(case, "unit_c") == "PENDING_SIGN"
    story.plans(case, "unit_a", [story.plan_row(1)])
    story.passes_plan(case)
    story.reports(case, "unit_a", [story.report_row(1)])
    assert story.state(case, "unit_a") == "REINSPECTING"


def test_the_state_of_the_document_is_not_the_officers_to_choose(story: UnitsStory) -> None:
    case = story.letter({"unit_b": (TrackRole.SOLE, [1])})
    with pytest.raises(BadAnswer):
        recalls(story, case, state="SEALED")
    with story.reading() as session:
        actor = story.as_(story.cast.liaison_b).actor(session)
        assert queries.count_open(session, actor.groups) == 1
