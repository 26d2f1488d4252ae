"""From a lead to an initiated case, and every way in which a lead does not become one."""

from datetime import date

import orjson
import pytest
from sqlalchemy import select

from engine import commands
from engine.db import transaction
from engine.errors import BadAnswer, NeedsConfirmation, NotPermitted
from engine.models import JournalEntry, Task, WorkItem
from tests.workflows.supervision.front.story import OTHER_LEAD, Story, items_of, letter_out
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind, Stage
from workflows.supervision.models import Complainant, SimilarDecision, SourceResult
from workflows.supervision.preparation import assigning, merging, sources, units
from workflows.supervision.preparation.examining import NO_HAND_BACK


def test_a_lead_is_registered_assigned_weighed_and_initiated(story: Story) -> None:
    case_id = story.registers()
    case = story.case(case_id)
    assert (case.case_no, case.state, case.stage) == ("KJ-2026-001", CaseState.SUBMITTED, Stage.PREPARATION)
    story.assigned(case_id)
    assert story.as_(story.cast.officer).has("weigh_lead")
    story.accepted(case_id)
    assert story.case(case_id).state is CaseState.ACCEPTED
    story.initiated(case_id)
    case = story.case(case_id)
    assert (case.state, case.stage) == (CaseState.INITIATED, Stage.DISPATCH_RESPONSE)
    assert story.open_steps(case_id) == ["draft_plan"]


def test_a_case_that_goes_back_to_the_weighing_stands_in_the_preparation_again(story: Story) -> None:
    case_id = story.initiated(story.accepted_lead())
    officer = story.as_(story.cast.officer)
    with transaction(story.database) as session:
        item = next(item for item, element in officer.items() if element == "draft_plan")
        commands.return_to(session, DOMAIN, item, "weigh_lead", "单位有误，请重新研判", actor=officer.actor(session))
    assert story.open_steps(case_id) == ["weigh_lead"]
    assert story.case(case_id).stage is Stage.PREPARATION


def test_a_lead_needs_a_picture_a_video_or_a_link(story: Story) -> None:
    with pytest.raises(BadAnswer) as refused:
        story.registers(broadcast_url=None)
    assert list(refused.value.errors) == ["evidence"]


def test_a_draft_lies_on_its_registrars_list_alone(story: Story) -> None:
    story.drafts(story.cast.member1)
    assert story.as_(story.cast.member1).has("register_lead")
    assert not story.as_(story.cast.officer).has("register_lead")


def test_the_table_of_categories_proposes_the_committee_and_the_desk_decides(story: Story) -> None:
    case_id = story.registers(category="TRANSPORT")
    assert story.initial(story.cast.intake, "assign_lead")["committee"] == story.cast.economy.id
    story.assigned(case_id, committee=story.cast.urban.id)
    assert story.case(case_id).committee_id == story.cast.urban.id


def test_a_committee_hands_a_lead_back_once_and_then_the_secretary_general_names_it(story: Story) -> None:
    case_id = story.assigned(story.registers())
    reason = "不属本委联系范围"
    story.weighed(case_id, "HAND_BACK", hand_back_reason=reason)
    assert story.open_steps(case_id) == ["assign_lead"]
    story.assigned(case_id, committee=story.cast.economy.id)
    story.as_(story.cast.other_officer).does("weigh_lead", decision="HAND_BACK", hand_back_reason=reason)
    story.as_(story.cast.other_director).does("weigh_lead", decision="APPROVE")
    assert story.open_steps(case_id) == ["name_committee"]
    story.as_(story.cast.sg).does("name_committee", committee=story.cast.urban.id, reason="按职责由城建委承办")
    with pytest.raises(BadAnswer) as refused:
        story.weighed(case_id, "HAND_BACK", hand_back_reason=reason)
    assert refused.value.errors["decision"] == [NO_HAND_BACK]
    with story.reading() as session:
        assert assigning.hand_backs(session, case_id) == 2


