from datetime import date

from engine.db import transaction
from tests.cast import PASSWORD, settle
from workflows.people import accounts
from workflows.people.lookup import search
from workflows.people.recusal import recusal
from workflows.settings.defaults import seed
from workflows.settings.in_force import threshold
from workflows.settings.issuers import CPPCC, UPWARD, issuer


def test_people_and_settings_work_alike_on_both_databases(database):
    with transaction(database) as session:
        cast = settle(session)
        cast.unit_d.aliases = ["城管局"]
        seed(session)
    with transaction(database) as session:
        assert [found.label for found in search(session, "unit", "城管")] == ["市综合行政执法局"]
        assert [found.label for found in search(session, "member", "SQ")] == ["水清"]
        assert recusal(session, cast.member5.id, [cast.unit_b.id], 1)
        attempt = accounts.check_password(session, "chenxiaolan", PASSWORD)
        assert accounts.authenticate(session, attempt, "ip")
        assert threshold(session, "deemed_served_on", date(2026, 11, 24)) is False
        found = issuer(session, cast.cppcc.id, CPPCC, UPWARD, "CONSULTATION_MINUTES", date(2026, 11, 24))
        assert found.prefix == "甲乙政协纪"
        assert f"chairperson@cppcc:{cast.cppcc.id}" in cast.act(session, cast.chair).standings
