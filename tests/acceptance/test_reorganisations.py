"""Decisions 2.2 (1): a unit is merged, renamed or split while it rectifies. What was asked goes along, dates too."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer, NotPermitted
from engine.models import Deadline
from engine.models.deadline import DeadlineState
from tests.acceptance import answering, going
from tests.scenario import Scenario
from workflows import guarding
from workflows.bootstrap import DOMAIN
from workflows.keeping import reorganising
from workflows.keeping.reorganising import ReorganisationForm
from workflows.people import lookup
from workflows.people.models import Account, Person, Unit
from workflows.people.recusal import recusal
from workflows.reading import board
from workflows.rectification.models import Track


@pytest.fixture
def case(scenario: Scenario) -> Iterator[int]:
    """Two units rectify; 甲区 has handed in its plan, 住建局 has signed."""
    cast = scenario.cast
    made = going.dispatched(scenario, [cast.unit_a, cast.unit_b])
    answering.signs(scenario, made, cast.unit_a)
    answering.plans(scenario, made, cast.unit_a)
    answering.signs(scenario, made, cast.unit_b)
    return made


def entered(scenario: Scenario, old: Unit, moves: dict[int, int] | None = None, **more: Any) -> int:
    """The office enters it, from today on."""
    blank = dict.fromkeys(ReorganisationForm.shared().fields)
    data = {**blank, "old_org": old.id, "effective_on": clock.today(), "doc_no": "甲编发〔2026〕3号", **more}
    with transaction(scenario.database) as session:
        clerk = scenario.cast.act(session, scenario.cast.clerk)
        return reorganising.propose(session, data, moves or {}, clerk).id


def agreed(scenario: Scenario, proposal: int) -> None:
    """The secretary-general confirms, and its day comes."""
    with transaction(scenario.database) as session:
        reorganising.confirm(session, proposal, scenario.cast.act(session, scenario.cast.sg))
    scenario.drain()


def running(scenario: Scenario, case: int, unit: Unit) -> dict[str, Any]:
    """The running dates that the unit owes in the case, by rule."""
    with scenario.reading() as session:
        tracks = select(Track.instance_id).where(Track.case_id == case)
        rows = session.scalars(
            select(Deadline).where(
                Deadline.instance_id.in_(tracks),
                Deadline.owed_by == f"unit:{unit.id}",
                Deadline.state == DeadlineState.RUNNING,
            )
        )
        return {f"{row.rule} {row.subject_id}": row.due_at for row in rows}


def lies_still(scenario: Scenario) -> list[str]:
    """What the standing guard finds."""
    with scenario.reading() as session:
        looked = guarding.look_through(session, DOMAIN)
    with transaction(scenario.database) as session:
        return [one.words.zh for one in guarding.settle(session, DOMAIN, looked.suspects)]


def test_a_merged_units_tracks_go_to_its_successor_with_the_same_clocks(scenario: Scenario, case: int) -> None:
    cast = scenario.cast
    before = running(scenario, case, cast.unit_b)
    assert before
    held = scenario.held(case)["rectification_plan"]
    assert held == ["姜住建"]
    agreed(scenario, entered(scenario, cast.unit_b, kind="MERGED", successor=cast.unit_d.id))

    assert answering.tracks(scenario, case)[1][0] == "市执法局"
    assert scenario.held(case)["rectification_plan"] == ["谢执法"]
    assert before.items() <= running(scenario, case, cast.unit_d).items()
    assert running(scenario, case, cast.unit_b) == {}
    answering.at(scenario, cast.unit_d).fills(
        "confirm_takeover", case, cast.unit_d, handler_name="谢承接", handler_phone="0571-88001111"
    )
    answering.plans(scenario, case, cast.unit_d)
    moved = answering.track(scenario, case, cast.unit_d)
    assert (moved.handler_name, moved.addressed_unit_id) == ("谢承接", cast.unit_b.id)
    with scenario.reading() as session:
        officer = cast.act(session, cast.officer)
        lines = board.lines(session, officer, board.Wanted(unit_id=cast.unit_d.id), 20)
    assert {(line.addressed, line.unit) for line in lines} == {("市住建局", "市执法局")}
    assert lies_still(scenario) == []


def test_the_old_unit_is_closed_its_account_ends_and_its_people_are_tied_to_the_successor(
    scenario: Scenario, case: int
) -> None:
    cast = scenario.cast
    agreed(scenario, entered(scenario, cast.unit_b, kind="MERGED", successor=cast.unit_d.id))
    with scenario.reading() as session:
        old = session.get_one(Unit, cast.unit_b.id)
        assert not lookup.is_open(old)
        assert old.successor_id == cast.unit_d.id
        account = session.scalars(select(Account).where(Account.person_id == cast.liaison_b.id)).one()
        assert account.disabled_at is not None
        assert session.get_one(Person, cast.member5.id).employer_unit_id == cast.unit_d.id
        assert recusal(session, cast.member5.id, [cast.unit_d.id], case) is not None


def test_a_renamed_unit_keeps_its_people_and_the_letter_keeps_the_old_name(scenario: Scenario, case: int) -> None:
    cast = scenario.cast
    agreed(scenario, entered(scenario, cast.unit_b, kind="RENAMED", new_name="市城市建设局", new_short="市城建局"))
    assert [name for name, _state in answering.tracks(scenario, case)] == ["甲区", "市城建局"]
    assert scenario.held(case)["rectification_plan"] == ["姜住建"]
    with scenario.reading() as session:
        renamed = session.scalars(select(Unit).where(Unit.name == "市城市建设局")).one()
        assert "市住房和城乡建设局" in renamed.aliases
        account = session.scalars(select(Account).where(Account.person_id == cast.liaison_b.id)).one()
        assert account.disabled_at is None
    assert lies_still(scenario) == []


def test_a_split_gives_each_track_to_the_successor_that_was_chosen(scenario: Scenario, case: int) -> None:
    cast = scenario.cast
    moves = {answering.track(scenario, case, cast.unit_b).id: cast.unit_c.id}
    heirs = [{"org": cast.unit_d.id, "share": "房产"}, {"org": cast.unit_c.id, "share": "建设"}]
    agreed(scenario, entered(scenario, cast.unit_b, moves, kind="SPLIT", successors=heirs))
    assert answering.tracks(scenario, case)[1][0] == "市环境局"
    assert scenario.held(case)["rectification_plan"] == ["戚环境"]
    with scenario.reading() as session:
        assert recusal(session, cast.member5.id, [cast.unit_d.id], case) is not None
        assert recusal(session, cast.member5.id, [cast.unit_c.id], case) is not None
    assert lies_still(scenario) == []


def test_it_happens_on_its_day_and_not_before(scenario: Scenario, case: int) -> None:
    cast = scenario.cast
    day = scenario.workday(3)
    agreed(scenario, entered(scenario, cast.unit_b, kind="MERGED", successor=cast.unit_d.id, effective_on=day))
    assert scenario.held(case)["rectification_plan"] == ["姜住建"]
    scenario.days(3)
    assert scenario.held(case)["rectification_plan"] == ["谢执法"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "MERGED", "successor": "unit_b"}, "successor"),
        ({"kind": "MERGED", "successor": "unit_d", "effective_on": -1}, "effective_on"),
        ({"kind": "RENAMED", "new_name": "市综合行政执法局"}, "new_name"),
        ({"kind": "SPLIT", "successors": ["unit_d"]}, "successors"),
        ({"kind": "SPLIT", "successors": ["unit_d", "unit_b"]}, "successors.1.org"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(scenario: Scenario, more: dict[str, Any], field: str) -> None:
    cast = scenario.cast
    if "successor" in more:
        more = {**more, "successor": getattr(cast, more["successor"]).id}
    if "successors" in more:
        more = {**more, "successors": [{"org": getattr(cast, key).id, "share": None} for key in more["successors"]]}
    if "effective_on" in more:
        more = {**more, "effective_on": clock.today() - timedelta(days=1)}
    with pytest.raises(BadAnswer) as refused:
        entered(scenario, cast.unit_b, **more)
    assert list(refused.value.errors) == [field]


def test_one_unit_is_not_changed_twice_at_once(scenario: Scenario) -> None:
    cast = scenario.cast
    first = entered(scenario, cast.unit_b, kind="MERGED", successor=cast.unit_d.id)
    with pytest.raises(BadAnswer):
        entered(scenario, cast.unit_b, kind="MERGED", successor=cast.unit_c.id)
    other = entered(scenario, cast.unit_d, kind="RENAMED", new_name="市城管局", new_short="城管局")
    agreed(scenario, other)
    with pytest.raises(NotPermitted):
        agreed(scenario, first)  # its successor is closed meanwhile