def test_a_committee_that_gets_a_lead_again_cannot_hand_it_back_again(story: Story) -> None:
    case_id = story.assigned(story.registers())
    story.weighed(case_id, "HAND_BACK", hand_back_reason="不属本委联系范围")
    story.assigned(case_id)
    offered = [option.value for option in story.options(story.cast.officer, "weigh_lead")["decision"]]
    assert "HAND_BACK" not in offered
    with pytest.raises(BadAnswer):
        story.weighed(case_id, "HAND_BACK", hand_back_reason="不属本委联系范围")


def test_the_same_lead_twice_is_shown_and_merged_and_waits(story: Story) -> None:
    first = story.accepted_lead()
    second = story.assigned(story.registers(story.cast.member1, title="清水河一到雨天就变黑"))
    assert story.initial(story.cast.officer, "weigh_lead")["similar_decisions"] == [{"case": first}]
    with pytest.raises(BadAnswer) as refused:
        story.weighed(second, "MERGE", merge_into=first)
    assert "KJ-2026-001" in refused.value.errors["similar_decisions"][0].zh
    story.weighed(second, "MERGE", merge_into=first, similar_decisions=[{"case": first, "decision": "MERGE"}])
    merged = story.case(second)
    assert (merged.state, merged.merged_into_id, merged.case_no) == (CaseState.MERGED, first, "KJ-2026-002")
    assert story.open_steps(second) == []
    assert [source.result for source in story.sources(second)] == [None]
    with story.reading() as session:
        assert session.scalars(select(CaseLink.kind)).all() == [LinkKind.MERGED]
        assert session.scalars(select(SimilarDecision.decision)).all() == ["MERGE"]


def test_a_split_off_lead_is_weighed_anew(story: Story) -> None:
    first = story.accepted_lead()
    second = story.assigned(story.registers(**OTHER_LEAD))
    story.weighed(second, "MERGE", merge_into=first)
    with transaction(story.database) as session:
        merging.wake(session, second)
    story.drain()
    assert story.open_steps(second) == ["weigh_lead"]
    assert (story.case(second).state, story.case(second).merged_into_id) == (CaseState.UNDER_REVIEW, None)


def test_nothing_is_merged_into_itself_or_into_what_is_merged(story: Story) -> None:
    first, second = story.accepted_lead(), story.assigned(story.registers(**OTHER_LEAD))
    with pytest.raises(BadAnswer):
        story.weighed(second, "MERGE", merge_into=second)
    story.weighed(second, "MERGE", merge_into=first)
    third = story.assigned(story.registers(**OTHER_LEAD | {"title": "梅园小区消防车进不去"}))
    mine = [{"case": second, "decision": "MERGE"}]
    with pytest.raises(BadAnswer) as refused:
        story.weighed(third, "MERGE", merge_into=second, similar_decisions=mine)
    assert list(refused.value.errors) == ["merge_into"]


def test_a_decision_may_not_contradict_what_is_said_of_a_similar_case(story: Story) -> None:
    first = story.accepted_lead()
    second = story.assigned(story.registers(title="清水河一到雨天就变黑"))
    rows = [{"case": first, "decision": "MERGE"}]
    with pytest.raises(BadAnswer) as refused:
        story.accepted(second, similar_decisions=rows)
    assert list(refused.value.errors) == ["similar_decisions"]
    story.accepted(second, similar_decisions=[{"case": first, "decision": "LINK", "reason": "同一流域"}])
    with story.reading() as session:
        assert session.scalars(select(CaseLink.kind)).all() == [LinkKind.RELATED]


def test_a_rejected_lead_answers_its_source_and_keeps_its_number(story: Story) -> None:
    case_id = story.assigned(story.registers())
    text = "该问题已进入诉讼程序，不宜作为监督事项"
    story.weighed(case_id, "REJECT", reject_reason="LITIGATION", reject_text=text)
    assert story.case(case_id).state is CaseState.REJECTED
    assert text in story.initial(story.cast.officer, "answer_source")["reply_text"]
    with pytest.raises(BadAnswer):
        story.replied(case_id, "CLOSED")
    story.replied(case_id, "REJECTED")
    assert story.open_steps(case_id) == []
    assert [source.replied_on is not None for source in story.sources(case_id)] == [True]
    assert story.case(case_id).case_no == "KJ-2026-001"


