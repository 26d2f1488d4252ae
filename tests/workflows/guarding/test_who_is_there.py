"""For every open step somebody is there: in office, with an account, or with a delegate. Whoever is missing is named by
post, with what to do; and when he has come, nothing is said any more."""

from sqlalchemy import select

from engine import commands
from engine.clock import now
from engine.db import transaction
from engine.models import Incident, Instance, ItemState, WorkItem
from tests.acceptance import going
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case, CaseState
from workflows.people.models import Account
from workflows.people.roles import Role, ScopeKind


def test_when_the_only_officer_leaves_the_post_is_named_and_his_successor_closes_the_incident(watched) -> None:
    cast = watched.cast
    case = watched.lead(cast.economy)
    assert watched.next_morning() == []
    watched.leaves(cast.other_officer, Role.CASE_OFFICER)
    assert watched.next_morning() == [
        f"案件{watched.case(case).case_no}的“线索研判”：经济委承办人无人在任，没有人能办理。"
        "请安全管理员任命经济委承办人。"
    ]
    watched.follows(cast.outsider, Role.CASE_OFFICER, (ScopeKind.COMMITTEE, cast.economy.id), "经济委干部")
    assert watched.next_morning() == []


def test_an_incident_is_opened_once_however_many_mornings_pass_and_again_when_it_comes_again(watched) -> None:
    cast = watched.cast
    watched.lead(cast.economy)
    watched.shut_out(cast.other_officer)
    for _ in range(3):
        assert len(watched.next_morning()) == 1
    assert watched.ever() == 1
    watched.let_in(cast.other_officer)
    assert watched.next_morning() == []
    watched.shut_out(cast.other_officer)
    assert len(watched.next_morning()) == 1
    assert watched.ever() == 2


def test_a_closed_account_is_told_from_an_empty_post(watched) -> None:
    cast = watched.cast
    watched.lead(cast.economy)
    watched.shut_out(cast.other_officer)
    [said] = watched.next_morning()
    assert "经济委承办人有人在任，但正在请假，或账号停用、尚未开立" in said
    watched.leaves(cast.other_officer, Role.CASE_OFFICER)
    [said] = watched.next_morning()
    assert "无人在任" in said
    assert watched.ever() == 1


def test_a_colleague_in_the_same_committee_is_enough(watched) -> None:
    watched.lead()
    watched.leaves(watched.cast.officer, Role.CASE_OFFICER)
    assert watched.next_morning() == []
    watched.leaves(watched.cast.officer2, Role.CASE_OFFICER)
    assert len(watched.next_morning()) == 1


def test_a_delegate_stands_in_until_the_delegation_ends(watched) -> None:
    cast = watched.cast
    watched.lead(cast.economy)
    watched.lends(cast.other_officer, Role.CASE_OFFICER, cast.officer2, days=2)
    watched.shut_out(cast.other_officer)
    assert watched.next_morning() == []
    assert watched.next_morning() == []
    assert len(watched.next_morning()) == 1


def test_whoever_is_on_leave_does_not_count_unless_a_colleague_or_delegate_is_there(watched) -> None:
    cast = watched.cast
    watched.lead(cast.economy)
    watched.is_away(cast.other_officer, days=2)
    [said] = watched.next_morning()
    assert "经济委承办人有人在任，但正在请假，或账号停用、尚未开立" in said
    watched.lends(cast.other_officer, Role.CASE_OFFICER, cast.officer2, days=0)
    assert len(watched.next_morning()) == 1  # the delegation was for one day alone
    assert watched.next_morning() == []  # and now he is back


def test_a_step_that_one_person_has_claimed_waits_for_him_alone(watched) -> None:
    cast = watched.cast
    case = watched.lead()
    with transaction(watched.database) as session:
        item_id, _ = watched.as_(cast.officer).items()[0]
        commands.claim(session, DOMAIN, item_id, actor=cast.act(session, cast.officer))
    watched.shut_out(cast.officer)
    [said] = watched.next_morning()
    assert said.startswith(f"案件{watched.case(case).case_no}的“线索研判”只由指定的一人办理")


