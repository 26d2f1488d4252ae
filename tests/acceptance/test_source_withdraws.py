"""Decisions 2.2 (6): the complainant withdraws. A public problem goes on without him; a private claim ends."""

from sqlalchemy import select

from engine import clock
from engine.models import JournalEntry, Reading
from tests.acceptance import answering, going
from tests.acceptance.seeing import letters
from tests.scenario import Scenario
from workflows.cases.models import CaseState
from workflows.supervision.beside.models import SourceWithdrawalRecord
from workflows.supervision.models import Complainant, Source

CALLER = {"source_kind": "HOTLINE", "complainant": {"name": "王大妈", "phone": "13900003333"}}


def withdraws(scenario: Scenario, case: int, kind: str) -> None:
    """The officer notes it, the director agrees."""
    officer = scenario.as_(scenario.cast.officer)
    with scenario.reading() as session:
        source = session.scalars(select(Source.id).where(Source.case_id == case)).one()
    today = {"withdrawn_on": clock.today(), "reason": "反映人来电表示不再要求办理"}
    officer.starts("source_withdrawal_act", ("case", case), case, source=source, kind=kind, **today)
    scenario.as_(scenario.cast.director).fills("source_withdrawal", case, decision="APPROVE")


def about_him(scenario: Scenario) -> list[str | None]:
    """What is still known of the one who called."""
    with scenario.reading() as session:
        told = [
            line for line in session.scalars(select(JournalEntry.data)) if "王大妈" in line or "13900003333" in line
        ]
        rows = session.execute(select(Complainant.name, Complainant.phone)).all()
        return [*told, *(value for row in rows for value in row if value)]


def test_a_public_problem_goes_on_to_its_end_and_nobody_is_answered(scenario: Scenario) -> None:
    unit = scenario.cast.unit_a
    case = going.to_letter(scenario, [unit], **CALLER)
    assert about_him(scenario) == ["王大妈", "13900003333"]
    withdraws(scenario, case, "PUBLIC_PROBLEM")
    assert about_him(scenario) == []
    assert scenario.held(case) == {"draft_letter": ["沈一诺", "陈晓岚"]}

    going.drafted(scenario, case, [unit])
    going.signed(scenario, case)
    going.sent(scenario, going.sealed(scenario, going.numbered(scenario, case)), [unit])
    answering.whole_way(scenario, case, unit)
    going.summed_up(scenario, case)
    assert "answer_source" not in scenario.open_steps(case)
    assert (scenario.case(case).state, letters(scenario, case)) == (CaseState.LOOKING_BACK, 1)
    with scenario.reading() as session:
        assert session.scalars(select(Source.replied_on)).all() == [None]
        assert session.scalars(select(SourceWithdrawalRecord.kind)).all() == ["PUBLIC_PROBLEM"]


def test_a_private_claim_ends_and_the_units_are_told(scenario: Scenario) -> None:
    cast = scenario.cast
    case = going.dispatched(scenario, [cast.unit_a, cast.unit_b], **CALLER)
    answering.signs(scenario, case, cast.unit_a)
    withdraws(scenario, case, "PRIVATE_CLAIM")
    assert scenario.case(case).state is CaseState.SOURCE_WITHDRAWN
    assert answering.tracks(scenario, case) == [("甲区", "WITHDRAWN"), ("市住建局", "WITHDRAWN")]
    assert scenario.held(case) == {}
    assert about_him(scenario) == []
    with scenario.reading() as session:
        assert {cast.liaison_a.id, cast.liaison_b.id} <= set(session.scalars(select(Reading.person_id)))
        assert session.scalars(select(Source.replied_on)).all() == [None]
    assert scenario.as_(cast.liaison_a).items() == []
