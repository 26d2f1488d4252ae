"""What comes to a person beside his list of work: who urged, what was handed over, how his own request ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock, commands
from engine.db import transaction
from engine.errors import NotPermitted
from tests.acceptance import answering, going
from tests.acceptance.test_extensions import asks, plan_due
from tests.scenario import Scenario
from workflows.bootstrap import DOMAIN
from workflows.notices import marking
from workflows.notices.kinds import NoticeKind
from workflows.notices.models import Notice
from workflows.people.models import Person
from workflows.reading import notices

PLEASE = "汛期将至，请本周内签收。"


def told(scenario: Scenario, person: Person) -> list[Notice]:
    """The notices of a person, oldest first."""
    with scenario.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.person_id == person.id).order_by(Notice.id)))


def urges(scenario: Scenario, item: int, via: str = "NOTICE") -> None:
    with transaction(scenario.database) as session:
        officer = scenario.as_(scenario.cast.officer).actor(session)
        commands.urge(session, DOMAIN, item, via, PLEASE, actor=officer)


def test_an_urge_comes_to_those_who_have_the_item_and_to_nobody_else(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a, cast.unit_b])
    item = answering.item(scenario, case, cast.unit_a, "sign_receipt")
    urges(scenario, item)
    [notice] = told(scenario, cast.liaison_a)
    assert (notice.kind, notice.note, notice.case_id, notice.work_item_id) == (NoticeKind.URGED, PLEASE, case, item)
    assert notice.why == ["请尽快办理这一事项。", "Please deal with this item soon."]
    assert told(scenario, cast.liaison_b) == told(scenario, cast.outsider) == []
    assert all(one.kind is not NoticeKind.URGED for one in told(scenario, cast.officer))


def test_what_was_said_on_the_telephone_stays_in_the_office(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    urges(scenario, answering.item(scenario, case, cast.unit_a, "sign_receipt"), via="PHONE")
    assert [one.note for one in told(scenario, cast.liaison_a)] == [""]


def test_an_urge_that_is_refused_leaves_no_notice(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    item = answering.item(scenario, case, cast.unit_a, "sign_receipt")
    urges(scenario, item)
    with pytest.raises(NotPermitted):
        urges(scenario, item)
    assert len(told(scenario, cast.liaison_a)) == 1


def test_who_gets_an_item_from_a_colleague_reads_why(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.assigned(scenario, going.registered(scenario))
    officer = scenario.as_(cast.officer)
    item = next(found for found, element in officer.items() if element == "weigh_lead")
    with transaction(scenario.database) as session:
        commands.transfer(session, DOMAIN, item, cast.officer2.id, "当日公出，请代为办理", actor=officer.actor(session))
    [notice] = told(scenario, cast.officer2)
    assert (notice.kind, notice.work_item_id, notice.case_id) == (NoticeKind.HANDED_OVER, item, case)
    assert notice.note == "当日公出，请代为办理"


def test_a_unit_is_told_in_both_languages_how_its_request_for_more_time_ended(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a])
    answering.signs(scenario, case, cast.unit_a)
    asks(scenario, case, cast.unit_a, "unit_plan", scenario.workday(15))
    scenario.as_(cast.director).does(
        "decide_extension", case=case, item_kind="REVIEW", decision="APPROVE", granted_due=scenario.workday(15)
    )
    [notice] = told(scenario, cast.liaison_a)
    day = plan_due(scenario, case, cast.unit_a)
    assert notice.kind is NoticeKind.DECIDED
    assert notice.why[0] == f"延期申请已批准：整改方案的时限延至{day.year}年{day.month}月{day.day}日。"
    assert notice.why[1].startswith("The extension is granted: Rectification plan is due on ")


def test_who_drafted_is_told_that_his_paper_is_approved_and_an_ordinary_step_writes_no_notice(
    scenario: Scenario,
) -> None:
    cast = scenario.cast
    case = going.accepted(scenario, [cast.unit_a])
    assert told(scenario, cast.officer) == [], "what is to be done stands in the list of work"
    going.initiated(scenario, case)
    [notice] = told(scenario, cast.officer)
    assert (notice.kind, notice.case_id) == (NoticeKind.DECIDED, case)
    assert notice.why[0].startswith("您起草的《")
    assert notice.why[1].endswith(" is approved.")


def lines(scenario: Scenario, person: Person, **which: object) -> list[tuple[str, bool]]:
    """What the message centre lists: kind, and whether it is unread, from the top."""
    with scenario.reading() as session:
        actor = scenario.as_(person).actor(session)
        found = notices.lines(session, DOMAIN, actor, **which)  # type: ignore[arg-type]
        assert notices.unread(session, actor) == sum(line.is_unread for line in found) or which
        return [(str(line.kind), line.is_unread) for line in found]


def test_the_list_is_the_same_on_both_databases(on_both: Scenario) -> None:
    cast = on_both.cast
    case = going.dispatched(on_both, [cast.unit_a])
    clock.move(timedelta(minutes=1))
    urges(on_both, answering.item(on_both, case, cast.unit_a, "sign_receipt"))
    assert lines(on_both, cast.liaison_a) == [("URGED", True), ("TODO", True)]
    assert lines(on_both, cast.liaison_a, before=clock.now()) == [("TODO", True)]
    with transaction(on_both.database) as session:
        marking.mark_all_read(session, on_both.as_(cast.liaison_a).actor(session))
    assert lines(on_both, cast.liaison_a) == [("URGED", False), ("TODO", False)]
    assert lines(on_both, cast.liaison_a, only_unread=True) == []
