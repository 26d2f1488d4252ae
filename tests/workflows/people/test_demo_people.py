import pytest

from workflows.people import accounts, demo_people


def test_the_demo_offers_one_person_per_role_and_nobody_twice(session, cast):
    people = demo_people.listed(session)
    assert people[0][:3] == ("陈晓岚", "城建委干部", "chenxiaolan")
    assert len({person.login for person in people}) == len(people) == len(demo_people.WHY)


def test_a_listed_person_steps_in_without_a_password(session, cast):
    attempt = demo_people.attempt(session, "ChenXiaolan")
    assert accounts.authenticate(session, attempt, "ip").person_id == cast.officer.id


@pytest.mark.parametrize("login", ["ouyangwai", "youyanjiu", "nobody"])
def test_nobody_else_steps_in(session, cast, login):
    assert not demo_people.is_listed(session, login)
    with pytest.raises(KeyError):
        demo_people.attempt(session, login)