def _rejected(story: Story) -> int:
    case_id = story.assigned(story.registers())
    story.weighed(case_id, "REJECT", reject_reason="UNCLEAR", reject_text="事实不清，缺少地点和影像")
    story.replied(case_id, "REJECTED")
    return case_id


def test_a_rejected_lead_comes_once_more_with_new_evidence_and_not_a_third_time(story: Story) -> None:
    case_id = _rejected(story)
    editor = story.cast.kanjian_editor
    story.comes_again(case_id, editor)
    assert story.initial(editor, "register_lead")["title"] == "清水河为何一到雨天就变脸"
    with pytest.raises(BadAnswer) as refused:
        story.submits(editor, case_id)
    assert list(refused.value.errors) == ["evidence"]
    story.submits(editor, case_id, broadcast_url="https://example.org/kanjian/9")
    assert (story.case(case_id).case_no, story.case(case_id).state) == ("KJ-2026-001", CaseState.SUBMITTED)
    story.assigned(case_id)
    story.weighed(case_id, "REJECT", reject_reason="UNCLEAR", reject_text="仍然缺少可以核对的事实")
    with pytest.raises(NotPermitted):
        story.comes_again(case_id, editor)


def test_only_its_registrar_brings_a_rejected_lead_again(story: Story) -> None:
    case_id = _rejected(story)
    with pytest.raises(NotPermitted):
        story.comes_again(case_id, story.cast.member1)
    with pytest.raises(NotPermitted):
        story.comes_again(story.registers(**OTHER_LEAD), story.cast.kanjian_editor)


def test_a_lead_that_lacks_something_goes_back_to_its_registrar_filled_in(story: Story) -> None:
    case_id = story.assigned(story.registers(story.cast.member1))
    request = "请补充排水口的具体位置和照片"
    story.weighed(case_id, "RETURN_SUPPLEMENT", supplement_request=request)
    assert story.as_(story.cast.member1).has("register_lead")
    entry = story.initial(story.cast.member1, "register_lead")
    assert (entry["location"], entry["source_kind"]) == ("滨河街道柳岸社区", "PROGRAMME")
    story.submits(story.cast.member1, case_id, location="柳岸社区2号雨水口")
    assert story.case(case_id).location == "柳岸社区2号雨水口"
    assert len(story.sources(case_id)) == 1
    assert story.open_steps(case_id) == ["assign_lead"]


def test_a_transferred_and_a_converted_lead_answer_their_sources(story: Story) -> None:
    first = story.assigned(story.registers())
    story.weighed(first, "TRANSFER", transfer_org=story.cast.unit_d.id)
    assert "市综合行政执法局" in story.initial(story.cast.officer, "answer_source")["reply_text"]
    story.replied(first, "TRANSFERRED")
    second = story.assigned(story.registers(**OTHER_LEAD))
    story.weighed(second, "CONVERT_OPINION")
    story.replied(second, "CONVERTED")
    assert [story.case(case).state for case in (first, second)] == [CaseState.CONVERTED] * 2
    assert [story.open_steps(case) for case in (first, second)] == [[], []]


def test_a_second_broadcast_is_attached_to_the_case_whose_letter_is_out(story: Story) -> None:
    first = story.accepted_lead()
    letter_out(story, first)
    second = story.assigned(story.registers(title="清水河一到雨天就变黑"))
    rows = [{"case": first, "decision": "ATTACH"}]
    with pytest.raises(BadAnswer):
        story.weighed(second, "MERGE", merge_into=first, similar_decisions=[{"case": first, "decision": "MERGE"}])
    story.weighed(second, "ATTACH", attach_to=first, similar_decisions=rows)
    assert "attach_broadcast" in story.open_steps(first)
    assert story.sources(second)[0].result is SourceResult.ATTACHED
    story.replied(second, "ATTACHED")
    assert story.open_steps(second) == []


