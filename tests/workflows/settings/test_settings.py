from datetime import date

import pytest
from sqlalchemy import func, select

from engine.calendar import CalendarDay
from engine.errors import NotFound
from engine.expressions import compile_expression
from workflows.people.roles import Role
from workflows.settings.clocks import CLOCKS
from workflows.settings.defaults import seed
from workflows.settings.issuers import CPPCC, OFFICE, PARALLEL, UPWARD, issuer
from workflows.settings.models import SPECIAL_ROLES, DeadlineRule, Issuer, Route, RouteItem, Threshold
from workflows.settings.routes import FACTS, items_of, route

TODAY = date(2026, 11, 24)


def days(session, key: str) -> int:
    return session.scalar(select(DeadlineRule.count).where(DeadlineRule.key == key))


def chain(session, name: str, **facts) -> int:
    """Working days of an approval when nothing is returned; items beside each other run at once."""
    found: dict[int, int] = {}
    for item in items_of(route(session, name, TODAY), facts):
        found[item.position] = max(found.get(item.position, 0), days(session, item.deadline))
    return sum(found.values())


def test_a_lead_reaches_the_unit_within_thirty_working_days(session):
    single = (
        "intake_assign lead_review initiation_draft plan_draft member_response activity_minutes letter_draft "
        "numbering_seal dispatch"
    )
    total = sum(days(session, key) for key in single.split())
    total += chain(session, "INITIATION") + chain(session, "PLAN") + chain(session, "LETTER")
    assert total == 30


def test_minutes_are_out_within_seven_working_days(session):
    assert days(session, "minutes_draft") + chain(session, "MINUTES") == 6
    assert days(session, "minutes_submit") == 7


def roles(session, name, **facts):
    return [item.role for item in items_of(route(session, name, TODAY), facts)]


def test_an_initiation_goes_to_the_chairperson_only_when_it_matters(session):
    assert roles(session, "INITIATION") == ["secretary_general", "vice_chair"]
    for fact in ({"is_key": True}, {"is_sensitive": True}, {"is_unplanned": True}, {"unit_count": 4}):
        assert roles(session, "INITIATION", **fact) == ["secretary_general", "vice_chair", "chairperson"]
    assert roles(session, "INITIATION", unit_count=3) == ["secretary_general", "vice_chair"]


def test_a_letter_passes_director_edit_secretary_general_vice_chair_and_signatory(session):
    assert roles(session, "LETTER") == [
        "committee_director",
        "office_editor",
        "secretary_general",
        "vice_chair",
        "signatory",
    ]


def test_other_committees_countersign_beside_the_director(session):
    items = {item.role: item for item in items_of(route(session, "LETTER", TODAY), {"has_countersign": True})}
    assert items["countersign_director"].position == items["committee_director"].position
    assert not items["countersign_director"].has_veto


def test_an_important_bulletin_is_signed_by_the_vice_chair(session):
    kinds = [(item.role, item.kind) for item in items_of(route(session, "BULLETIN", TODAY), {"is_important": True})]
    assert kinds == [("research_director", "REVIEW"), ("secretary_general", "REVIEW"), ("vice_chair", "SIGN_OFF")]


def test_every_route_can_be_read_and_its_words_exist(session):
    keys = set(session.scalars(select(DeadlineRule.key)))
    for item in session.scalars(select(RouteItem)):
        assert item.deadline in keys
        assert item.role in SPECIAL_ROLES or Role(item.role)
        if item.condition:
            assert compile_expression(item.condition).names <= set(FACTS)


def test_a_route_changed_by_the_office_is_used_from_its_first_day(session):
    session.add(Route(name="SUSPENSION", words=["新", "new"], valid_from=date(2026, 12, 1)))
    session.flush()
    assert route(session, "SUSPENSION", date(2026, 11, 30)).words == ["挂起审批", "Suspension"]
    assert route(session, "SUSPENSION", date(2026, 12, 1)).words == ["新", "new"]


def test_upward_the_chairperson_signs_and_is_printed(session):
    row = issuer(session, 1, CPPCC, UPWARD, "REPORT", TODAY)
    assert (row.signatory, row.prints_signatory, row.prefix) == (Role.CHAIRPERSON, True, "甲乙政协")


def test_a_letter_to_bureaus_has_its_own_prefix_and_no_printed_signatory(session):
    row = issuer(session, 1, CPPCC, PARALLEL, "RECOMMENDATION_LETTER", TODAY)
    assert (row.prefix, row.prints_signatory, row.seal) == ("甲乙政协监", False, "政协甲乙市委员会")


def test_the_offices_letters_are_signed_by_the_secretary_general(session):
    row = issuer(session, 1, OFFICE, PARALLEL, "URGE_LETTER", TODAY)
    assert (row.signatory, row.prefix, row.seal) == (Role.SECRETARY_GENERAL, "甲乙政协办函", "政协甲乙市委员会办公室")


def test_the_office_never_writes_upward(session):
    with pytest.raises(NotFound):
        issuer(session, 1, OFFICE, UPWARD, "", TODAY)


def test_seeding_again_changes_nothing_and_keeps_what_the_office_changed(session):
    session.scalars(select(Threshold).where(Threshold.key == "team_min")).one().value = 7
    kinds = (DeadlineRule, Threshold, Route, RouteItem, Issuer, CalendarDay)
    before = [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
    seed(session)
    assert [session.scalar(select(func.count()).select_from(kind)) for kind in kinds] == before
    assert session.scalars(select(Threshold).where(Threshold.key == "team_min")).one().value == 7


def test_every_clock_has_words_in_both_languages_and_its_own_key():
    assert len({made.key for made in CLOCKS}) == len(CLOCKS)
    assert all(made.label.zh and made.label.en.isascii() for made in CLOCKS)
