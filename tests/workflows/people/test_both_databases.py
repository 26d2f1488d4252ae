from concurrent.futures import ThreadPoolExecutor
from datetime import date

from engine import clock
from engine.db import transaction
from engine.errors import BadAnswer
from engine.runners.sweep import drain
from tests.cast import PASSWORD, settle
from workflows.bootstrap import DOMAIN
from workflows.people import absences, accounts, delegations
from workflows.people.lookup import search
from workflows.people.models import Post
from workflows.people.recusal import recusal
from workflows.people.standing_in import Wish
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


def test_a_post_is_lent_and_taken_back_alike_on_both_databases(database):
    with transaction(database) as session:
        cast = settle(session)
    day = clock.today()
    with transaction(database) as session:
        post = session.query(Post).filter_by(person_id=cast.sg.id).one()
        wish = Wish([post.id], cast.clerk.id, day, day, "会议决定")
        [made] = delegations.enter_with_absence(session, cast.sg.id, wish, cast.act(session, cast.sg))
    with transaction(database) as session:
        assert [one.delegate.name for one in delegations.running_for(session, cast.clerk.id)] == ["韩会务"]
        assert absences.shown(session, cast.act(session, cast.officer), [cast.sg.id])
        delegations.take_back(session, made.id, cast.act(session, cast.sg))
    drain(database, DOMAIN)
    with transaction(database) as session:
        [one] = delegations.given_by(session, cast.sg.id)
        assert (one.decided, one.reported_at is not None) == (0, True)


def test_of_two_who_lend_one_post_at_the_same_moment_one_is_told_that_it_is_lent(database):
    with transaction(database) as session:
        cast = settle(session)
        [post] = session.query(Post).filter_by(person_id=cast.sg.id)
    day = clock.today()

    def lend(pair: tuple) -> str:
        actor, to = pair
        wish = Wish([post.id], to.id, day, day, "会议决定")
        try:
            with transaction(database) as session:
                delegations.lend(session, cast.sg.id, wish, cast.act(session, actor))
        except BadAnswer as error:
            return error.errors["posts"][0].zh
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(lend, [(cast.sg, cast.clerk), (cast.sec_admin, cast.intake)]))
    assert said[0] == ""
    assert "已委托给" in said[1]
