import pytest

from workflows.people.rights import POLICY, Action, Scene, may, why_not


def scene(cast, **more):
    return Scene(
        cppcc_id=cast.cppcc.id,
        committee_id=cast.urban.id,
        unit_ids=frozenset({cast.unit_a.id, cast.unit_b.id}),
        team_ids=frozenset({cast.member1.id}),
        **more,
    )


def who_may(session, cast, action, **more):
    return {
        name
        for name, person in vars(cast).items()
        if person in cast.everybody() and may(action, cast.act(session, person), scene(cast, **more))
    }


def test_the_outsider_may_do_nothing_at_all(session, cast):
    outsider = cast.act(session, cast.outsider)
    everything = scene(cast, is_escalated=True, is_open_to_members=True, is_open_to_leaders=True)
    assert [action for action in Action if may(action, outsider, everything)] == []


def test_only_the_cases_own_officers_and_director_see_the_complainant(session, cast):
    assert who_may(session, cast, Action.SEE_COMPLAINANT) == {"officer", "officer2", "director"}


def test_units_see_their_own_track_and_never_the_case(session, cast):
    see_track = who_may(session, cast, Action.SEE_TRACK)
    assert {"liaison_a", "liaison_b", "head_a"} <= see_track
    assert not {"liaison_c", "liaison_d", "kanjian_editor", "leader_viewer", "inspection"} & see_track
    assert not {"liaison_a", "liaison_b", "head_a"} & who_may(session, cast, Action.SEE_CASE)


def test_the_inspection_office_sees_what_was_escalated(session, cast):
    assert "inspection" in who_may(session, cast, Action.SEE_TRACK, is_escalated=True)
    assert "inspection" not in who_may(session, cast, Action.SEE_CASE)


def test_members_see_their_teams_cases_and_those_open_to_members(session, cast):
    assert "member1" in who_may(session, cast, Action.SEE_CASE)
    assert "member2" not in who_may(session, cast, Action.SEE_CASE)
    assert "member2" in who_may(session, cast, Action.SEE_CASE, is_open_to_members=True)


def test_an_undercover_plan_is_for_its_committee_the_heads_the_team_and_those_told(session, cast):
    told = frozenset({cast.clerk.id})
    found = who_may(session, cast, Action.SEE_UNDERCOVER, is_open_to_leaders=True, told_ids=told)
    assert found == {"officer", "officer2", "director", "vice_chair", "sg", "chair", "member1", "clerk"}


def test_what_is_undercover_is_no_internal_note_for_the_rest_of_the_office(session, cast):
    assert "clerk" in who_may(session, cast, Action.SEE_INTERNAL_NOTES)
    assert "clerk" not in who_may(session, cast, Action.SEE_INTERNAL_NOTES, is_undercover=True)
    assert "officer" in who_may(session, cast, Action.SEE_INTERNAL_NOTES, is_undercover=True)


def test_a_leaders_holding_time_is_shown_to_himself_and_the_secretary_general(session, cast):
    found = who_may(session, cast, Action.SEE_LEADER_HOLDING_TIME, person_id=cast.chair.id)
    assert found == {"chair", "sg"}


def test_the_three_administrators_see_no_case_and_share_only_the_housekeeping(session, cast):
    rights = {
        name: {action for action in Action if may(action, cast.act(session, getattr(cast, name)), scene(cast))}
        for name in ("sys_admin", "sec_admin", "audit_admin")
    }
    shared = {Action.KEEP_HOUSE, Action.SEE_PEOPLE, Action.SEE_UNITS}
    assert rights == {
        "sys_admin": {Action.CHANGE_ACCOUNTS, Action.CONFIRM_POSTS} | shared,
        "sec_admin": {Action.GRANT_POSTS} | shared,
        "audit_admin": {Action.READ_JOURNAL} | shared,
    }


def test_a_secretary_enters_for_his_own_leader_alone(session, cast):
    assert "secretary" in who_may(session, cast, Action.ENTER_FOR_ANOTHER, person_id=cast.chair.id)
    assert "secretary" not in who_may(session, cast, Action.ENTER_FOR_ANOTHER, person_id=cast.vice_chair.id)


def test_every_action_has_a_rule_and_a_refusal_has_words(session, cast):
    assert set(POLICY) == set(Action)
    assert why_not(Action.DISPENSE, cast.act(session, cast.sg), scene(cast)) is None
    assert why_not(Action.DISPENSE, cast.act(session, cast.outsider), scene(cast)).en


@pytest.mark.parametrize("name", ["other_officer", "other_director"])
def test_another_committee_sees_the_case_but_not_the_complainant(session, cast, name):
    assert name in who_may(session, cast, Action.SEE_CASE)
    assert name not in who_may(session, cast, Action.SEE_COMPLAINANT)
