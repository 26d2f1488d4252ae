from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine import clock
from engine.errors import NotFound
from workflows.people import accounts, sessions
from workflows.people.models import Account, ApiToken, WebSession


@pytest.fixture
def account(session, cast):
    return session.scalars(select(Account).where(Account.person_id == cast.officer.id)).one()


def test_a_session_is_found_by_its_token_and_the_store_does_not_hold_the_token(session, account):
    token = sessions.open_session(session, account, {"seen": 1})
    found, whose, _actor = sessions.find_session(session, token)
    assert (found.data, whose.id) == ({"seen": 1}, account.id)
    assert found.id != token
    assert sessions.find_session(session, found.id) is None


def test_a_session_ends_after_half_an_hour_without_use(session, account):
    token = sessions.open_session(session, account)
    clock.move(timedelta(minutes=29))
    found = sessions.find_session(session, token).kept
    assert sessions.wants_touch(found)
    sessions.touch(session, found.id)
    session.flush()
    clock.move(timedelta(minutes=29))
    assert sessions.find_session(session, token)
    clock.move(timedelta(minutes=1))
    assert sessions.find_session(session, token) is None


def test_a_session_ends_after_twelve_hours_however_busy(session, account):
    token = sessions.open_session(session, account)
    for _ in range(35):
        clock.move(timedelta(minutes=20))
        sessions.touch(session, sessions.find_session(session, token)[0].id)
        session.flush()
    clock.move(timedelta(minutes=20))
    assert sessions.find_session(session, token) is None
    sessions.sweep(session)
    assert session.scalar(select(func.count()).select_from(WebSession)) == 0


def test_signing_out_kills_the_token(session, cast, account):
    token = sessions.open_session(session, account)
    sessions.close_session(session, token, cast.act(session, cast.officer))
    assert sessions.find_session(session, token) is None


def test_a_programs_token_opens_until_it_is_revoked_or_too_old(session, cast, account):
    by = cast.act(session, cast.officer)
    first = sessions.issue_token(session, account, "台账导出", by)
    second = sessions.issue_token(session, account, "报表", by, days=10)
    assert sessions.find_token(session, first).id == account.id
    clock.move(timedelta(days=10))
    assert sessions.find_token(session, second) is None
    left = sessions.tokens_of(session, account.id)
    assert [token.name for token in left] == ["台账导出"]
    sessions.revoke_token(session, account.id, left[0].id, by)
    assert sessions.find_token(session, first) is None


def test_nobody_revokes_anothers_token(session, cast, account):
    sessions.issue_token(session, account, "台账导出", cast.act(session, cast.officer))
    token = session.scalars(select(ApiToken)).one()
    with pytest.raises(NotFound):
        sessions.revoke_token(session, account.id + 1, token.id, cast.act(session, cast.director))


def test_a_closed_account_kills_its_tokens(session, cast, account):
    token = sessions.issue_token(session, account, "台账导出", cast.act(session, cast.officer))
    accounts.disable(session, account, cast.act(session, cast.sys_admin))
    assert sessions.find_token(session, token) is None
