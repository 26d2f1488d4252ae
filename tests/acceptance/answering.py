"""What a unit does with a letter, and how team and committee follow it: each function is one step of its track."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.models import Instance, ItemState, Task, WorkItem
from tests.acceptance.going import keeps, team
from tests.scenario import Hand, Scenario
from workflows.people import candidates
from workflows.people.models import Person, Unit
from workflows.rectification.derived import workable
from workflows.rectification.models import Track

RESULT = "已按照建议逐项落实，混接点全部改造，雨天巡查制度已经建立并公布，群众反映的问题得到解决。" * 2


# -- what can be seen -----------------------------------------------------------------------------------


def track(scenario: Scenario, case: int, unit: Unit) -> Track:
    """The unit's latest track."""
    with scenario.reading() as session:
        wanted = select(Track).where(Track.case_id == case, Track.unit_id == unit.id)
        return session.scalars(wanted.order_by(Track.id.desc()).limit(1)).one()


def tracks(scenario: Scenario, case: int) -> list[tuple[str, str]]:
    """Every track of a case, in the order of opening: the unit's short name and the state."""
    with scenario.reading() as session:
        rows = select(Unit.short, Track.state).join(Track, Track.unit_id == Unit.id).where(Track.case_id == case)
        return [(name, str(state)) for name, state in session.execute(rows.order_by(Track.id))]


def promised(scenario: Scenario, case: int, unit: Unit) -> dict[int, str]:
    """What the unit carries, by number, with its state."""
    return {one.rec_no: str(one.state) for one in track(scenario, case, unit).obligations}


def open_numbers(scenario: Scenario, case: int, unit: Unit) -> list[int]:
    """What the unit has to answer now: everything, or what was sent back."""
    return [one.rec_no for one in workable(track(scenario, case, unit).obligations)]


def liaison(scenario: Scenario, unit: Unit) -> Person:
    with scenario.reading() as session:
        return candidates.holders(session, f"unit_liaison@unit:{unit.id}")[0]


def at(scenario: Scenario, unit: Unit) -> Hand:
    """The unit's liaison at work."""
    return scenario.as_(liaison(scenario, unit))


def item(scenario: Scenario, case: int, unit: Unit, element: str) -> int:
    """The open item of a step of the unit's track, whoever has it."""
    with scenario.reading() as session:
        found = (
            select(WorkItem.id)
            .join(Task, Task.id == WorkItem.task_id)
            .join(Instance, Instance.id == WorkItem.instance_id)
            .where(Instance.subject_kind == "track", Instance.subject_id == track(scenario, case, unit).id)
            .where(Task.element == element, WorkItem.state == ItemState.OPEN)
        )
        return session.scalars(found.order_by(WorkItem.id).limit(1)).one()


# -- the unit -------------------------------------------------------------------------------------------


