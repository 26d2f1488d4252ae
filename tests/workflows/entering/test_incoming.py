"""C1 and S17: one sealed reply on paper answers three cases; nobody at the unit has an account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.commands import as_json
from engine.db import transaction
from engine.errors import BadAnswer
from engine.forms import load
from engine.models import Instance, Task, WorkItem
from tests.workflows.rectification.units_story import LONG, ON_PAPER, UnitsStory
from workflows.bootstrap import DOMAIN
from workflows.entering import answering
from workflows.entering.models import IncomingDocument
from workflows.people.models import Account
from workflows.rectification.states import TrackRole
from workflows.rectification.tracks import Delivery

SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "88001234"}


def registers(story: UnitsStory, cases: list[int], step: str, days_ago: int = 0) -> int:
    """The clerk registers one document for several tracks; its id."""
    with story.reading() as session:
        before = set(session.scalars(select(IncomingDocument.id)))
    story.as_(story.cast.clerk).starts(
        "incoming_document_act",
        ("case", cases[0]),
        cases[0],
        sender=story.cast.unit_a.id,
        doc_no="甲政函〔2026〕5号",
        doc_title="关于三件监督建议办理情况的函",
        received_on=clock.today() - timedelta(days=days_ago),
        received_via="EXCHANGE",
        answers=[{"track": story.track(case, "unit_a").id, "step": step} for case in cases],
        scan=[906],
    )
    with story.reading() as session:
        return (set(session.scalars(select(IncomingDocument.id))) - before).pop()


def answers(story: UnitsStory, document_id: int, cases: list[int], answer: Mapping[str, Any]) -> int:
    """Every step that it answers is entered; how many."""
    with transaction(story.database) as session:
        document = session.get_one(IncomingDocument, document_id)
        given = {}
        for found, item in answering.to_enter(session, document):
            process = DOMAIN.process(session.get_one(Instance, item.instance_id).process)
            given[found.track_id] = load(
                process.task(session.get_one(Task, item.task_id).element).form, as_json(answer)
            )
        clerk = story.as_(story.cast.clerk).actor(session)
        done = answering.answer_all(session, DOMAIN, document, given, actor=clerk)
    story.drain()
    return len(done)


def on_paper(story: UnitsStory) -> list[int]:
    with transaction(story.database) as session:
        for account in session.scalars(select(Account).where(Account.person_id == story.cast.liaison_a.id)):
            session.delete(account)
    sent = Delivery(delivered_on=clock.today(), received_at=clock.now(), **ON_PAPER)
    return [story.letter({"unit_a": (TrackRole.SOLE, [1])}, delivery=sent) for _ in range(3)]


def test_a_track_runs_on_paper_from_dispatch_to_report_and_one_letter_answers_three(story: UnitsStory) -> None:
    cases = on_paper(story)
    story.days(2)
    assert answers(story, registers(story, cases, "U1"), cases, SIGN) == 3
    plan = {"items": [story.plan_row(1)], "leader_in_charge": "喻区长", "sealed_file": [906]}
    assert answers(story, registers(story, cases, "U2"), cases, plan) == 3
    for case in cases:
        story.passes_plan(case)
    story.days(10)
    received = clock.today() - timedelta(days=4)
    report = {"items": [story.report_row(1, done_on=received)], "summary": LONG * 2, "sealed_file": [906]}
    document = registers(story, cases, "U5", days_ago=4)
    assert answers(story, document, cases, report) == 3
    assert [story.state(case, "unit_a") for case in cases] == ["REINSPECTING"] * 3
    assert [story.obligation(case, "unit_a", 1).reported_on for case in cases] == [received] * 3
    with story.reading() as session:
        items = session.scalars(
            select(WorkItem)
            .join(Task, Task.id == WorkItem.task_id)
            .where(Task.element.in_(["sign_receipt", "rectification_plan", "rectification_report"]))
        ).all()
    assert len(items) == 9
    assert all(item.entered_by == story.cast.clerk.id and item.acted_by is None for item in items)
    assert {(item.entry or {})["incoming_document_id"] for item in items} == {1, 2, document}
    assert "check_entry" not in [step for case in cases for step in story.open_steps(case)]


def test_what_is_entered_is_not_entered_twice(story: UnitsStory) -> None:
    cases = on_paper(story)
    document = registers(story, cases, "U1")
    assert answers(story, document, cases, SIGN) == 3
    assert answers(story, document, cases, SIGN) == 0


def test_a_document_answers_only_what_its_sender_owes(story: UnitsStory) -> None:
    case = story.letter({"unit_b": (TrackRole.SOLE, [1])})
    with pytest.raises(BadAnswer):
        story.as_(story.cast.clerk).starts(
            "incoming_document_act",
            ("case", case),
            case,
            sender=story.cast.unit_a.id,
            doc_title="复函",
            received_on=clock.today(),
            received_via="PAPER",
            answers=[{"track": story.track(case, "unit_b").id, "step": "U1"}],
            scan=[906],
        )
