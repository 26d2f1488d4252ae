"""Closing per obligation, and the class of the track."""

from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.process import Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.rectification import dates, tracks
from workflows.rectification.derived import class_of, unfinished, weakest, workable
from workflows.rectification.given import add, by_number, examine_rows
from workflows.rectification.models import Obligation, Track, TrackMechanism
from workflows.rectification.states import CLOSED, ResultClass
from workflows.settings.in_force import threshold

CHECK_WITHIN = 6  # months


def to_close(track: Track) -> list[Obligation]:
    """Every obligation that has been answered and is not closed."""
    return [one for one in workable(track.obligations) if one.reported_on is not None or one.reported_class is not None]


def examine_closing(session: Session, track: Track, data: Values) -> dict[str, list[Text]]:
    """Errors of U8: all items, the class that follows from them, the day of the next check."""
    errors = examine_rows(data["items"], to_close(track))
    if any(one.is_disputed for one in unfinished(track.obligations)):
        words = Text("尚有建议在职责协调中，请先了结。", "Settle first who is responsible for the items in dispute.")
        add(errors, "items", words)
    classes = [ResultClass(row["result_class"]) for row in data["items"]]
    follows = weakest([*classes, *_closed_before(track)])
    if data["result_class"] != follows and not data["class_reason"]:
        words = Text("按最弱一条应为{cls}；另定的请写明理由。", "The weakest item gives {cls}; say why it differs.")
        add(errors, "class_reason", words.format(cls=follows))
    if ResultClass.B in classes:
        _examine_check(session, track, data, errors)
    elif data["result_class"] == ResultClass.B:
        add(errors, "result_class", Text("没有B类建议，不能整体定为B。", "No item is B, so the track cannot be."))
    return errors


def _closed_before(track: Track) -> list[ResultClass]:
    return [one.result_class for one in track.obligations if one.result_class is not None]


def _examine_check(session: Session, track: Track, data: Values, errors: dict[str, list[Text]]) -> None:
    day, days, today = data["next_check_on"], calendar.load(session), clock.today()
    if day is None:
        add(
            errors,
            "next_check_on",
            Text("有B类建议的，请填写下次跟踪日期。", "An item is B: give the day of the next check."),
        )
        return
    case = session.get_one(Case, track.case_id)
    start = track.first_followed_on or today
    last = min(
        days.add_months(today, CHECK_WITHIN),
        days.add_months(start, int(threshold(session, "follow_up_max", case.clocks_on))),
    )
    if not today < day <= last:
        words = Text("应在今天之后、{last}之前。", "It must lie after today and not after {last}.")
        add(errors, "next_check_on", words.format(last=last.isoformat()))
    elif not days.is_workday(day):
        add(errors, "next_check_on", Text("应为工作日。", "It must be a working day."))


def close(session: Session, track: Track, data: Values, actor: Actor) -> str:
    """Close the items. The outcome is that of the class, but CLOSE_B while any item is followed up."""
    asked, today = by_number(to_close(track)), clock.today()
    for row in data["items"]:
        one = asked[row["rec_no"]]
        one.result_class = ResultClass(row["result_class"])
        one.state, one.closed_on = CLOSED[one.result_class], today
        one.closing_text = row.get("closing_text") or ""
    track.result_class = ResultClass(data["result_class"]) if data["class_reason"] else class_of(track.obligations)
    track.class_reason, track.closing_text = data["class_reason"] or "", data["closing_text"]
    is_followed = any(one.result_class is ResultClass.B for one in track.obligations)
    track.next_check_on = (data["next_check_on"] or track.next_check_on) if is_followed else None
    track.first_followed_on = track.first_followed_on or (today if is_followed else None)
    track.closed_on = None if is_followed or unfinished(track.obligations) else today
    _keep_mechanisms(session, track, data)
    dates.settle_dates(session, track, actor)
    tracks.refresh(session, track, actor, data["closing_text"])
    return "CLOSE_B" if is_followed else f"CLOSE_{track.result_class}"


def _keep_mechanisms(session: Session, track: Track, data: Values) -> None:
    for row in data["mechanisms"] or []:
        session.add(
            TrackMechanism(
                case_id=track.case_id,
                track_id=track.id,
                name=row["name"],
                kind=row["kind"],
                doc_no=row.get("doc_no") or "",
                issued_on=row.get("issued_on"),
                file_id=next(iter(row.get("file") or []), None),
            )
        )