def test_units_of_an_acceptance_have_one_lead_or_are_all_separate(story: Story) -> None:
    case_id = story.assigned(story.registers())
    a, b = story.cast.unit_a.id, story.cast.unit_b.id
    wrong = (
        [{"unit": a, "track_role": "LEAD"}, {"unit": b, "track_role": "LEAD"}],
        [{"unit": a, "track_role": "SOLE"}, {"unit": b, "track_role": "ASSIST"}],
        [{"unit": a, "track_role": "SEPARATE"}, {"unit": b, "track_role": "ASSIST"}],
        [{"unit": a, "track_role": "LEAD"}, {"unit": a, "track_role": "ASSIST"}],
    )
    for rows in wrong:
        with pytest.raises(BadAnswer) as refused:
            story.accepted(case_id, responsible_units=rows)
        assert list(refused.value.errors) == ["responsible_units"]
    story.accepted(case_id, responsible_units=[{"unit": a, "track_role": "LEAD"}, {"unit": b, "track_role": "ASSIST"}])
    with story.reading() as session:
        assert units.ids(session, case_id) == [a, b]


def test_a_director_tied_to_the_unit_does_not_decide_on_the_lead(story: Story) -> None:
    case_id = story.assigned(story.registers())
    story.employ(story.cast.director, story.cast.unit_a)
    with pytest.raises(NotPermitted) as refused:
        story.accepted(case_id)
    assert "甲区人民政府" in refused.value.text.zh


def test_the_complainant_is_in_no_journal_and_no_answer_and_can_be_erased(story: Story) -> None:
    person = {"name": "贾某某", "phone": "13955550000"}
    case_id = story.registers(story.cast.intake, complainant=person)
    story.assigned(case_id)
    with transaction(story.database) as session:
        kept = session.scalars(select(Complainant)).one()
        assert (kept.name, kept.phone) == ("贾某某", "13955550000")
        told = [entry.data for entry in session.scalars(select(JournalEntry))]
        told += [orjson.dumps(item.answer).decode() for item in session.scalars(select(WorkItem))]
        told += [orjson.dumps([task.answer, task.values]).decode() for task in session.scalars(select(Task))]
        assert not any(word in line for line in told for word in person.values())
        source = sources.of_case(session, case_id)[0]
        assert sources.erase(session, source, story.cast.act(session, story.cast.director))
        assert (kept.name, kept.phone, kept.erased_at is None) == (None, None, False)


def test_a_supplement_without_the_complainant_leaves_him_known(story: Story) -> None:
    case_id = story.assigned(story.registers(story.cast.intake, complainant={"name": "贾某某", "phone": None}))
    story.weighed(case_id, "RETURN_SUPPLEMENT", supplement_request="请补充排水口的具体位置和照片")
    assert "complainant" not in story.initial(story.cast.intake, "register_lead")
    story.submits(story.cast.intake, case_id)
    with story.reading() as session:
        assert session.scalars(select(Complainant.name)).one() == "贾某某"


def test_an_officer_who_is_director_too_does_not_confirm_his_own_weighing(story: Story) -> None:
    case_id = story.assigned(story.registers())
    story.appoint(story.cast.director, "case_officer", "城建委干部")
    story.as_(story.cast.director).does("weigh_lead", decision="ACCEPT", **story.taking_up())
    with pytest.raises(NotPermitted):
        story.as_(story.cast.director).does("weigh_lead", decision="APPROVE")
    with story.reading() as session:
        assert len(items_of(session, case_id, "weigh_lead")) == 2
        assert session.get_one(Case, case_id).state is CaseState.UNDER_REVIEW


def test_an_episode_registered_twice_in_a_year_is_only_a_warning(story: Story) -> None:
    aired = {"episode_no": "2026年第3期", "broadcast_on": date(2026, 2, 27)}
    story.registers(confirmed=False, **aired)
    with pytest.raises(NeedsConfirmation) as warned:
        story.registers(confirmed=False, **OTHER_LEAD | aired)
    assert "KJ-2026-001" in warned.value.advice[0].zh
    assert story.case(story.registers(**OTHER_LEAD | aired)).case_no == "KJ-2026-002"
