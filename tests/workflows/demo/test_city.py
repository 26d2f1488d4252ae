"""The demo city stands as it should: people for every role, cases at every place, nothing written past the engine."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock, journal, queries
from engine.db import transaction
from engine.models import Deadline, Incident, Instance, InstanceState, Job, JobState, Task, WorkItem
from engine.models.deadline import DeadlineState
from engine.models.task import ItemState
from tests.workflows.demo.conftest import Loaded
from workflows import demo
from workflows.bootstrap import DOMAIN
from workflows.cases.models import Case
from workflows.documents import advice, drafts, letter
from workflows.documents.models import Attachment, Document, DocumentKind
from workflows.documents.storage import Store
from workflows.people import candidates
from workflows.people.actors import actor_of
from workflows.people.demo_people import WHY
from workflows.people.models import Account, Dispensation, Person, Post
from workflows.people.roles import Role
from workflows.reading import why
from workflows.reading.page import View, case_page
from workflows.reading.to_enter import to_enter
from workflows.rectification.models import Extension, ExtensionState
from workflows.settings.models import PaperFormat
from workflows.supervision.beside.models import Suspension
from workflows.supervision.preparation import units
from workflows.supervision.sheets import compose_sheet
from workflows.supervision.summary_feedback.models import LookBackVisit


@pytest.fixture
def session(city: Loaded) -> Iterator[Session]:
    with transaction(city.database, read_only=True) as found:
        yield found


def _open(session: Session) -> list[tuple[WorkItem, Task, Instance]]:
    found = select(WorkItem, Task, Instance).join(Task, Task.id == WorkItem.task_id)
    found = found.join(Instance, Instance.id == WorkItem.instance_id).where(WorkItem.state == ItemState.OPEN)
    return [tuple(row) for row in session.execute(found)]


def test_the_bar_is_full_when_the_city_is_there(city: Loaded) -> None:
    assert sum(city.ticks) == demo.STEPS
    with transaction(city.database, read_only=True) as session:
        assert demo.is_loaded(session)


def test_a_store_that_holds_a_part_is_not_loaded_twice(city: Loaded) -> None:
    with pytest.raises(demo.HalfLoaded):
        demo.load(city.database, city.files, print)


def test_there_is_somebody_to_step_in_as_for_every_role_offered(session: Session) -> None:
    assert len(demo.listed(session)) == len(WHY)


def test_every_role_but_those_of_a_case_is_held(session: Session) -> None:
    of_a_case = {Role.TEAM_LEADER, Role.CITIZEN_REP}
    for role in set(Role) - of_a_case:
        assert candidates.holders(session, f"{role}@any"), role


def test_nobody_knows_a_password(session: Session) -> None:
    accounts = session.scalars(select(Account)).all()
    assert len({account.password_hash for account in accounts}) == 1
    assert not any(account.must_change for account in accounts)


def test_the_journal_is_as_it_was_written(session: Session) -> None:
    assert list(journal.verify(session)) == []


def test_nothing_has_failed(session: Session) -> None:
    assert session.scalars(select(Incident.message)).all() == []
    assert session.scalar(select(func.count(Job.id)).where(Job.state != JobState.DONE)) == 0


def test_somebody_can_do_every_open_step(session: Session) -> None:
    for item, task, _ in _open(session):
        assert any(candidates.holders(session, group) for group in item.groups), task.element


def test_every_case_on_its_way_waits_for_somebody_or_something(session: Session) -> None:
    waited_for = {instance.matter_id for _, _, instance in _open(session)}
    timed = select(Instance.matter_id).join(Deadline, Deadline.instance_id == Instance.id)
    waited_for |= set(session.scalars(timed.where(Deadline.fires, Deadline.state == DeadlineState.RUNNING)))
    running = select(Instance).where(Instance.process == "supervision", Instance.status == InstanceState.ACTIVE)
    for instance in session.scalars(running):
        case = session.get_one(Case, instance.matter_id)
        assert case.id in waited_for or case.merged_into_id, case.title


def test_those_offered_at_the_door_find_work(session: Session) -> None:
    idle = set()
    for person in demo.listed(session):
        account = session.scalars(select(Account).where(Account.login == person.login)).one()
        if not queries.worklist(session, actor_of(session, account.person_id).groups):
            idle.add(person.post)
    on_paper, begins = "主席联络秘书", "“看见”栏目编辑"  # his list is the chairperson's; she registers leads
    keep = {"业务管理员", "系统管理员", "安全管理员", "审计管理员"}
    assert idle == {"市领导", on_paper, begins, *keep}


def test_the_cases_stand_at_different_places(session: Session) -> None:
    found = Counter(str(case.state) for case in session.scalars(select(Case)))
    assert sum(found.values()) >= 15
    assert set(found) >= {
        "SUBMITTED",
        "UNDER_REVIEW",
        "REJECTED",
        "MERGED",
        "ACCEPTED",
        "PLANNING",
        "IN_SUPERVISION",
        "IN_APPROVAL",
        "ISSUED",
        "IN_RECTIFICATION",
        "CLOSING",
        "LOOKING_BACK",
        "WITHDRAWN",
        "ARCHIVED",
    }


def test_one_letter_came_back_twice(session: Session) -> None:
    signed = select(WorkItem).join(Task, Task.id == WorkItem.task_id).where(Task.element == "approve")
    back = [one for one in session.scalars(signed) if (one.answer or {}).get("decision") == "RETURN"]
    assert 2 in Counter(one.instance_id for one in back).values()


def test_one_letter_is_with_three_units_at_different_steps_and_one_is_late(session: Session) -> None:
    case = session.scalars(select(Case).where(Case.title.startswith("装修垃圾"))).one()
    late = {
        task.element: item.due_at < clock.now()
        for item, task, instance in _open(session)
        if instance.matter_id == case.id
    }
    assert set(late) == {"reinspection", "rectification_plan", "rectification_report"}
    assert late["rectification_report"]


def test_one_has_relapsed_at_its_look_back(session: Session) -> None:
    visit = session.scalars(select(LookBackVisit).where(LookBackVisit.has_relapsed)).one()
    assert "reopen" in [task.element for _, task, instance in _open(session) if instance.matter_id == visit.case_id]


def test_a_tie_was_dispensed_and_a_ballot_entered_for_another(session: Session) -> None:
    assert len(session.scalars(select(Dispensation)).all()) == 1
    assert len(session.scalars(select(WorkItem).where(WorkItem.entered_by.is_not(None))).all()) == 1


def test_a_plan_that_came_on_paper_waits_to_be_entered_by_the_office(session: Session) -> None:
    intake = session.scalars(select(Post.person_id).where(Post.role == Role.INTAKE_DESK)).one()
    [paper] = to_enter(session, DOMAIN, actor_of(session, intake))
    assert (paper.unit, paper.step.zh, paper.registered_by) == ("松溪县", "整改方案", "唐宛如")
    assert paper.item_id is not None, "its turn has come"


def test_every_file_belongs_to_a_case(session: Session) -> None:
    assert session.scalars(select(Attachment.name).where(Attachment.case_id.is_(None))).all() == []


def test_every_document_can_be_read(session: Session) -> None:
    for document in session.scalars(select(Document)):
        if document.kind not in (DocumentKind.LETTER, DocumentKind.REPORT):
            assert compose_sheet(session, document, drafts.latest(session, document.id).content), document.kind


def test_every_file_is_in_the_store(city: Loaded, session: Session) -> None:
    for attachment in session.scalars(select(Attachment)):
        assert Store(city.files).read(attachment.sha256)


def test_the_names_are_each_one_persons_own(session: Session) -> None:
    names = session.scalars(select(Person.name)).all()
    assert len(names) == len(set(names))


def test_no_letter_calls_for_advice(session: Session) -> None:
    for document in session.scalars(select(Document).where(Document.kind == DocumentKind.LETTER)):
        content = drafts.latest(session, document.id).content
        is_file = content["delivery_route"] == "VIA_PARTY_GOV" or content.get("doc_template") == "FILE_FORM"
        paper = PaperFormat.DOCUMENT if is_file else PaperFormat.LETTER
        asked = [row.unit_id for row in units.of_case(session, document.case_id) if row.track_role != "ASSIST"]
        found = advice.of_letter(
            content, letter.plain(session, content, paper), paper, {unit: str(unit) for unit in asked}
        )
        assert [one.zh for one in found] == [], document.title


def test_one_unit_got_more_time_and_its_list_says_the_new_date(session: Session) -> None:
    asked = session.scalars(select(Extension)).one()
    assert asked.state == ExtensionState.GRANTED and asked.granted_due == asked.new_due > asked.old_due
    [plan] = [
        item
        for item, task, instance in _open(session)
        if (task.element, instance.subject_kind, instance.subject_id) == ("rectification_plan", "track", asked.track_id)
    ]
    assert clock.day_of(plan.due_at) == asked.granted_due
    told = why.of_item(session, plan, sees_names=True)
    assert told is not None and [part.title.zh for part in told.parts] == ["起算与依据", "延期", "现时限"]
    assert told.parts[1].who == "城建委主任 梁思城"


def test_one_case_is_suspended_and_says_why(session: Session) -> None:
    case = session.scalars(select(Case).where(Case.is_suspended)).one()
    stands = session.scalars(select(Suspension)).one()
    assert (stands.case_id, stands.reason_kind) == (case.id, "LITIGATION")
    officer = candidates.holders(session, f"case_officer@committee:{case.committee_id}")[0]
    page = case_page(session, DOMAIN, case.id, actor_of(session, officer.id), View.INTERNAL)
    assert page.state_words.zh == "挂起" and "行政诉讼" in page.suspended[0].reason
    assert "挂起" in page.sentence.zh
    running = select(Deadline.state).join(Instance, Instance.id == Deadline.instance_id)
    running = running.where(Instance.matter_id == case.id, Deadline.ended_at.is_(None))
    assert set(session.scalars(running.where(Instance.subject_kind == "track"))) == {DeadlineState.SUSPENDED}
