"""The plan, obligation by obligation: handed in, accepted, sent back; what passed stays passed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.process import Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.rectification import dates, tracks
from workflows.rectification.derived import workable
from workflows.rectification.given import add, by_number, examine_rows
from workflows.rectification.models import Obligation, Track
from workflows.rectification.states import Adoption, Basis, ObligationState
from workflows.settings.in_force import threshold

NOT_ADOPTED_MIN = 30
ANSWERED = {
    Adoption.ADOPTED: ObligationState.ADOPTED,
    Adoption.PARTLY: ObligationState.PARTLY,
    Adoption.NOT_ADOPTED: ObligationState.NOT_ADOPTED,
    Adoption.STUDYING: ObligationState.ASKED,  # asked still: the plan says when it will be answered
}


def unplanned(track: Track) -> list[Obligation]:
    """What the plan must answer now: open, not in dispute, not answered or sent back."""
    return [
        one
        for one in workable(track.obligations)
        if one.plan_accepted_on is None and (one.planned_on is None) and one.reported_on is None
    ]


def in_review(track: Track) -> list[Obligation]:
    """What has been answered and not been passed yet."""
    return [one for one in workable(track.obligations) if one.planned_on and one.plan_accepted_on is None]


def examine_plan(track: Track, data: Values) -> dict[str, list[Text]]:
    """Errors of U2: every open obligation once; a reason for what is not adopted, a date and measures for the rest."""
    errors = examine_rows(data["items"], unplanned(track))
    for number, row in enumerate(data["items"]):
        path = f"items.{number}"
        if row["adoption_status"] == Adoption.NOT_ADOPTED:
            if len(row.get("reason") or "") < NOT_ADOPTED_MIN:
                add(
                    errors, f"{path}.reason", Text("未采纳须写明理由，至少30字。", "Say why in at least 30 characters.")
                )
            continue
        promised, measures = row.get("promised_due"), row.get("measures") or []
        if promised is None:
            add(errors, f"{path}.promised_due", Text("请填写承诺完成日期。", "Give the date promised."))
        if not measures:
            add(errors, f"{path}.measures", Text("至少一项措施。", "At least one measure."))
        for place, measure in enumerate(measures):
            if promised and measure.get("due") and measure["due"] > promised:
                words = Text("措施时限不能晚于承诺完成日期。", "A measure may not end after the date promised.")
                add(errors, f"{path}.measures.{place}.due", words)
    return errors


def hand_in(session: Session, track: Track, data: Values, day: date, actor: Actor) -> None:
    """The plan is in. Its dates are kept; they rule once the plan has passed."""
    track.leader_in_charge = data["leader_in_charge"]
    asked = by_number(unplanned(track))
    for row in data["items"]:
        one = asked[row["rec_no"]]
        one.adoption_status = Adoption(row["adoption_status"])
        one.state = ANSWERED[one.adoption_status]
        one.adoption_reason, one.planned_on, one.return_comment = row.get("reason") or "", day, ""
        one.measures = [_plain(measure) for measure in row.get("measures") or []]
        if row.get("promised_due"):
            dates.promise(session, one, row["promised_due"], Basis.PLAN, actor)
    tracks.refresh(session, track, actor)


def _plain(measure: Mapping[str, Any]) -> dict[str, str]:
    return {key: value.isoformat() if isinstance(value, date) else str(value or "") for key, value in measure.items()}


def accept(session: Session, track: Track, day: date, actor: Actor) -> None:
    """What is in review has passed: it is under way, and its promised date counts."""
    for one in in_review(track):
        _pass(one, day)
    dates.settle_dates(session, track, actor)
    tracks.refresh(session, track, actor)


def _pass(one: Obligation, day: date) -> None:
    one.plan_accepted_on = day
    if one.state is not ObligationState.NOT_ADOPTED:
        one.state = ObligationState.UNDER_WAY


def send_back(session: Session, track: Track, comments: Sequence[Values], day: date, actor: Actor) -> str:
    """Return what has a comment; what has none passes. MEETING once the plan came back too often."""
    said = {row["rec_no"]: row["comment"] for row in comments}
    for one in in_review(track):
        if one.rec_no in said:
            one.planned_on, one.return_comment, one.state = None, said[one.rec_no], ObligationState.ASKED
        else:
            _pass(one, day)
    track.plan_returns += 1
    dates.settle_dates(session, track, actor)
    tracks.refresh(session, track, actor)
    case = session.get_one(Case, track.case_id)
    return "MEETING" if track.plan_returns > int(threshold(session, "plan_return_max", case.clocks_on)) else "RETURN"
