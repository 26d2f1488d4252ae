"""S11 and S16: an undercover plan is invisible to the unit's users; a unit never sees an internal comment."""

import pytest
from sqlalchemy import select

from engine.errors import BadAnswer, NotFound
from engine.models import Instance, Reading, Task, WorkItem
from tests.acceptance import answering, going
from tests.acceptance.seeing import opened
from tests.acceptance.seeing import page as page_of
from tests.scenario import Scenario
from workflows import access
from workflows.documents.models import Attachment, Document
from workflows.notices.models import Notice
from workflows.people.models import Person
from workflows.reading import ledger
from workflows.reading.page import View
from workflows.rectification.models import Track

SECRET = "内部掌握：该单位上次答复不实"


def elements(scenario: Scenario, items: list[int]) -> set[str]:
    with scenario.reading() as session:
        return set(
            session.scalars(
                select(Task.element).join(WorkItem, WorkItem.task_id == Task.id).where(WorkItem.id.in_(items))
            )
        )


def test_an_undercover_plan_is_on_no_list_page_or_search_of_the_unit(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.initiated(scenario, going.accepted(scenario, [unit]))
    secret = {"undercover": True, "methods": ["UNDERCOVER_VISIT"], "objective": f"{SECRET}，夜间暗访雨水口。"}
    going.joined(scenario, going.planned(scenario, case, **secret))
    assert scenario.open_steps(case) == ["activity"], "nobody is told of the visit"
    assert scenario.case(case).is_undercover

    for person in (cast.liaison_a, cast.head_a, cast.member5, cast.outsider):
        assert scenario.as_(person).items() == []
        assert opened(scenario, person, Instance.matter_id, access.case_for) == []
        assert opened(scenario, person, WorkItem.id, access.item_for) == []
        assert opened(scenario, person, Attachment.id, access.attachment_for) == []
        with scenario.reading() as session:
            actor = scenario.as_(person).actor(session)
            assert ledger.cases(session, actor) == []
            assert session.scalars(select(Reading.id).where(Reading.person_id == person.id)).all() == []
            assert session.scalars(select(Notice.id).where(Notice.person_id == person.id)).all() == []
    assert opened(scenario, cast.member1, Instance.matter_id, access.case_for) != []

    going.visited(scenario, case, [unit], activity_type="UNDERCOVER_VISIT")
    assert not scenario.case(case).is_undercover
    going.drafted(scenario, going.conferred(scenario, case, [unit]), [unit])
    going.signed(scenario, case)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    page = page_of(scenario, case, cast.liaison_a, View.UNIT)
    assert SECRET not in repr(page)
    assert {act.element for act in page.course} == set()
    assert [part.element for part in page.open] == ["sign_receipt"]
    assert opened(scenario, cast.liaison_a, Attachment.id, access.attachment_for) == []


def undercover(scenario: Scenario, **more: object) -> int:
    """A visit by night is planned, and the members have accepted."""
    unit = scenario.cast.unit_a
    case = going.initiated(scenario, going.accepted(scenario, [unit]))
    secret = {"undercover": True, "methods": ["UNDERCOVER_VISIT"], "objective": f"{SECRET}，夜间暗访雨水口。"}
    return going.joined(scenario, going.planned(scenario, case, **secret, **more))


def test_in_the_office_too_only_those_told_see_an_undercover_plan(scenario: Scenario) -> None:
    cast = scenario.cast
    case = undercover(scenario, told=[cast.clerk.id])
    for person in (cast.officer, cast.director, cast.vice_chair, cast.sg, cast.chair, cast.clerk):
        assert sees(scenario, person, case) == access.View.INTERNAL, person.name
        assert opened(scenario, person, Document.id, access.paper_for) != [], person.name
    assert sees(scenario, cast.member1, case) == access.View.MEMBER
    strangers = (cast.archivist, cast.editor, cast.intake, cast.other_officer, cast.secretary, cast.business_admin)
    for person in strangers:
        assert sees(scenario, person, case) == access.View.LEADER, person.name
        assert opened(scenario, person, Document.id, access.paper_for) == [], person.name
        own = elements(scenario, opened(scenario, person, WorkItem.id, access.item_for))
        assert own <= {"register_lead", "assign_lead"}, person.name
        page = page_of(scenario, case, person, View.LEADER)
        assert SECRET not in repr(page)
        assert (page.documents, page.attachments, page.open, page.undercover) == ((), (), (), None)
    with pytest.raises(NotFound):
        sees(scenario, cast.outsider, case)

    going.visited(scenario, case, [cast.unit_a], activity_type="UNDERCOVER_VISIT")
    assert {sees(scenario, person, case) for person in strangers} == {access.View.INTERNAL}, "it is over"


def test_the_case_page_lists_who_is_told(scenario: Scenario) -> None:
    case = undercover(scenario, told=[scenario.cast.clerk.id])
    listed = page_of(scenario, case, scenario.cast.sg, View.INTERNAL).undercover
    assert listed is not None
    assert listed.told == ("韩会务",)
    assert listed.opened == ()


def test_only_people_of_the_office_without_a_tie_are_told(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.initiated(scenario, going.accepted(scenario, [cast.unit_c]))
    wrong = [cast.liaison_c.id, cast.county_sg.id, cast.tied_vice_chair.id]
    with pytest.raises(BadAnswer) as found:
        going.planned(scenario, case, undercover=True, methods=["UNDERCOVER_VISIT"], told=wrong)
    words = [text.zh for text in found.value.errors["told"]]
    assert words[:2] == ["戚环境不是本政协机关人员。", "卞县秘不是本政协机关人员。"]
    assert "吴兼任" in words[2]


def sees(scenario: Scenario, person: Person, case: int) -> access.View:
    with scenario.reading() as session:
        return access.case_for(session, scenario.as_(person).actor(session), case)[1]


@pytest.fixture
def commented(scenario: Scenario) -> tuple[Scenario, int]:
    """A case at two units on which everybody of the office has left an internal word, and 甲区 has reported."""
    cast = scenario.cast
    here, there = cast.unit_a, cast.unit_b
    case = going.drafted(scenario, going.to_letter(scenario, [here, there]), [here, there])
    going.signed(scenario, case, opinion=SECRET)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [here, there])
    answering.to_inspection(scenario, case, there)
    answering.to_inspection(scenario, case, here)
    answering.inspected(scenario, case, here)
    scenario.as_(cast.member1).fills("satisfaction_survey", case, here, attitude="SATISFIED", result="SATISFIED")
    said = {"attitude": "SATISFIED", "result": "DISSATISFIED", "comment": SECRET}
    scenario.as_(cast.member2).fills("satisfaction_survey", case, here, **said)
    scenario.as_(cast.member3).fills("satisfaction_survey", case, here, attitude="SATISFIED", result="SATISFIED")
    scenario.as_(cast.officer).fills("unit_close", case, here, closing_text="整改到位，佐证齐全，同意予以销号。")
    scenario.as_(cast.director).fills("unit_close", case, here, decision="APPROVE", opinion=SECRET)
    return scenario, case


def test_no_internal_comment_stands_on_the_units_page(commented: tuple[Scenario, int]) -> None:
    scenario, case = commented
    cast = scenario.cast
    inside = page_of(scenario, case, cast.officer, View.INTERNAL)
    assert repr(inside).count(SECRET) > 4, "the office reads it"
    page = page_of(scenario, case, cast.liaison_a, View.UNIT)
    assert SECRET not in repr(page)
    assert [track.unit for track in page.tracks] == ["甲区人民政府"]
    own_and_to_it = {"sign_receipt", "rectification_plan", "review_plan", "rectification_report"}
    assert {act.element for act in page.course} == own_and_to_it
    names = [person.name for person in (cast.director, cast.officer, cast.sg, cast.vice_chair, *going.team(scenario))]
    assert not [name for name in names if name in repr(page)]
    assert (page.sources, page.related, page.incidents, page.dispensations) == ((), (), (), ())
    assert [paper.doc_no for paper in page.documents if paper.doc_no] == ["甲乙政协监〔2026〕1号"]


def test_a_unit_opens_its_own_steps_track_and_files_and_nothing_else(commented: tuple[Scenario, int]) -> None:
    scenario, case = commented
    cast = scenario.cast
    assert opened(scenario, cast.liaison_a, Instance.matter_id, access.case_for) == []
    items = opened(scenario, cast.liaison_a, WorkItem.id, access.item_for)
    assert elements(scenario, items) == {"sign_receipt", "rectification_plan", "rectification_report"}
    assert opened(scenario, cast.liaison_a, Track.id, access.track_for) == [
        answering.track(scenario, case, cast.unit_a).id
    ]
    files = opened(scenario, cast.liaison_a, Attachment.id, access.attachment_for)
    with scenario.reading() as session:
        owners = session.scalars(select(Attachment.unit_id).where(Attachment.id.in_(files))).all()
        assert set(owners) == {cast.unit_a.id}
        assert len(owners) == 3, "the sealed plan, the proof, the sealed reply"
        assert session.scalars(select(Document.id)).all() != []
    for person in (cast.liaison_c, cast.outsider):
        assert opened(scenario, person, WorkItem.id, access.item_for) == []
        assert opened(scenario, person, Track.id, access.track_for) == []
        assert opened(scenario, person, Attachment.id, access.attachment_for) == []
