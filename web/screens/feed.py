"""The calendar feed: a person's dates for a calendar program, which cannot sign in; its address is the key.

The address is secret: it stands in no page but the one on which it was made, and in no log.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, g, request, url_for
from icalendar import Calendar, Event, Timezone

from engine import clock
from web.transaction import reading, writing
from web.words import t, tr
from workflows.bootstrap import DOMAIN
from workflows.people import feeds
from workflows.reading import due_dates
from workflows.reading.due_dates import DueDate

pages = Blueprint("feed", __name__)
PRODUCT = "-//Kanjian//Dates//ZH"
PAGES = {"item": ("task.show", "item_id"), "track": ("units.track", "track_id"), "case": ("cases.show", "case_id")}


def address(token: str) -> str:
    """The whole address of a feed, as a calendar program is told it."""
    return url_for("feed.read", token=token, _external=True)


@pages.get("/calendar/<token>.ics")
def read(token: str) -> Response:
    """Whatever the address's person sees of dates at this moment, in his language; 404 for whatever opens nothing."""
    with reading() as session:
        subscriber = feeds.find(session, token)
        g.language = subscriber.account.language
        dates = due_dates.dates(session, DOMAIN, subscriber.actor)
    if feeds.wants_touch(subscriber.feed):
        with writing() as session:
            feeds.touch(session, subscriber.feed)
    answer = Response(_file(dates), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _file(dates: Sequence[DueDate]) -> bytes:
    """The calendar as RFC 5545 writes it; one must hold something, so without dates it holds the city's time zone."""
    name = t("看见 · 办理时限", "Kanjian dates")
    made = Calendar()
    for key, value in (("version", "2.0"), ("prodid", PRODUCT), ("x-wr-calname", name), ("x-published-ttl", "PT4H")):
        made.add(key, value)
    for one in dates:
        made.add_component(_event(one))
    if not dates:
        made.add_component(Timezone.from_tzid(clock.CITY.key))
    return bytes(made.to_ical())


def _event(one: DueDate) -> Event:
    """A whole day, which leaves the day free. Its uid stays when the date moves, so that a program moves its entry."""
    endpoint, name = PAGES[one.page[0]]
    made = Event()
    made.add("uid", f"{one.key}@{request.host}")
    made.add("dtstamp", clock.now())
    made.add("dtstart", one.day)
    made.add("dtend", one.day + timedelta(days=1))  # the first day that it does not cover
    made.add("summary", " · ".join(part for part in (tr(one.what), one.unit, one.number) if part))
    made.add("description", one.title)
    made.add("url", url_for(endpoint, _external=True, **{name: one.page[1]}))
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    return made
