"""The same letter on SQLite and on PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from engine import clock
from engine.db import transaction
from tests.cast import settle
from tests.workflows.supervision.letter.desk import Desk
from workflows.documents.models import DocumentStatus
from workflows.rectification import tracks


def test_a_letter_of_both_routes_runs_on_either_store(database: Engine) -> None:
    with clock.at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)), transaction(database) as session:
        desk = Desk(session, settle(session))
        desk.symposium()
        desk.draft(delivery_route="BOTH")
        desk.approve_all()
        desk.number()
        desk.seal(action="VOID_NUMBER", void_reason="打印错误，重新编号", seal_log=None, sealed_scan=None)
        for _ in range(2):
            desk.number()
            desk.seal()
        desk.dispatch("PAPER")
        assert desk.letter().status is DocumentStatus.ISSUED
        assert desk.letter().doc_no == "甲乙政协监〔2026〕2号"
        assert len(tracks.of_case(session, desk.case.id)) == 1
