"""A small process through the real engine and both databases: writing, signing, returning, filing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from engine import clock, commands, definitions, jobs, journal, queries
from engine.actors import Actor
from engine.db import transaction
from engine.errors import NeedsConfirmation, NotPermitted, TaskNotReady
from engine.models import Incident, Instance, InstanceState, ItemState, Job, TaskState, WorkItem
from engine.runners.sweep import drain
from tests.engine import three_steps
from tests.engine.three_steps import LI, OUTSIDER, PROCESS, QIAN, WANG, ZHAO, ThreeStepsHost

HOST = ThreeStepsHost()


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    three_steps.POSTED.clear()
    three_steps.FAIL_POST.clear()
    yield


def begin(database: Engine) -> int:
    with transaction(database) as session:
        definitions.deploy(session, PROCESS)
        return commands.start(session, HOST, "three_steps", ("case", 1), 1, {}, actor=WANG).id


def the_item(session: Session, actor: Actor) -> WorkItem:
    [(item, _)] = queries.worklist(session, actor.groups)
    return item


def act(database: Engine, actor: Actor, **data: object) -> commands.Done:
    with transaction(database) as session:
        item = the_item(session, actor)
        return commands.complete(session, HOST, item.id, data, actor=actor)


def written_and_signed(database: Engine) -> int:
    instance = begin(database)
    act(database, WANG, title="请示")
    act(database, LI, decision="APPROVE")
    act(database, ZHAO, decision="APPROVE")
    return instance


def test_a_case_goes_from_writing_over_two_signatures_and_a_job_to_its_file(database: Engine) -> None:
    instance = written_and_signed(database)
    assert drain(database, HOST) == 1
    assert [instance] == three_steps.POSTED
    done = act(database, QIAN, title="归档")
    assert done.task_completed
    with transaction(database, read_only=True) as session:
        assert session.get_one(Instance, instance).status is InstanceState.COMPLETED
        assert list(journal.verify(session)) == []
        history = [(task.element, item.acted_name) for item, task in queries.history(session, [instance])]
    assert history == [("write", "王起草"), ("sign", "李一签"), ("sign", "赵二签"), ("file", "钱归档")]


def test_the_second_signer_has_his_turn_only_after_the_first(database: Engine) -> None:
    begin(database)
    act(database, WANG, title="请示")
    with transaction(database, read_only=True) as session:
        assert queries.count_open(session, ZHAO.groups) == 0
        assert queries.count_open(session, LI.groups) == 1
    act(database, LI, decision="APPROVE")
    with transaction(database, read_only=True) as session:
        item = the_item(session, ZHAO)
        assert item.due_at is not None
        assert item.due_at - clock.now() > timedelta(days=2)


def test_an_empty_approval_is_recorded_as_consent(database: Engine) -> None:
    begin(database)
    act(database, WANG, title="请示")
    done = act(database, LI, decision="APPROVE")
    assert done.item.opinion == "同意"


def test_a_return_ends_the_chain_and_brings_the_writer_back(database: Engine) -> None:
    begin(database)
    act(database, WANG, title="请示")
    done = act(database, LI, decision="RETURN", opinion="请补充附件")
    assert done.task_completed
    assert [task.element for task in done.opened] == ["write"]
    with transaction(database, read_only=True) as session:
        assert queries.count_open(session, ZHAO.groups) == 0
        assert the_item(session, WANG).state is ItemState.OPEN


def test_the_outsider_can_do_nothing_at_all(database: Engine) -> None:
    begin(database)
    with transaction(database, read_only=True) as session:
        item = the_item(session, WANG).id
        assert queries.worklist(session, OUTSIDER.groups) == []
    for verb in (
        lambda session: commands.complete(session, HOST, item, {"title": "混入"}, actor=OUTSIDER),
        lambda session: commands.claim(session, HOST, item, actor=OUTSIDER),
        lambda session: commands.transfer(session, HOST, item, 9, "我来", actor=OUTSIDER),
        lambda session: commands.urge(session, HOST, item, "PHONE", "", actor=OUTSIDER),
        lambda session: commands.add_signer(session, HOST, item, 9, "beside", "我来", actor=OUTSIDER),
    ):
        with pytest.raises(NotPermitted), transaction(database) as session:
            verb(session)


def test_the_second_of_two_people_is_told_who_was_first_and_when(database: Engine) -> None:
    begin(database)
    with transaction(database, read_only=True) as session:
        item = the_item(session, WANG).id
    act(database, WANG, title="请示")
    with pytest.raises(TaskNotReady) as refused, transaction(database) as session:
        commands.complete(session, HOST, item, {"title": "又一份"}, actor=WANG)
    assert "王起草" in refused.value.text.zh


def test_advice_stands_in_the_way_until_confirmed(database: Engine) -> None:
    begin(database)
    with pytest.raises(NeedsConfirmation):
        act(database, WANG, title="短")
    with transaction(database) as session:
        item = the_item(session, WANG)
        assert commands.complete(session, HOST, item.id, {"title": "短"}, actor=WANG, confirmed=True).task_completed


def test_the_writer_takes_his_draft_back_until_the_signer_has_opened_it(database: Engine) -> None:
    begin(database)
    mine = act(database, WANG, title="初稿").item.id
    with transaction(database) as session:
        again = commands.withdraw_submit(session, HOST, mine, actor=WANG)
        assert (again.state, again.task.answer) == (ItemState.OPEN, {"title": "初稿"})
        assert queries.count_open(session, LI.groups) == 0
    mine = act(database, WANG, title="二稿").item.id
    with transaction(database) as session:
        commands.see(session, the_item(session, LI), LI)
    with pytest.raises(NotPermitted), transaction(database) as session:
        commands.withdraw_submit(session, HOST, mine, actor=WANG)


def test_a_signer_takes_his_signature_back_before_the_next_has_opened_it(database: Engine) -> None:
    begin(database)
    act(database, WANG, title="请示")
    signed = act(database, LI, decision="APPROVE").item.id
    with transaction(database) as session:
        assert commands.withdraw_submit(session, HOST, signed, actor=LI).state is ItemState.OPEN
        assert queries.count_open(session, ZHAO.groups) == 0
        assert queries.count_open(session, LI.groups) == 1


def test_a_return_to_a_passed_step_takes_back_all_that_lies_behind_it(database: Engine) -> None:
    instance = written_and_signed(database)
    drain(database, HOST)
    with transaction(database) as session:
        item = the_item(session, QIAN)
        [opened] = commands.return_to(session, HOST, item.id, "write", "标题写错了", actor=QIAN)
        assert opened.element == "write"
        assert queries.count_open(session, QIAN.groups) == 0
        states = {task.element: task.state for task in queries.ready_tasks(session, instance)}
    assert states == {"write": TaskState.READY}


def test_a_claimed_item_leaves_the_queue_of_the_others_and_may_be_given_back(database: Engine) -> None:
    begin(database)
    other = three_steps.person(7, "孙起草", "writer@office")
    with transaction(database) as session:
        item = the_item(session, WANG)
        commands.claim(session, HOST, item.id, actor=WANG)
        assert queries.count_open(session, other.groups) == 0
    with pytest.raises(NotPermitted), transaction(database) as session:
        commands.claim(session, HOST, item.id, actor=other)
    with transaction(database) as session:
        commands.release(session, HOST, item.id, actor=WANG)
        assert queries.count_open(session, other.groups) == 1


def test_a_transferred_item_is_the_others_alone(database: Engine) -> None:
    begin(database)
    other = three_steps.person(7, "孙起草")
    with transaction(database) as session:
        item = the_item(session, WANG)
        commands.transfer(session, HOST, item.id, 7, "出差", actor=WANG)
        assert queries.count_open(session, WANG.groups) == 0
    act(database, other, title="代办")


@pytest.mark.parametrize(("where", "first"), [("before", "孙加签"), ("beside", None), ("after", "李一签")])
def test_a_signer_is_added_before_beside_or_after(database: Engine, where: str, first: str | None) -> None:
    begin(database)
    act(database, WANG, title="请示")
    added = three_steps.person(7, "孙加签")
    with transaction(database) as session:
        commands.add_signer(session, HOST, the_item(session, LI).id, 7, where, "请核数据", actor=LI)  # type: ignore[arg-type]
        mine, his = (queries.count_open(session, who.groups) for who in (LI, added))
    assert (mine, his) == {"孙加签": (0, 1), None: (1, 1), "李一签": (1, 0)}[first]
    for who in (added, LI) if where == "before" else (LI, added):
        act(database, who, decision="APPROVE")
    assert act(database, ZHAO, decision="APPROVE").task_completed


def test_urging_has_a_memory_and_is_not_repeated_within_four_hours(database: Engine) -> None:
    begin(database)
    with transaction(database) as session:
        item = the_item(session, WANG).id
        commands.urge(session, HOST, item, "PHONE", "已电话", actor=WANG)
    with pytest.raises(NotPermitted), transaction(database) as session:
        commands.urge(session, HOST, item, "PHONE", "", actor=WANG)
    with clock.at(clock.now() + timedelta(hours=5)), transaction(database) as session:
        commands.urge(session, HOST, item, "NOTICE", "", actor=WANG)


def test_a_job_that_keeps_failing_becomes_an_incident_that_a_person_retries(database: Engine) -> None:
    three_steps.FAIL_POST.append("邮路中断")
    written_and_signed(database)
    drain(database, HOST)
    with clock.at(clock.now() + timedelta(minutes=5)):
        drain(database, HOST)
    with transaction(database, read_only=True) as session:
        [incident] = queries.open_incidents(session)
        assert "邮路中断" in incident.message[0]
    three_steps.FAIL_POST.clear()
    with transaction(database) as session:
        commands.retry(session, incident.id, actor=WANG)
    drain(database, HOST)
    with transaction(database, read_only=True) as session:
        assert the_item(session, QIAN).state is ItemState.OPEN


def test_a_person_may_skip_a_job_that_cannot_be_done(database: Engine) -> None:
    three_steps.FAIL_POST.append("邮路中断")
    written_and_signed(database)
    drain(database, HOST)
    with clock.at(clock.now() + timedelta(minutes=5)):
        drain(database, HOST)
    with transaction(database) as session:
        [incident] = queries.open_incidents(session)
        commands.skip(session, HOST, incident.id, {"posted": 0}, "改为专人送达", actor=WANG)
        assert the_item(session, QIAN).state is ItemState.OPEN


def test_a_worker_whose_lease_was_taken_over_changes_nothing(database: Engine) -> None:
    written_and_signed(database)
    slow = jobs.lease(database)
    assert slow is not None
    with clock.at(clock.now() + timedelta(minutes=1)):
        quick = jobs.lease(database)
        assert quick is not None
        jobs.run(database, HOST, *quick)
        jobs.run(database, HOST, *slow)
    with transaction(database, read_only=True) as session:
        assert session.scalars(select(Job.fence)).one() == 2
        assert queries.count_open(session, QIAN.groups) == 1


def test_an_item_whose_step_allows_it_closes_unanswered_when_its_time_is_over(database: Engine) -> None:
    instance = written_and_signed(database)
    drain(database, HOST)
    with clock.at(clock.now() + timedelta(days=4)):
        drain(database, HOST)
    with transaction(database, read_only=True) as session:
        assert session.get_one(Instance, instance).status is InstanceState.COMPLETED


def test_a_terminated_case_is_in_nobodys_list(database: Engine) -> None:
    instance = begin(database)
    with transaction(database) as session:
        assert commands.terminate(session, HOST, instance, "来源撤回", actor=WANG)
        assert not commands.terminate(session, HOST, instance, "再来", actor=WANG)
        assert queries.count_open(session, WANG.groups) == 0


def test_nobody_to_do_a_task_is_an_incident_at_once(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ThreeStepsHost, "candidates", lambda *_: [])
    begin(database)
    with transaction(database, read_only=True) as session:
        [incident] = session.scalars(select(Incident))
        assert incident.code == "nobody"