def test_a_unit_without_a_liaison_is_named_and_paper_is_said_to_go_on(watched) -> None:
    cast = watched.cast
    case = going.dispatched(watched, [cast.unit_a])
    number = watched.case(case).case_no
    assert watched.next_morning() == []
    watched.leaves(cast.liaison_a, Role.UNIT_LIAISON)
    assert watched.next_morning() == [
        f"案件{number}的“签收”：甲区责任单位联络员无人在任。请安全管理员任命甲区责任单位联络员；"
        "任命之前，纸质答复可由承办人代录。"
    ]


def test_a_liaison_without_an_account_is_entered_for_as_long_as_an_officer_or_a_clerk_is_there(watched) -> None:
    cast = watched.cast
    going.dispatched(watched, [cast.unit_a])
    with transaction(watched.database) as session:
        session.delete(session.scalars(select(Account).where(Account.person_id == cast.liaison_a.id)).one())
    assert watched.next_morning() == []
    for one in (cast.officer, cast.officer2, cast.clerk):
        watched.shut_out(one)
    [said] = watched.next_morning()
    assert "甲区责任单位联络员没有可用的账号，应由承办人或办公室工作人员代录" in said


def test_what_is_said_names_no_person_and_nothing_of_the_case_but_its_number(watched) -> None:
    cast = watched.cast
    case = going.dispatched(watched, [cast.unit_a])
    watched.shut_out(cast.liaison_a)
    for one in (cast.officer, cast.officer2, cast.clerk):
        watched.shut_out(one)
    watched.next_morning()
    with watched.reading() as session:
        said = " ".join(word for incident in session.scalars(select(Incident)) for word in incident.message)
    assert watched.case(case).title not in said
    for person in cast.everybody():
        assert person.name not in said


def test_a_case_that_has_ended_leaves_no_incident_behind(watched) -> None:
    cast = watched.cast
    case = watched.lead(cast.economy)
    watched.shut_out(cast.other_officer)
    assert len(watched.next_morning()) == 1
    with transaction(watched.database) as session:
        [instance] = session.scalars(select(Instance).where(Instance.matter_id == case))
        commands.terminate(session, DOMAIN, instance.id, "来源撤回，不再办理", actor=cast.act(session, cast.officer))
        session.get_one(Case, case).state = CaseState.WITHDRAWN
    assert watched.next_morning() == []


def test_whoever_is_there_but_recused_does_not_count_until_the_secretary_general_dispenses(watched) -> None:
    cast, unit = watched.cast, watched.cast.unit_a
    case = going.drafted(watched, going.to_letter(watched, [unit]), [unit])
    going.signed(watched, case, until=cast.vice_chair)
    assert watched.next_morning() == []
    watched.follows(cast.vice_chair, Role.UNIT_HEAD, (ScopeKind.UNIT, unit.id), "甲区党工委书记")
    [said] = watched.next_morning()
    assert "分管副主席的在任者按回避或分设规定都不能办理" in said
    assert "林书华" not in said
    reason = "分管领导仅此一人，所兼职务与本案无利害关系"
    act = {"subject": ("case", case), "matter": case, "person": cast.vice_chair.id, "unit": unit.id, "reason": reason}
    watched.as_(cast.sg).starts("dispensation_act", **act)
    assert watched.next_morning() == []


def test_a_step_that_opened_for_nobody_has_one_incident_and_it_closes_when_somebody_is_given_the_step(watched) -> None:
    case = watched.lead()
    with transaction(watched.database) as session:
        item = session.scalars(select(WorkItem).where(WorkItem.state == ItemState.OPEN)).one()
        item_id, groups, item.groups = item.id, item.groups, []
        words = ["没有可以办理的人", "Nobody can do it"]  # as when the step opens
        session.add(
            Incident(instance_id=item.instance_id, work_item_id=item.id, code="nobody", message=words, opened_at=now())
        )
    [said] = watched.next_morning()
    assert said.startswith(f"案件{watched.case(case).case_no}的“线索研判”没有可以办理的人")
    assert watched.ever() == 1
    with transaction(watched.database) as session:
        session.get_one(WorkItem, item_id).groups = groups
    assert watched.next_morning() == []
    with transaction(watched.database) as session:
        session.get_one(WorkItem, item_id).state = ItemState.CANCELLED  # and the step stays
    [said] = watched.next_morning()
    assert said.startswith(f"案件{watched.case(case).case_no}的“线索研判”没有可以办理的人")
