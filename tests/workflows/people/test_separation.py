import pytest

from engine.actors import Standing
from workflows.people.separation import Duty, may_sign_upward, separation, signs_once

OWN = Standing(1, "城建委主任")
LENT = Standing(1, "城建委主任", on_behalf_of=7)


@pytest.mark.parametrize(
    ("before", "after"),
    [(Duty.DRAFT, Duty.APPROVE), (Duty.HANDLE, Duty.VERIFY), (Duty.ENTER, Duty.CONFIRM)],
)
def test_one_person_does_not_do_both_halves(before, after):
    assert separation(5, after, {before: {5}})
    assert separation(6, after, {before: {5}}) is None
    assert separation(5, before, {after: {5}}) is None


def test_a_delegate_is_bound_by_what_the_absent_one_did():
    assert separation(5, Duty.APPROVE, {Duty.DRAFT: {7}}, LENT)
    assert separation(5, Duty.APPROVE, {Duty.DRAFT: {7}}, OWN) is None


def test_somebody_who_holds_both_posts_in_a_row_signs_once():
    assert signs_once(5, None, [5])
    assert not signs_once(5, None, [5, 6])
    assert not signs_once(5, 7, [5])
    assert not signs_once(5, None, [])


def test_an_upward_document_is_never_signed_by_a_delegate():
    assert may_sign_upward(OWN) is None
    assert may_sign_upward(LENT)
    assert may_sign_upward(None)
