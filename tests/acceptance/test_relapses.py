"""S10: a relapse at a look-back reopens the case, nothing counts twice; after the archive it is a new linked case."""

from typing import Any

import pytest
from sqlalchemy import func, select

from engine.errors import BadAnswer
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.cases.models import Case, CaseLink, CaseState, LinkKind

WHY = "复查发现雨水口再次渗流，需要重新启动整改。"


def closed(scenario: Scenario) -> int:
    unit = scenario.cast.unit_a
    case = going.dispatched(scenario, [unit], asked=[unit, unit])
    answering.whole_way(scenario, case, unit)
    return going.replied(scenario, going.summed_up(scenario, case))


def reopened(scenario: Scenario, case: int, **answer: Any) -> None:
    """The director decides, the vice-chair agrees."""
    scenario.as_(scenario.cast.director).fills("reopen", case, reason=WHY, **answer)
    scenario.as_(scenario.cast.vice_chair).fills("reopen", case, decision="APPROVE")


def count(scenario: Scenario, *where: Any) -> int:
    with scenario.reading() as session:
        return session.scalar(select(func.count(Case.id)).where(*where)) or 0


def test_a_relapse_at_a_look_back_opens_a_new_track_under_the_same_letter(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.looked_back(scenario, closed(scenario), unit)
    assert scenario.held(case) == {"reopen": ["周敬文"]}
    first = answering.track(scenario, case, unit)
    items = [one.recommendation_item_id for one in first.obligations if one.rec_no == 2]
    reopened(scenario, case, kind="NEW_TRACK", responsible_units=[unit.id], recommendation_items=items)

    assert (scenario.case(case).state, scenario.case(case).closed_on) == (CaseState.REOPENED, None)
    assert answering.tracks(scenario, case) == [("甲区", "CLOSED_A"), ("甲区", "PENDING_SIGN")]
    second = answering.track(scenario, case, unit)
    assert (second.document_id, second.replaces_id) == (first.document_id, first.id)
    assert answering.promised(scenario, case, unit) == {2: "ASKED"}
    assert (letters(scenario, case), count(scenario)) == (1, 1)

    answering.whole_way(scenario, case, unit)
    going.replied(scenario, going.summed_up(scenario, case))
    assert scenario.case(case).closed_on is not None
    going.archived(scenario, going.looked_back(scenario, going.looked_back(scenario, case)))
    assert scenario.case(case).state is CaseState.ARCHIVED
    assert scenario.held(case) == {}
    assert (letters(scenario, case), count(scenario)) == (1, 1)
    assert scenario.as_(cast.director).items() == []


def test_after_the_archive_it_is_a_new_case_and_the_archive_stays_shut(scenario: Scenario) -> None:
    cast, unit = scenario.cast, scenario.cast.unit_a
    case = going.looked_back(scenario, going.looked_back(scenario, closed(scenario)))
    going.archived(scenario, case)
    director, about = scenario.as_(cast.director), {"subject": ("case", case), "matter": case, "reason": WHY}
    items = [one.recommendation_item_id for one in answering.track(scenario, case, unit).obligations]
    with pytest.raises(BadAnswer):
        director.starts(
            "reopen_act", kind="NEW_TRACK", responsible_units=[unit.id], recommendation_items=items, **about
        )
    director.starts("reopen_act", kind="NEW_CASE", relapse_of=case, paper="NEW_LETTER", **about)
    scenario.as_(cast.vice_chair).fills("reopen", case, decision="APPROVE")
    with scenario.reading() as session:
        new = session.scalars(select(Case).where(Case.relapse_of_id == case)).one()
        link = session.scalars(select(CaseLink)).one()
    assert (link.case_id, link.other_id, link.kind) == (new.id, case, LinkKind.RELAPSE)

    registrar = next(person for person in (cast.officer, cast.officer2) if person.id == new.created_by)
    assert scenario.held(new.id) == {"register_lead": [registrar.name]}
    scenario.as_(registrar).fills("register_lead", new.id, **going.lead(title="清水河雨天再次变黑"))
    assert scenario.case(new.id).case_no == "KJ-2026-002"
    going.assigned(scenario, new.id)
    shown = scenario.as_(cast.officer).begun("weigh_lead", new.id)["similar_decisions"]
    apart = [{**row, "decision": "LINK", "reason": "归档后反弹，另案办理"} for row in shown]
    going.weighed(scenario, new.id, "ACCEPT", **going.taken_up(scenario, [unit]), similar_decisions=apart)
    assert scenario.held(new.id) == {"initiation": ["沈一诺", "陈晓岚"]}
    assert scenario.case(case).state is CaseState.ARCHIVED
    assert (letters(scenario, case), letters(scenario, new.id)) == (1, 0)
    assert count(scenario, Case.relapse_of_id.is_(None)) == 1
