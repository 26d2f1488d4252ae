from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import clock
from engine.actors import Actor
from engine.db import Base, connect, transaction
from engine.errors import BadAnswer
from engine.journal import Event, verify
from engine.models import JournalEntry
from tests.cast import PASSWORD, settle
from workflows.people import accounts, passwords
from workflows.people.models import Account, Person
from workflows.people.sessions import find_session, open_session

WRONG = "Wrong-password-1"


def sign_in(session, login, password=PASSWORD):
    return accounts.authenticate(session, accounts.check_password(session, login, password), "ip")


def account_of(session, person):
    return session.scalars(select(Account).where(Account.person_id == person.id)).one()


def test_the_right_password_lets_in_and_is_hashed_anew_with_todays_settings(session, cast):
    before = account_of(session, cast.officer).password_hash
    assert sign_in(session, "chenxiaolan").person_id == cast.officer.id
    assert account_of(session, cast.officer).password_hash != before
    assert sign_in(session, "chenxiaolan")


def test_a_login_is_the_same_in_capitals_and_full_width(session, cast):
    assert sign_in(session, "  ＣＨＥＮxiaolan ").person_id == cast.officer.id


def test_a_wrong_password_and_an_unknown_login_are_refused_alike(session, cast):
    assert sign_in(session, "chenxiaolan", WRONG) is None
    assert sign_in(session, "nobody", WRONG) is None
    refused = session.scalars(select(JournalEntry).where(JournalEntry.event == Event.SIGN_IN_REFUSED)).all()
    assert [entry.facts()["account"] for entry in refused] == [account_of(session, cast.officer).id, None]


def test_five_failures_lock_for_fifteen_minutes_even_the_right_password(session, cast):
    for _ in range(5):
        sign_in(session, "chenxiaolan", WRONG)
    assert sign_in(session, "chenxiaolan") is None
    clock.move(timedelta(minutes=14, seconds=59))
    assert sign_in(session, "chenxiaolan") is None
    clock.move(timedelta(seconds=1))
    assert sign_in(session, "chenxiaolan")


def test_four_failures_are_forgotten_after_a_success_and_a_lock_starts_afresh(session, cast):
    for _ in range(4):
        sign_in(session, "chenxiaolan", WRONG)
    assert sign_in(session, "chenxiaolan")
    assert account_of(session, cast.officer).failed_count == 0
    for _ in range(5):
        sign_in(session, "chenxiaolan", WRONG)
    clock.move(timedelta(minutes=15))
    sign_in(session, "chenxiaolan", WRONG)
    assert account_of(session, cast.officer).failed_count == 1


def test_the_failures_of_many_at_once_are_counted_exactly(tmp_path):
    database = connect(f"sqlite:///{tmp_path}/city.db")
    Base.metadata.create_all(database)
    with transaction(database) as session:
        settle(session)

    def guess(_number):
        with transaction(database, read_only=True) as session:
            attempt = accounts.check_password(session, "chenxiaolan", WRONG)
        with transaction(database) as session:
            accounts.authenticate(session, attempt, "ip")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(40)))
    with transaction(database, read_only=True) as session:
        account = session.scalars(select(Account).where(Account.login == "chenxiaolan")).one()
        assert account.failed_count == 40
        assert account.locked_until is not None
        assert list(verify(session)) == []
    database.dispose()


def test_a_guess_made_before_the_password_changed_does_not_let_in(session, cast):
    attempt = accounts.check_password(session, "chenxiaolan", PASSWORD)
    new = passwords.hash_password(cast.officer, "chenxiaolan", "Another-2026-way")
    accounts.reset_password(session, account_of(session, cast.officer), new, cast.act(session, cast.sys_admin))
    assert accounts.authenticate(session, attempt, "ip") is None


def test_a_closed_account_is_refused_and_its_sessions_end(session, cast):
    account = account_of(session, cast.officer)
    token = open_session(session, account)
    accounts.disable(session, account, cast.act(session, cast.sys_admin))
    assert sign_in(session, "chenxiaolan") is None
    assert find_session(session, token) is None
    accounts.enable(session, account, cast.act(session, cast.sys_admin))
    assert sign_in(session, "chenxiaolan")
    assert find_session(session, token) is None


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(session, cast):
    account = account_of(session, cast.officer)
    here, there = open_session(session, account), open_session(session, account)
    attempt = accounts.check_password(session, "chenxiaolan", PASSWORD)
    new = passwords.hash_password(cast.officer, account.login, "Another-2026-way")
    assert accounts.change_password(session, attempt, new, "ip", find_session(session, here)[0].id)
    assert find_session(session, here) and not find_session(session, there)
    assert sign_in(session, "chenxiaolan", "Another-2026-way")


def test_a_wrong_old_password_changes_nothing_and_counts(session, cast):
    attempt = accounts.check_password(session, "chenxiaolan", WRONG)
    assert accounts.change_password(session, attempt, "a new hash", "ip") is False
    assert account_of(session, cast.officer).failed_count == 1
    assert sign_in(session, "chenxiaolan")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Short-1", "10 to 128"),
        ("Long" * 40 + "-1", "10 to 128"),
        ("onlysmallletters", "three of"),
        ("smallanddigits123", "three of"),
        ("Chenxiaolan-2026", "must not contain"),
        ("陈晓岚-Abc-2026", "must not contain"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, words):
    person = Person(name="陈晓岚")
    with pytest.raises(BadAnswer) as refused:
        passwords.hash_password(person, "lan", password)
    assert any(words in text.en for text in refused.value.errors["password"])


def test_every_first_password_keeps_the_rules():
    person = Person(name="陈晓岚")
    assert all(not passwords.complaints(person, "chenxiaolan", passwords.initial_password()) for _ in range(200))


def test_an_account_is_opened_once_per_person_and_login(session, cast):
    by = cast.act(session, cast.sys_admin)
    made = accounts.create_account(session, cast.citizen, "Su.Shimin", "hash", by)
    assert (made.login, made.must_change) == ("su.shimin", True)
    for person, login in ((cast.citizen, "other"), (Person(id=999, name="甲"), "ＳＵ.shimin"), (cast.citizen, " ")):
        with pytest.raises(BadAnswer):
            accounts.create_account(session, person, login, "hash", by)


def test_what_happens_to_an_account_is_in_the_journal_without_any_secret(session, cast):
    accounts.disable(session, account_of(session, cast.officer), Actor(cast.sys_admin.id, "张系统"))
    sign_in(session, "chenxiaolan", WRONG)
    told = " ".join(entry.data for entry in session.scalars(select(JournalEntry)))
    assert "disabled" in told
    assert WRONG not in told
    assert "argon2" not in told
