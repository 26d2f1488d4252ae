"""The last stage together with the first ones as they are: a lead weighed as a duplicate, an old case that relapses."""

from sqlalchemy import select

from engine import clock
from tests.workflows.supervision.front.story import OTHER_LEAD
from workflows.cases.models import Case, CaseState
from workflows.supervision.models import Complainant, Source


def complains(name: str) -> dict:
    return {"complainant": {"name": name, "phone": "13900003333"}}


def test_a_duplicate_lead_is_merged_when_it_is_weighed_and_both_sources_are_answered(whole):
    first = whole.accepted(whole.assigned(whole.registers(whole.cast.officer, **complains("王大妈"))))
    second = whole.assigned(whole.registers(whole.cast.officer2, **OTHER_LEAD, **complains("李师傅")))
    whole.weighed(second, "MERGE", merge_into=first)
    assert whole.open_steps(second) == []
    whole.comes_to_its_end(first)
    whole.closes(first)
    assert whole.open_steps(second) == ["answer_source"]
    whole.answers_the_source(first)
    whole.answers_the_source(second)
    with whole.reading() as session:
        assert session.scalars(select(Source.replied_on)).all() == [clock.today()] * 2
        assert session.scalars(select(Complainant.name)).all() == [None, None]
    assert whole.case(second).state is CaseState.MERGED


def test_a_lead_that_was_merged_is_weighed_anew_after_a_split(whole):
    first, second = whole.accepted_lead(), whole.assigned(whole.registers(**OTHER_LEAD))
    whole.weighed(second, "MERGE", merge_into=first)
    whole.as_(whole.cast.director).starts(
        "merge_or_split_act",
        subject=("case", first),
        matter=first,
        action="SPLIT",
        main_case=first,
        children=[second],
        reason="现场查看后确认不是同一问题",
    )
    whole.drain()
    assert whole.open_steps(second) == ["weigh_lead"]
    assert whole.case(second).state is CaseState.UNDER_REVIEW


def test_a_relapse_after_the_archive_begins_with_the_registration_of_a_lead_under_its_own_number(whole):
    case = whole.accepted_lead()
    whole.comes_to_its_end(case)
    whole.closes(case)
    whole.answers_the_source(case)
    for month in (6, 9):
        whole.until(clock.now().replace(month=month, day=3))
        whole.looks_back(case)
    whole.archives(case)
    director = whole.as_(whole.cast.director)
    director.starts(
        "reopen_act",
        subject=("case", case),
        matter=case,
        kind="NEW_CASE",
        relapse_of=case,
        paper="NEW_LETTER",
        reason="归档后群众再次反映同一河段雨天黑臭。",
    )
    whole.as_(whole.cast.vice_chair).does("reopen", case, decision="APPROVE")
    with whole.reading() as session:
        new = session.scalars(select(Case).where(Case.relapse_of_id == case)).one()
    assert whole.open_steps(new.id) == ["register_lead"]
    whole.submits(whole.cast.officer, new.id, title="清水河雨天再次变黑")
    assert whole.case(new.id).case_no == "KJ-2026-002"
    assert whole.case(case).state is CaseState.ARCHIVED
