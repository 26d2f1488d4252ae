"""S17 and decisions 2.2 (13): nobody at the unit has an account; one letter on paper answers three cases."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock, commands
from engine.db import transaction
from engine.entries import Entry
from engine.forms import load
from engine.models import Instance, Task, WorkItem
from tests.acceptance import answering, going
from tests.acceptance.seeing import opened
from tests.scenario import Scenario
from workflows import access, entering
from workflows.bootstrap import DOMAIN
from workflows.documents.models import Attachment
from workflows.entering import answering as replies
from workflows.entering.models import IncomingDocument
from workflows.people import accounts
from workflows.people.models import Account

SIGN = {"action": "SIGN", "handler_office": "办公室", "handler_name": "陶经办", "handler_phone": "0571-88001234"}


@pytest.fixture
def paper(scenario: Scenario) -> Iterator[Scenario]:
    """甲区 has lost its account."""
    with transaction(scenario.database) as session:
        admin = scenario.as_(scenario.cast.sys_admin).actor(session)
        wanted = select(Account).where(Account.person_id.in_([scenario.cast.liaison_a.id, scenario.cast.head_a.id]))
        for account in session.scalars(wanted):
            accounts.disable(session, account, admin)
    return scenario


def by_messenger(scenario: Scenario, case: int) -> dict[str, Any]:
    """How a letter on paper reached the unit."""
    receipt = going.keeps(scenario, scenario.cast.officer, f"回执{case}.pdf")
    how = {"mode": "PAPER", "paper_how": "EXCHANGE", "receiver": "收发室"}
    return {**how, "received_at": clock.now(), "receipt": receipt}


def sent_on_paper(scenario: Scenario, **changes: Any) -> int:
    unit = scenario.cast.unit_a
    case = going.drafted(scenario, going.to_letter(scenario, [unit], **changes), [unit])
    going.signed(scenario, case)
    going.sealed(scenario, going.numbered(scenario, case))
    return going.sent(scenario, case, [unit], **by_messenger(scenario, case))


def enters(scenario: Scenario, case: int, element: str, happened_on: date, **answer: Any) -> WorkItem:
    """The officer enters what came by the exchange of documents."""
    cast = scenario.cast
    scan = going.keeps(scenario, cast.officer, f"{element}.pdf")
    item = answering.item(scenario, case, cast.unit_a, element)
    with transaction(scenario.database) as session:
        task = session.get_one(Task, session.get_one(WorkItem, item).task_id)
        process = DOMAIN.process(session.get_one(Instance, task.instance_id).process)
        data = load(process.task(element).form, commands.as_json(answer))
        actor = scenario.as_(cast.officer).actor(session)
        entry = Entry(None, cast.unit_a.name, "", happened_on, "EXCHANGE", tuple(scan))
        done = entering.record(session, DOMAIN, item, data, entry, actor=actor, confirmed=True).item
    scenario.drain()
    return done


def test_a_track_runs_on_paper_from_dispatch_to_report_and_what_happened_counts(paper: Scenario) -> None:
    cast, unit = paper.cast, paper.cast.unit_a
    case = sent_on_paper(paper)
    dispatched_on = clock.today()
    paper.days(3)
    signed_on = dispatched_on + timedelta(days=1)
    done = [enters(paper, case, "sign_receipt", signed_on, **SIGN)]
    assert answering.track(paper, case, unit).signed_on == signed_on

    paper.days(9)
    planned_on = clock.today() - timedelta(days=6)
    sealed = going.keeps(paper, cast.officer, "整改方案.pdf", unit)
    done.append(enters(paper, case, "rectification_plan", planned_on, **answering.plan(paper, [1], sealed)))
    answering.plan_passes(paper, case, unit)
    due = answering.track(paper, case, unit).obligations[0].due_on
    assert due is not None
    paper.until(clock.now() + (due - clock.today()) + timedelta(days=3))

    reported_on = due - timedelta(days=1)
    proof, reply = (going.keeps(paper, cast.officer, name, unit) for name in ("整改后.png", "复函.pdf"))
    report = answering.report({1: "A"}, proof, reply)
    report["items"][0]["done_on"] = reported_on
    done.append(enters(paper, case, "rectification_report", reported_on, **report))
    assert answering.track(paper, case, unit).obligations[0].reported_on == reported_on, "in time, though entered late"
    assert [item.happened_on for item in done] == [signed_on, planned_on, reported_on]
    assert {(item.acted_by, item.acted_name, item.entered_by) for item in done} == {
        (None, "甲区人民政府", cast.officer.id)
    }
    assert [bool((item.entry or {}).get("is_late")) for item in done] == [False, True, True]
    assert "check_entry" not in paper.open_steps(case)

    answering.inspected(paper, case, unit)
    answering.voted(paper, case, unit, "SATISFIED", "SATISFIED", "SATISFIED")
    answering.closes(paper, case, unit)
    assert answering.tracks(paper, case) == [("甲区", "CLOSED_A")]
    assert paper.open_steps(case) == ["summary"]


def registered(scenario: Scenario, cases: list[int], step: str, received_on: date) -> IncomingDocument:
    """The clerk registers one letter for several cases."""
    clerk, unit = scenario.cast.clerk, scenario.cast.unit_a
    scenario.as_(clerk).starts(
        "incoming_document_act",
        ("case", cases[0]),
        cases[0],
        sender=unit.id,
        doc_no="甲政函〔2026〕5号",
        doc_title="关于三件监督建议办理情况的函",
        received_on=received_on,
        received_via="EXCHANGE",
        answers=[{"track": answering.track(scenario, case, unit).id, "step": step} for case in cases],
        scan=going.keeps(scenario, clerk, f"来文{step}.pdf"),
    )
    with scenario.reading() as session:
        return session.scalars(select(IncomingDocument).order_by(IncomingDocument.id.desc()).limit(1)).one()


def answered(scenario: Scenario, document_id: int, answer: dict[str, Any]) -> int:
    """Every step that it answers is entered; how many."""
    with transaction(scenario.database) as session:
        document = session.get_one(IncomingDocument, document_id)
        given = {}
        for found, item in replies.to_enter(session, document):
            element = session.get_one(Task, item.task_id).element
            form = DOMAIN.process("rectification").task(element).form
            given[found.track_id] = load(form, commands.as_json(answer))
        actor = scenario.as_(scenario.cast.clerk).actor(session)
        done = replies.answer_all(session, DOMAIN, document, given, actor=actor)
    scenario.drain()
    return len(done)


def test_the_scan_of_a_reply_belongs_to_every_case_that_it_answers(paper: Scenario) -> None:
    cast = paper.cast
    cases = [sent_on_paper(paper), sent_on_paper(paper, **going.OTHER_PLACE)]
    document = registered(paper, cases, "U1", clock.today())
    assert answered(paper, document.id, SIGN) == 2
    with paper.reading() as session:
        scans = session.scalars(select(Attachment).where(Attachment.name == "来文U1.pdf").order_by(Attachment.id)).all()
        used = {tuple(item.entry["scans"]) for item in session.scalars(select(WorkItem)) if item.entry}
    assert [(file.case_id, file.unit_id) for file in scans] == [(case, cast.unit_a.id) for case in cases]
    assert used == {(file.id,) for file in scans}, "each case has its own"
    many = {cast.officer: 2, cast.clerk: 2, cast.liaison_a: 2, cast.liaison_b: 0, cast.outsider: 0}
    for person, sees in many.items():
        seen = set(opened(paper, person, Attachment.id, access.attachment_for)) & {file.id for file in scans}
        assert len(seen) == sees, person.name


def test_one_reply_on_paper_answers_three_cases(paper: Scenario) -> None:
    cast, unit = paper.cast, paper.cast.unit_a
    park = {"title": "口袋公园成了停车场", "location": "西园街道", "broadcast_url": "https://example.org/kanjian/7"}
    words = {"problem": "西园街道两处口袋公园被车辆长期占用，绿地板结，健身设施损坏，居民无处活动。"}
    cases = [sent_on_paper(paper), sent_on_paper(paper, **going.OTHER_PLACE), sent_on_paper(paper, **park, **words)]
    paper.days(2)
    assert answered(paper, registered(paper, cases, "U1", clock.today()).id, SIGN) == 3
    sealed = going.keeps(paper, cast.clerk, "整改方案.pdf", unit)
    plan = answering.plan(paper, [1], sealed)
    with paper.reading():
        assert [answering.tracks(paper, case) for case in cases] == [[("甲区", "PLAN_DUE")]] * 3
    document = registered(paper, cases, "U2", clock.today())
    assert answered(paper, document.id, plan) == 3
    assert answered(paper, document.id, plan) == 0, "what is entered is not entered twice"
    for case in cases:
        answering.plan_passes(paper, case, unit)
    paper.days(5)
    received_on = clock.today() - timedelta(days=1)
    document = registered(paper, cases, "U5", received_on)
    report = answering.report({1: "C"}, [], going.keeps(paper, cast.clerk, "复函.pdf", unit))
    assert answered(paper, document.id, report) == 3
    assert [answering.tracks(paper, case) for case in cases] == [[("甲区", "REINSPECTING")]] * 3
    for case in cases:
        assert answering.track(paper, case, unit).obligations[0].reported_on == received_on
        assert paper.held(case) == {"reinspection": ["柏委员"]}
