"""A case's page: what stands on it, for whom, and at what cost."""

from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import NoResultFound

from engine import clock, commands
from engine.db import transaction
from engine.entries import Entry
from engine.text import Text
from workflows.bootstrap import DOMAIN
from workflows.people.models import Delegation, Post
from workflows.reading.page import CasePage, View, case_page
from workflows.rectification.models import Contact, PromisedDate
from workflows.rectification.states import Basis
from workflows.supervision.models import Complainant


def page(stage, case, person, view=View.INTERNAL) -> CasePage:
    with stage.reading() as session:
        return case_page(session, DOMAIN, case, stage.as_(person).actor(session), view)


def words(value) -> list[str]:
    """Every text in a page, wherever it stands."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in words(getattr(value, field.name))]
    if isinstance(value, list | tuple | frozenset):
        return [text for inner in value for text in words(inner)]
    return []


def test_the_sentence_says_who_has_it_since_when_until_when_and_what_comes_next(stage):
    case = stage.case_with()
    found = page(stage, case, stage.cast.officer).sentence
    assert found.zh == (
        "由城建委承办人（陈晓岚、沈一诺）办理“总结与长效机制”，2026年3月2日起，"
        "2026年3月16日前完成（剩10个工作日）；下一步：审批。"
    )
    assert found.en.startswith("Case officer (城建委): 陈晓岚, 沈一诺 has “Summary and mechanisms”, since 2 Mar 2026")


def test_while_the_units_work_the_sentence_names_them(stage):
    case = stage.case_with(stage.cast.unit_a, stage.cast.unit_b)
    found = page(stage, case, stage.cast.officer).sentence
    assert found.zh == (
        "等待2个责任单位了结：甲区人民政府“单位办理”（甲区政府办联络员 陶甲区），2026年3月2日起；"
        "市住房和城乡建设局“单位办理”（市住建局联络员 姜住建），2026年3月2日起；均了结后：总结与长效机制。"
    )


def test_the_unit_whose_date_is_nearest_goes_first_and_of_many_only_it_is_named(stage):
    cast = stage.cast
    case = stage.case_with(cast.unit_a, cast.unit_b)
    _owes(stage, case, cast.unit_b, days=1)
    assert page(stage, case, cast.officer).sentence.zh.startswith(
        "等待2个责任单位了结：市住房和城乡建设局“单位办理”（市住建局联络员 姜住建），"
        "2026年3月2日起，2026年3月3日前完成（剩1个工作日）；甲区人民政府"
    )
    crowded = stage.case_with(cast.unit_a, cast.unit_b, cast.unit_c, cast.unit_d)
    _owes(stage, crowded, cast.unit_b, days=1)
    assert page(stage, crowded, cast.officer).sentence.zh == (
        "等待4个责任单位了结，期限最近的是市住房和城乡建设局“单位办理”（市住建局联络员 姜住建），"
        "2026年3月2日起，2026年3月3日前完成（剩1个工作日）；均了结后：总结与长效机制。"
    )


def test_an_act_beside_the_case_is_counted_and_does_not_hide_the_units(stage):
    cast = stage.cast
    case, lead = stage.case_with(cast.unit_a), stage.lead()
    stage.as_(cast.officer).starts(
        "attach_broadcast_act", subject=("case", case), matter=case, lead=lead, main_case=case, decision="ATTACH"
    )
    found = page(stage, case, cast.officer).sentence.zh
    assert found.startswith("等待1个责任单位了结：甲区人民政府")
    assert found.endswith("；另有1项同时在办。")


def _owes(stage, case, unit, days):
    with transaction(stage.database) as session:
        track = next(session.merge(one) for one in stage.tracks(case) if one.unit_id == unit.id)
        track.obligations[0].due_on = clock.today() + timedelta(days=days)


def test_a_closed_case_says_when_the_next_look_back_is(stage):
    case = stage.case_with(source=False)
    stage.closes(case)
    found = page(stage, case, stage.cast.officer)
    assert found.sentence.zh == "2026年3月2日结案；下一次回头看：2026年6月2日。"
    assert [mark.state for mark in found.stages] == ["done"] * 5


def test_how_long_a_leader_has_it_is_for_himself_and_the_secretary_general_alone(stage):
    cast = stage.cast
    case = stage.case_with()
    stage.as_(cast.officer).does("summary", case, summary="总结")
    for person in (cast.director, cast.sg):
        stage.as_(person).does("approve", case, item_kind="REVIEW", decision="APPROVE")
    assert [page(stage, case, who).open[0].since is not None for who in (cast.vice_chair, cast.sg)] == [True, True]
    for who in (cast.officer, cast.director, cast.chair):
        found = page(stage, case, who)
        assert found.open[0].since is None
        assert "起" not in found.sentence.zh


def test_an_approval_names_who_signs_next_and_behind_the_last_what_follows_where_it_was_asked_for(whole):
    cast, case = whole.cast, whole.accepted_lead()
    whole.as_(cast.officer).does("initiation", case=case, **whole.sheet())
    assert whole.open_steps(case) == ["approve"]
    assert "；同意后由市政协副主席 林书华审核。" in page(whole, case, cast.officer).sentence.zh
    for person in (cast.sg, cast.vice_chair):
        whole.as_(person).does("approve", case, item_kind="REVIEW", decision="APPROVE")
    found = page(whole, case, cast.officer).sentence.zh
    assert found.partition("下一步：")[2] == "若同意：方案与监督小组；若退回：立项审批；若不同意：答复来源等。"


def test_the_stages_know_what_is_done_and_what_is_ahead(stage):
    case = stage.case_with()
    marks = page(stage, case, stage.cast.officer).stages
    assert [mark.state for mark in marks] == ["done", "done", "done", "done", "here"]
    assert marks[-1].begun_on == clock.today()


def test_obligations_stand_with_their_old_dates_and_the_last_contact(stage):
    case = stage.case_with(stage.cast.unit_a)
    with transaction(stage.database) as session:
        track = session.merge(stage.tracks(case)[0])
        one = track.obligations[0]
        one.due_on = clock.today() + timedelta(days=1)
        for days in (-10, 1):
            session.add(
                PromisedDate(
                    case_id=case,
                    obligation_id=one.id,
                    due_on=clock.today() + timedelta(days=days),
                    basis=Basis.PLAN,
                    set_by=stage.cast.officer.id,
                    set_at=clock.now(),
                )
            )
        _contact(session, stage, track)
    [part] = page(stage, case, stage.cast.officer).tracks
    assert part.letter_no == f"甲乙协发〔2026〕{case}号"
    assert part.contact.said == "答复本周报方案"
    assert part.obligations[0].light.words.zh == "剩1个工作日"
    assert part.obligations[0].old_dues == (clock.today() - timedelta(days=10),)
    assert part.obligations[0].text == "清运河道垃圾"


def _contact(session, stage, track):
    session.add(
        Contact(
            case_id=track.case_id,
            track_id=track.id,
            call_id=1,
            kind="PHONE",
            contacted_at=clock.now(),
            person="陶甲区",
            said="答复本周报方案",
            by_person_id=stage.cast.officer.id,
        )
    )


def test_who_acted_for_another_is_marked_and_so_is_what_was_entered_later(stage):
    cast = stage.cast
    case = stage.case_with()
    stage.as_(cast.officer).does("summary", case, summary="总结")
    with transaction(stage.database) as session:
        post = session.query(Post).filter_by(person_id=cast.director.id).one()
        session.add(
            Delegation(
                post_id=post.id,
                to_person_id=cast.law_director.id,
                basis="授权书",
                valid_from=clock.today(),
                valid_until=clock.today(),
            )
        )
    stage.as_(cast.law_director).does("approve", case, item_kind="REVIEW", decision="APPROVE", opinion="同意按此结案")
    stage.days(6)
    item = next(part.item_id for part in page(stage, case, cast.clerk).open)
    entry = Entry(cast.sg.id, cast.sg.name, "市政协秘书长", clock.today() - timedelta(days=5), "PAPER")
    stage.as_(cast.clerk).enters(item, entry, item_kind="REVIEW", decision="APPROVE")
    _summary, delegated, entered = page(stage, case, cast.officer).course
    assert (delegated.who, [mark.en for mark in delegated.marks]) == ("孙法言", ["for 周敬文"])
    assert delegated.opinion == "同意按此结案"
    assert (entered.who, entered.entered_by) == ("何秉文", "韩会务")
    assert [mark.zh for mark in entered.marks] == ["代录", "补录"]
    assert entered.happened_on == clock.today() - timedelta(days=5)


def test_a_return_stands_in_the_course_with_its_reason(stage):
    case = stage.case_with()
    stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    director = stage.as_(stage.cast.director)
    with transaction(stage.database) as session:
        item = next(item for item, element in director.items() if element == "approve")
        commands.return_to(session, DOMAIN, item, "summary", "请补充成效数据", actor=director.actor(session))
    last = page(stage, case, stage.cast.officer).course[-1]
    assert (last.decision, last.opinion, last.who) == ("RETURN", "请补充成效数据", "周敬文")


@pytest.mark.parametrize(("who", "sees"), [("officer", True), ("director", True), ("sg", False), ("officer2", True)])
def test_only_the_cases_officer_and_director_see_who_complained(stage, who, sees):
    case = stage.case_with()
    [source] = page(stage, case, getattr(stage.cast, who)).sources
    assert ("王大妈" in source.complainant.zh) is sees


def test_an_erased_complainant_leaves_the_fact_alone(stage):
    case = stage.case_with()
    stage.closes(case)
    stage.answers_the_source(case)
    [source] = page(stage, case, stage.cast.officer).sources
    assert source.complainant.zh == "有反映人（信息已清除）"


SECRET = "内部意见：该单位负责人推诿"


def troubled(stage):
    """A case with an internal word in every place that can hold one."""
    case = stage.case_with(stage.cast.unit_a, stage.cast.unit_b)
    stage.settles(case, stage.cast.unit_a, stage.cast.unit_b)
    stage.as_(stage.cast.officer).does("summary", case, summary=SECRET)
    stage.as_(stage.cast.director).does("approve", case, item_kind="REVIEW", decision="APPROVE", opinion=SECRET)
    stage.as_(stage.cast.sg).starts(
        "dispensation_act",
        subject=("case", case),
        matter=case,
        person=stage.cast.member5.id,
        unit=stage.cast.unit_b.id,
        reason=SECRET,
    )
    with transaction(stage.database) as session:
        for track in [session.merge(one) for one in stage.tracks(case)]:
            _contact(session, stage, track)
        session.query(Contact).update({"said": SECRET})
        session.query(Complainant).update({"name": SECRET})
    return case


def test_a_unit_never_sees_an_internal_comment_in_any_part_of_the_page(stage):
    case = troubled(stage)
    assert sum(SECRET in text for text in words(page(stage, case, stage.cast.director))) >= 4
    shown = words(page(stage, case, stage.cast.liaison_a, View.UNIT))
    assert not [text for text in shown if SECRET in text]
    for name in ("周敬文", "陈晓岚", "市住房和城乡建设局", "韩会务"):
        assert not [text for text in shown if name in text]


@pytest.mark.parametrize("view", [View.MEMBER, View.LEADER, View.SOURCE])
def test_nor_does_a_member_a_leader_or_the_source(stage, view):
    case = troubled(stage)
    assert not [text for text in words(page(stage, case, stage.cast.member1, view)) if SECRET in text]


def test_a_unit_sees_its_own_track_and_letter_and_its_own_step(stage):
    case = stage.case_with(stage.cast.unit_a, stage.cast.unit_b)
    found = page(stage, case, stage.cast.liaison_a, View.UNIT)
    assert [track.unit for track in found.tracks] == ["甲区人民政府"]
    assert [document.doc_no for document in found.documents] == [f"甲乙协发〔2026〕{case}号"]
    assert [part.is_mine for part in found.open] == [True]
    assert found.sources == found.related == found.incidents == ()


def test_merged_cases_stand_beside_each_other(stage):
    case, lead = stage.case_with(stage.cast.unit_a), stage.lead()
    stage.as_(stage.cast.officer).starts(
        "attach_broadcast_act", subject=("case", case), matter=case, lead=lead, main_case=case, decision="ATTACH"
    )
    stage.as_(stage.cast.director).does("attach_broadcast", case, decision="APPROVE")
    found = page(stage, case, stage.cast.officer)
    assert [(one.case_id, one.why.zh) for one in found.related] == [(lead, "再次曝光并入")]
    assert found.exposures == 1


def statements(stage, case) -> int:
    seen: list[str] = []

    def listen(*args):
        seen.append(args[2])

    event.listen(stage.database, "before_cursor_execute", listen)
    page(stage, case, stage.cast.officer)
    event.remove(stage.database, "before_cursor_execute", listen)
    return len([line for line in seen if line.lstrip().upper().startswith("SELECT")])


def test_the_page_costs_the_same_with_more_units_acts_and_cases(stage):
    case = stage.case_with(stage.cast.unit_a)
    statements(stage, case)  # the diagram is parsed once
    few = statements(stage, case)
    assert few <= 41
    crowded = stage.case_with(stage.cast.unit_a, stage.cast.unit_b, stage.cast.unit_c, stage.cast.unit_d)
    for _ in range(3):
        stage.case_with(stage.cast.unit_a)
    with transaction(stage.database) as session:
        for track in [session.merge(one) for one in stage.tracks(crowded)]:
            _contact(session, stage, track)
    assert statements(stage, crowded) <= few + 4  # the places of the groups that hold something now


def test_every_word_of_the_page_is_in_both_languages(stage):
    case = stage.case_with(stage.cast.unit_a)
    found = page(stage, case, stage.cast.officer)
    for text in _texts(found):
        assert text.zh
        assert text.en


def _texts(value) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return []


def test_a_case_that_is_not_there_is_said_to_be_unknown(stage):
    with pytest.raises(NoResultFound):
        page(stage, 999, stage.cast.officer)
