"""What units owe: whoever keeps the case urges from the row; where the CPPCC itself is to act, that is offered."""

import re
from datetime import timedelta

from engine import clock
from tests.acceptance import answering
from tests.scenario import Scenario
from tests.web.conftest import House, Visitor, words
from workflows.rectification.models import Contact

LATE = timedelta(days=60)


def acts(visitor: Visitor) -> list[tuple[str, str]]:
    """What the rows of the page offer: address and words."""
    page = visitor.get("/cases/overdue")
    found = re.findall(r'class="button button-small" href="([^"]+)">.*?</svg>([^<]+)<', page, flags=re.S)
    return [(href.replace("&amp;", "&"), label.strip()) for href, label in found]


def planned(house: House) -> Scenario:
    """甲区's plan has passed, 市环境局's waits for the officer; then nobody does anything for weeks."""
    folk = Scenario(house.database, house.cast, house.town.folder / "files")
    for unit in (house.cast.unit_a, house.cast.unit_c):
        answering.signs(folk, house.ids["case"], unit)
        answering.plans(folk, house.ids["case"], unit)
    answering.plan_passes(folk, house.ids["case"], house.cast.unit_a)
    return folk


def test_the_officer_urges_from_the_row_with_its_unit_picked(house: House) -> None:
    planned(house)
    case, track = house.ids["case"], house.ids["track_a"]
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        path = f"/start/contact_record_act/{case}?track={track}"
        assert (path, "催办") in acts(officer)
        form = officer.filled(path)
        assert (form["units"], form["tracks"]) == ([str(house.cast.unit_a.id)], [str(track)])
        said = {
            "contact_kind": "PHONE",
            "person": "陶经办",
            "said": "本周内书面反馈",
            "contacted_at": f"{clock.now():%FT%R}",
        }
        officer.submit(path, **said)
        with house.reading() as session:
            assert [one.track_id for one in session.query(Contact)] == [track]
        assert "陶经办：本周内书面反馈" in words(officer.get("/cases/overdue"))
        other = officer.filled(f"/start/contact_record_act/{case}?track={house.ids['track_c']}")
        assert other["units"] == [str(house.cast.unit_c.id)]
        assert "units" not in officer.filled(f"/start/contact_record_act/{case}?track=99999")


def test_what_waits_inside_is_offered_in_place_of_urging(house: House) -> None:
    folk = planned(house)
    with clock.at(clock.now() + LATE):
        officer = house.enter(house.cast.officer)
        review = answering.item(folk, house.ids["case"], house.cast.unit_c, "review_plan")
        offered = acts(officer)
        assert (f"/work/{review}", "办理") in offered
        assert not [href for href, _label in offered if href.endswith(f"track={house.ids['track_c']}")]
        assert "待市政协：方案审核" in words(officer.get("/cases/overdue"))
        for name in ("sg", "other_officer", "clerk"):
            assert acts(house.enter(getattr(house.cast, name))) == [], name


def test_each_date_opens_into_its_sum_for_whoever_reads_the_page(house: House) -> None:
    planned(house)
    with clock.at(clock.now() + LATE):
        for name in ("officer", "sg", "other_officer", "clerk"):
            reader = house.enter(getattr(house.cast, name))
            page = reader.get("/cases/overdue")
            opened = set(re.findall(r'class="why" href="(/why/[^"]+)"', page))
            assert len(opened) == page.count('class="late-row"') > 1, name
            assert all("时限由来" in reader.get(path) for path in opened), name
