"""Work lists and the list of cases."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine import clock, commands
from engine.db import transaction
from engine.models import Deadline, Instance
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseState
from workflows.finding import search
from workflows.reading import ledger, worklist
from workflows.reading.worklist import group_of


def inbox(stage, person, **more):
    with stage.reading() as session:
        return worklist.inbox(session, DOMAIN, stage.as_(person).actor(session), **more)


def test_a_row_says_from_whom_it_came_with_which_word_and_how_near_it_is(stage):
    case = stage.case_with()
    stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    stage.as_(stage.cast.director).does(
        "approve", case, item_kind="REVIEW", decision="APPROVE", opinion="事实清楚，同意结案"
    )
    [row] = inbox(stage, stage.cast.sg)
    assert (row.title, row.number, row.step.zh) == ("北港河道垃圾", "KJ-2026-001", "审核结案报告")
    assert (row.came_from.who, row.came_from.post) == ("周敬文", "城建委主任")
    assert row.came_from.opinion == "事实清楚，同意结案"
    assert row.light.words.zh == "剩3个工作日"
    assert row.is_unread


def test_rows_stand_under_overdue_today_this_week_and_later(stage):
    stage.days(1)
    stage.case_with()
    assert inbox(stage, stage.cast.officer)[0].group == "later"
    stage.days(9)
    assert inbox(stage, stage.cast.officer)[0].group == "week"
    stage.days(1)
    assert inbox(stage, stage.cast.officer)[0].group == "today"
    stage.days(2)
    [(key, label, rows)] = worklist.grouped(inbox(stage, stage.cast.officer))
    assert (key, label.zh, rows[0].light.words.zh) == ("overdue", "已逾期", "逾期2个工作日")
    assert group_of(None, clock.now()) == "later"


def test_a_unit_reads_only_that_its_item_came_from_the_cppcc(stage):
    case = stage.case_with(stage.cast.unit_a)
    with transaction(stage.database) as session:
        [row] = worklist.inbox(session, DOMAIN, stage.as_(stage.cast.liaison_a).actor(session))
        assert (row.case_id, row.unit) == (case, "甲区")
        assert row.came_from is None


def test_pages_follow_each_other_without_a_gap(stage):
    cases = [stage.case_with() for _ in range(5)]
    first = inbox(stage, stage.cast.officer, limit=2)
    second = inbox(stage, stage.cast.officer, limit=10, after=first[-1].position)
    assert sorted(row.case_id for row in [*first, *second]) == cases


def test_the_inbox_costs_the_same_for_one_row_as_for_many(stage):
    seen: list[str] = []
    stage.case_with(stage.cast.unit_a)
    stage.case_with()
    one = count(stage, seen)
    for _ in range(6):
        stage.case_with()
    assert count(stage, seen) == one
    assert one <= 10  # two of them find out who the actor is


def count(stage, seen) -> int:
    return statements(stage, seen, lambda: inbox(stage, stage.cast.officer))


def statements(stage, seen, reads) -> int:
    def listen(*args):
        seen.append(args[2])

    seen.clear()
    event.listen(stage.database, "before_cursor_execute", listen)
    assert reads()
    event.remove(stage.database, "before_cursor_execute", listen)
    return len(seen)


def test_what_is_done_late_keeps_its_mark_and_begun_cases_are_listed(stage):
    case = stage.case_with()
    stage.days(12)
    stage.as_(stage.cast.officer).does("summary", case, summary="总结")
    with stage.reading() as session:
        actor = stage.as_(stage.cast.officer).actor(session)
        [done] = worklist.done(session, DOMAIN, actor)
        [begun] = worklist.started(session, actor)
    assert (done.case_id, done.light.words.zh) == (case, "逾期2个工作日办结")
    assert (begun.case_id, begun.state) == (case, CaseState.CLOSING)


def test_what_was_circulated_is_to_be_read(stage):
    case = stage.case_with()
    with transaction(stage.database) as session:
        actor = stage.as_(stage.cast.officer).actor(session)
        commands.circulate(session, stage.instances(case)[0], [stage.cast.sg.id], "请阅", actor=actor)
    with stage.reading() as session:
        [row] = worklist.to_read(session, stage.as_(stage.cast.sg).actor(session))
    assert (row.case_id, row.note) == (case, "请阅")


def listed(stage, person, *args, **more):
    with stage.reading() as session:
        found = ledger.cases(session, stage.as_(person).actor(session), *args, **more)
        return [case.id for case in found]


def test_cases_are_narrowed_by_state_committee_district_text_and_whose_they_are(stage):
    cast = stage.cast
    river, other = stage.case_with(), stage.lead("南湖路灯不亮", CaseState.PLANNING)
    with transaction(stage.database) as session:
        case = session.get_one(Case, other)
        case.committee_id, case.district_id, case.created_by = cast.economy.id, cast.district_b.id, cast.sg.id
        for one in (river, other):
            search.index(session, session.get_one(Case, one))
    assert listed(stage, cast.officer) == [other, river]
    for wanted in (
        ledger.Filter(state="PLANNING"),
        ledger.Filter(committee_id=cast.economy.id),
        ledger.Filter(district_id=cast.district_b.id),
        ledger.Filter(text="路灯"),
        ledger.Filter(text="kj-2026-002"),
    ):
        assert listed(stage, cast.officer, wanted) == [other]
    assert listed(stage, cast.officer, ledger.Filter(mine=True)) == [river]
    assert listed(stage, cast.officer, ledger.Filter(text="没有这样的案件")) == []


def test_the_list_goes_on_after_the_last_case_of_a_page(stage):
    cases = [stage.case_with() for _ in range(4)]
    first = listed(stage, stage.cast.officer, limit=3)
    assert first == cases[:0:-1]
    assert listed(stage, stage.cast.officer, limit=3, after=first[-1]) == cases[:1]


@pytest.mark.parametrize(("who", "sees"), [("sg", True), ("outsider", False), ("liaison_a", False), ("member1", False)])
def test_the_list_shows_nobody_a_case_that_he_may_not_see(stage, who, sees):
    case = stage.case_with(stage.cast.unit_a)
    assert listed(stage, getattr(stage.cast, who)) == ([case] if sees else [])


def dated(stage, person) -> dict[int, str]:
    with stage.reading() as session:
        actor = stage.as_(person).actor(session)
        found = ledger.next_dates(session, actor, ledger.cases(session, actor))
        return {case_id: light.words.zh for case_id, light in found.items()}


def test_a_case_in_the_list_has_its_next_date_and_that_of_a_closed_one_is_its_look_back(stage):
    near, far = stage.case_with(), stage.case_with()
    with transaction(stage.database) as session:
        deadline = session.scalars(select(Deadline).join(Instance).where(Instance.matter_id == near)).one()
        deadline.due_at = clock.now() - timedelta(days=4)
    found = dated(stage, stage.cast.officer)
    assert found[near] == "逾期3个工作日"
    assert found[far] == "剩10个工作日"
    with transaction(stage.database) as session:
        deadline = session.scalars(select(Deadline).join(Instance).where(Instance.matter_id == far)).one()
        deadline.fires, deadline.subject_kind, deadline.rule = True, "timer", "deemed_served"
    assert dated(stage, stage.cast.officer).keys() == {near}, "a timer of the diagram is nobody's date"
    with transaction(stage.database) as session:
        session.get_one(Deadline, deadline.id).rule = "lookback_1"
    assert dated(stage, stage.cast.officer).keys() == {near, far}


def test_dates_of_a_list_cost_the_same_for_one_case_as_for_many(stage):
    stage.case_with()
    seen: list[str] = []
    one = statements(stage, seen, lambda: dated(stage, stage.cast.officer))
    for _ in range(6):
        stage.case_with(stage.cast.unit_a)
    assert statements(stage, seen, lambda: dated(stage, stage.cast.officer)) == one
