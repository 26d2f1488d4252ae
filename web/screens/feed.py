"""The calendar feed: a person's dates for a calendar program, which cannot sign in; its address is the key.

The address is secret: it stands in no page but the one on which it was made, and in no log.
"""

from flask import Blueprint, Response, g, request, url_for

from engine import clock
from web import ical
from web.transaction import reading, writing
from web.words import t, tr
from workflows.bootstrap import DOMAIN
from workflows.people import feeds
from workflows.reading import due_dates
from workflows.reading.due_dates import DueDate

pages = Blueprint("feed", __name__)
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
    file = ical.written(t("看见 · 办理时限", "Kanjian dates"), [_event(one) for one in dates], clock.now())
    answer = Response(file, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _event(one: DueDate) -> ical.Event:
    endpoint, name = PAGES[one.page[0]]
    return ical.Event(
        uid=f"{one.key}@{request.host}",
        day=one.day,
        summary=" · ".join(part for part in (tr(one.what), one.unit, one.number) if part),
        description=one.title,
        url=url_for(endpoint, _external=True, **{name: one.page[1]}),
    )