def signs(scenario: Scenario, case: int, unit: Unit) -> None:
    office = {"handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}
    at(scenario, unit).fills("sign_receipt", case, unit, action="SIGN", **office)


def objects(scenario: Scenario, case: int, unit: Unit, suggested: Unit, numbers: Sequence[int] = ()) -> None:
    """It says that this is not its business, or only some of it is not."""
    at(scenario, unit).fills(
        "sign_receipt",
        case,
        unit,
        action="OBJECT",
        rec_nos=list(numbers),
        objection_reason="该区域不在本单位管辖范围内，依据职责分工应由他处承办。",
        suggested_unit=suggested.id,
    )


def plan(scenario: Scenario, numbers: Sequence[int], sealed: Sequence[int]) -> dict[str, Any]:
    """What a plan answers to these recommendations."""
    due = scenario.workday(20)
    measure = {"text": "查清并改造", "person": "陶经办", "due": due}
    rows = [
        {"rec_no": number, "adoption_status": "ADOPTED", "promised_due": due, "measures": [measure]}
        for number in numbers
    ]
    return {"items": rows, "leader_in_charge": "喻区长", "sealed_file": list(sealed)}


def plans(scenario: Scenario, case: int, unit: Unit) -> None:
    """The sealed plan comes in."""
    sealed = keeps(scenario, liaison(scenario, unit), "整改方案.pdf", unit)
    answer = plan(scenario, open_numbers(scenario, case, unit), sealed)
    at(scenario, unit).does("rectification_plan", item=item(scenario, case, unit, "rectification_plan"), **answer)


def plan_passes(scenario: Scenario, case: int, unit: Unit) -> None:
    scenario.as_(scenario.cast.officer).fills("review_plan", case, unit, verdict="PASS")
    scenario.as_(scenario.cast.director).fills("review_plan", case, unit, decision="APPROVE")


def report(results: Mapping[int, str], proof: Sequence[int], sealed: Sequence[int]) -> dict[str, Any]:
    """What a report says: result class by number."""
    rows: list[dict[str, Any]] = []
    for number, result in results.items():
        row: dict[str, Any] = {"rec_no": number, "result_class": result, "description": RESULT}
        if result == "A":
            row |= {"evidence": list(proof), "done_on": clock.today()}
        elif result == "B":
            row |= {"promised_due": clock.today() + timedelta(days=90)}
        else:
            row |= {"reason": RESULT}
        rows.append(row)
    return {"items": rows, "summary": RESULT * 2, "sealed_file": list(sealed)}


def reports(scenario: Scenario, case: int, unit: Unit, **changed: str) -> None:
    """The sealed reply: done, as A, but for what is said otherwise (`no2="B"`)."""
    person = liaison(scenario, unit)
    results = {number: changed.get(f"no{number}", "A") for number in open_numbers(scenario, case, unit)}
    proof, sealed = keeps(scenario, person, "整改后.png", unit), keeps(scenario, person, "复函.pdf", unit)
    at(scenario, unit).fills("rectification_report", case, unit, **report(results, proof, sealed))


# -- team and committee ---------------------------------------------------------------------------------


def inspected(
    scenario: Scenario, case: int, unit: Unit, *failing: int, by: Sequence[Person] | None = None, **more: Any
) -> None:
    """Two members look at it again; `failing` numbers are not as reported."""
    numbers = open_numbers(scenario, case, unit)
    rows = [
        {"rec_no": number, "verdict": "NOT_CONFIRMED", "note": "现场雨水口仍有污水渗流"}
        if number in failing
        else {"rec_no": number, "verdict": "CONFIRMED"}
        for number in numbers
    ]
    scenario.as_(team(scenario)[0]).fills(
        "reinspection",
        case,
        unit,
        method="DOCUMENT_REVIEW",
        inspected_on=clock.today(),
        inspectors=[person.id for person in by or team(scenario)[:2]],
        items=rows,
        **more,
    )


def voted(scenario: Scenario, case: int, unit: Unit, *results: str) -> None:
    """Members vote in the order of the team."""
    for person, result in zip(team(scenario), results, strict=False):
        comment = {"comment": "整改不到位，仍有异味"} if result == "DISSATISFIED" else {}
        hand = scenario.as_(person)
        hand.fills("satisfaction_survey", case, unit, attitude="SATISFIED", result=result, **comment)


def rectifies_again(scenario: Scenario, case: int, unit: Unit, *numbers: int) -> None:
    """Officer and director send these items back."""
    rows = [{"rec_no": number, "requirement": "查清渗流来源并彻底封堵"} for number in numbers]
    scenario.as_(scenario.cast.officer).fills("re_rectify", case, unit, items=rows)
    scenario.as_(scenario.cast.director).fills("re_rectify", case, unit, decision="APPROVE")


def closes(scenario: Scenario, case: int, unit: Unit, **more: Any) -> None:
    """The officer closes the track by what was reported, and the director agrees."""
    words = {"closing_text": "整改到位，佐证齐全，同意按所列结果予以销号。", **more}
    scenario.as_(scenario.cast.officer).fills("unit_close", case, unit, **words)
    scenario.as_(scenario.cast.director).fills("unit_close", case, unit, decision="APPROVE")


# -- further than one step ------------------------------------------------------------------------------


def to_inspection(scenario: Scenario, case: int, unit: Unit, **changed: str) -> None:
    """From the letter to a report that waits for its inspectors; a step that is past is not taken again."""
    if track(scenario, case, unit).signed_on is None:
        signs(scenario, case, unit)
    plans(scenario, case, unit)
    plan_passes(scenario, case, unit)
    reports(scenario, case, unit, **changed)


def to_closing(scenario: Scenario, case: int, unit: Unit, **changed: str) -> None:
    """The same, confirmed and found satisfactory."""
    to_inspection(scenario, case, unit, **changed)
    inspected(scenario, case, unit)
    voted(scenario, case, unit, "SATISFIED", "SATISFIED", "BASICALLY_SATISFIED")


def whole_way(scenario: Scenario, case: int, *units: Unit) -> None:
    """Units that do all that was asked of them."""
    for unit in units:
        to_closing(scenario, case, unit)
        closes(scenario, case, unit)
