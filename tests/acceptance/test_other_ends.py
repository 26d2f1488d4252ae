"""Decisions 2.2 (17) and (18): solved the same night; of twelve units one never answers."""

import pytest
from sqlalchemy import func, select

from engine.db import transaction
from engine.errors import BadAnswer
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.cases.models import Case, CaseState
from workflows.documents.models import Document, DocumentKind, DocumentNumber, DocumentStatus
from workflows.people.models import Person, Post, Unit, UnitKind
from workflows.people.roles import Role, ScopeKind


def test_solved_the_same_night_there_is_no_letter_but_a_record_and_the_look_backs(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.conferred(scenario, going.to_symposium(scenario, [unit]), [unit], next_step="NO_LETTER")
    assert scenario.held(case) == {"close_without_letter": ["沈一诺", "陈晓岚"]}
    record = {"reason": "播出当晚已经全部解决，不需再发建议书。", "record": "甲区当晚封堵全部渗流点，居民现场确认。"}
    scenario.as_(cast.officer).fills("close_without_letter", case, **record)
    assert going.signed(scenario, case) == ["周敬文", "林书华"]
    assert scenario.held(case) == {"summary": ["沈一诺", "陈晓岚"]}
    going.replied(scenario, going.summed_up(scenario, case))
    going.looked_back(scenario, going.looked_back(scenario, case))
    going.archived(scenario, case)

    assert scenario.case(case).state is CaseState.ARCHIVED
    assert (answering.tracks(scenario, case), letters(scenario, case)) == ([], 0)
    with scenario.reading() as session:
        assert session.scalar(select(func.count(DocumentNumber.id))) == 0
        assert session.scalar(select(func.count(Case.id)).where(Case.closed_on.is_not(None))) == 1
        waived = session.scalars(select(Document.status).where(Document.kind == DocumentKind.NO_LETTER)).all()
        assert waived == [DocumentStatus.APPROVED]


def with_streets(scenario: Scenario, count: int) -> list[Unit]:
    """So many street offices more, each with its liaison."""
    made = []
    with transaction(scenario.database) as session:
        for number in range(1, count + 1):
            street = Unit(
                name=f"甲区第{number}街道办事处",
                short=f"第{number}街道",
                kind=UnitKind.DEPARTMENT,
                cppcc_id=scenario.cast.cppcc.id,
                aliases=[],
            )
            person = Person(name=f"街道联络员{number}", cppcc_id=scenario.cast.cppcc.id, phone=f"1390000{number:04}")
            session.add_all([street, person])
            session.flush()
            place = {"scope_kind": ScopeKind.UNIT, "scope_id": street.id, "title": "街道联络员"}
            session.add(Post(person_id=person.id, role=Role.UNIT_LIAISON, **place))
            made.append(street)
    return made


def test_of_twelve_units_one_never_answers_and_the_case_is_closed_without_it(scenario: Scenario) -> None:
    cast = scenario.cast
    units = [cast.unit_a, cast.unit_b, cast.unit_c, cast.unit_d, cast.unit_e, *with_streets(scenario, 7)]
    case = going.dispatched(scenario, units)
    silent, others = units[11], units[:11]
    answering.whole_way(scenario, case, *others)
    assert "summary" not in scenario.open_steps(case)
    director = scenario.as_(cast.director)
    track = ("track", answering.track(scenario, case, silent).id)
    words = {"reason": "多次催办仍未签收，提请市政府督查室督办。", "open_items": [12]}
    with pytest.raises(BadAnswer):
        director.starts("set_unresolved_act", track, case, **words)
    scenario.days(25)
    director.starts("set_unresolved_act", track, case, **words)
    assert scenario.held(case)["set_unresolved"] == ["林书华"]
    assert "summary" not in scenario.open_steps(case)
    scenario.as_(cast.vice_chair).fills("set_unresolved", case, silent, decision="APPROVE")

    assert answering.tracks(scenario, case)[-1] == ("第7街道", "UNRESOLVED")
    assert answering.promised(scenario, case, silent) == {12: "ASKED"}, "it is owed still"
    assert scenario.held(case) == {"summary": ["沈一诺", "陈晓岚"]}
    going.replied(scenario, going.summed_up(scenario, case))
    done = scenario.case(case)
    assert (done.state, letters(scenario, case)) == (CaseState.LOOKING_BACK, 1)
    assert len(answering.tracks(scenario, case)) == 12
