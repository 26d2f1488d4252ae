"""The three officers at the desk and on the phone: a person, an account, a post, and the journal of it."""

import pytest

from tests.browser.conftest import Desks


def test_the_three_officers_look_at_their_lists(desks: Desks) -> None:
    cast = desks.house.cast
    for person, paths in (
        (cast.sys_admin, ("people", f"people/{cast.officer2.id}", "people/new", "posts", "appointments", "units")),
        (cast.sec_admin, (f"people/{cast.officer2.id}/post", f"people/{cast.officer2.id}/leave", "delegations")),
        (cast.audit_admin, ("journal", "committees")),
        (cast.clerk, ("reorganisations", "reorganisations/new")),
        (
            cast.business_admin,
            ("terms/new", "routes", "routes/LETTER", "routes/LETTER/change", f"units/{cast.unit_a.id}"),
        ),
    ):
        someone = desks(person)
        for path in paths:
            someone.opens(f"/admin/{path}").looks()


@pytest.mark.parametrize("desks", ["desk"], indirect=True)
def test_a_post_is_proposed_and_confirmed_by_keyboard(desks: Desks) -> None:
    cast = desks.house.cast
    security = desks(cast.sec_admin).opens(f"/admin/people/{cast.outsider.id}/post")
    security.page.locator('[name="role"]').select_option("archivist")
    security.fills(title="档案员")
    with security.page.expect_navigation():
        security.page.keyboard.press("Enter")
    where = security.page.url.split("/", 3)[3]
    admin = desks(cast.sys_admin).opens(f"/{where}")
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="同意，即时生效").press("Enter")
    assert "任命生效" in admin.looks().page.inner_text("main")
