"""The report, obligation by obligation."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.process import Values
from engine.text import Text
from workflows.rectification import dates, deadline_rows, tracks
from workflows.rectification.derived import workable
from workflows.rectification.given import add, by_number, examine_rows
from workflows.rectification.models import Evidence, Obligation, Track
from workflows.rectification.states import Basis, ObligationState, ResultClass

TEXT_MIN, NOT_ADOPTED_MIN = 50, 30


def to_report(track: Track) -> list[Obligation]:
    """What the unit owes a report on: every open obligation, after X7 only those reopened."""
    return [one for one in workable(track.obligations) if one.reported_on is None]


def examine_report(track: Track, data: Values, day: date) -> dict[str, list[Text]]:
    """Errors of U5; lengths other than the reason of N are advice."""
    errors = examine_rows(data["items"], to_report(track))
    for number, row in enumerate(data["items"]):
        for name, words in _wants(row, day):
            add(errors, f"items.{number}.{name}", words)
    return errors


def _wants(row: Values, day: date) -> Iterator[tuple[str, Text]]:
    """What a result asks for, by field."""
    result, reason = row["result_class"], row.get("reason") or ""
    if result == ResultClass.A:
        yield from _wants_proof(row, day)
    elif result == ResultClass.B:
        if row.get("promised_due") is None or row["promised_due"] <= clock.today():
            yield "promised_due", Text("须为今天以后的日期。", "A day after today is needed.")
    elif result == ResultClass.N:
        if len(reason) < NOT_ADOPTED_MIN:
            yield "reason", Text("未采纳须写明理由，至少30字。", "Say why in at least 30 characters.")
    elif not reason:
        yield "reason", Text("请写明理由。", "Give the reason.")


def _wants_proof(row: Values, day: date) -> Iterator[tuple[str, Text]]:
    if not row.get("evidence"):
        yield "evidence", Text("已解决的须附佐证。", "What is solved needs evidence.")
    done_on = row.get("done_on")
    if done_on is None:
        yield "done_on", Text("请填写完成日期。", "Give the day on which it was done.")
    elif done_on > day:
        yield "done_on", Text("不能晚于反馈日期。", "It may not be after the report.")


def advise_report(data: Values) -> list[Text]:
    """Texts that are shorter than usual."""
    words = Text("第{no}条的{what}通常不少于50字。", "The {what} of {no} usually has 50 characters.")
    found = []
    for row in data["items"]:
        if len(row["description"]) < TEXT_MIN:
            found.append(words.format(no=row["rec_no"], what=Text("情况", "description")))
        if row["result_class"] in (ResultClass.C, ResultClass.D) and len(row.get("reason") or "") < TEXT_MIN:
            found.append(words.format(no=row["rec_no"], what=Text("理由", "reason")))
    return found


def hand_in(session: Session, track: Track, data: Values, day: date, actor: Actor) -> None:
    """The report is in; of B the new promise goes into the obligation's history."""
    asked = by_number(to_report(track))
    for row in data["items"]:
        one = asked[row["rec_no"]]
        one.reported_class, one.reported_on = ResultClass(row["result_class"]), day
        one.state, one.verified_on = ObligationState.REPORTED_DONE, None
        one.plan_accepted_on = one.plan_accepted_on or day
        one.planned_on = one.planned_on or day
        one.description, one.done_on = row["description"], row.get("done_on")
        one.adoption_reason = row.get("reason") or one.adoption_reason
        one.issued_docs = [
            {key: str(value or "") for key, value in doc.items()} for doc in row.get("issued_docs") or []
        ]
        if row.get("promised_due"):
            dates.promise(session, one, row["promised_due"], Basis.PLAN, actor, row.get("reason") or "")
        session.add_all(
            Evidence(case_id=one.case_id, obligation_id=one.id, attachment_id=file, given_on=day)
            for file in row.get("evidence") or []
        )
    dates.settle_dates(session, track, actor)
    deadline_rows.of_progress(session, track, None)
    tracks.refresh(session, track, actor)
