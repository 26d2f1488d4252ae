"""One date rules, and says on what it rests: instruction, else printed, else the accepted plan, else the rule."""

from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM, Actor
from engine.models import Instance
from engine.process import Due
from workflows.cases.models import Case, Priority
from workflows.rectification import deadline_rows
from workflows.rectification.derived import workable
from workflows.rectification.models import Obligation, PromisedDate, Track
from workflows.rectification.states import Basis, ObligationState
from workflows.settings import deadlines as rules

FROM_DELIVERY = frozenset({"unit_sign", "sign_call", "deemed_served", "unit_objection"})
FROM_RECEIPT = frozenset({"unit_plan", "unit_report", "assist_opinion"})


class Ruling(NamedTuple):
    """The day that counts, and who set it."""

    due_on: date
    basis: Basis


def due(session: Session, track: Track, rule: str, started: datetime) -> Due | None:
    """The date of a step that the track brings along; None where the plain rule from `started` holds.

    A clock runs from the delivery, or from the day on which the unit signed or its receipt was confirmed.
    """
    case = session.get_one(Case, track.case_id)
    if rule == "follow_up_check" and track.next_check_on is not None:
        return rules.due_on(session, track.next_check_on, started, case.clocks_on, Basis.PLAN)
    if rule == "unit_plan" and track.plan_returns:
        return _by_rule(session, case, "plan_resubmit", started)
    if rule == "unit_report":
        owed = [one for one in workable(track.obligations) if one.due_on is not None and one.reported_on is None]
        nearest = min(owed, key=lambda one: one.due_on or date.max, default=None)
        if nearest is not None and nearest.due_on is not None:
            return rules.due_on(session, nearest.due_on, _start(track, started), case.clocks_on, nearest.date_basis)
    if rule in FROM_DELIVERY:
        return _by_rule(session, case, rule, _instant(track.sign_from))
    if rule in FROM_RECEIPT:
        return _by_rule(session, case, rule, _start(track, started))
    return None


def _by_rule(session: Session, case: Case, rule: str, started: datetime) -> Due | None:
    return rules.due(session, rule, started, case.clocks_on, case.priority is Priority.URGENT)


def _start(track: Track, started: datetime) -> datetime:
    return _instant(track.signed_on) if track.signed_on else started


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.CITY)


def ruling(session: Session, track: Track, one: Obligation) -> Ruling | None:
    """The date that rules for an obligation; None before the unit has the letter."""
    if one.state is ObligationState.REOPENED and one.reopened_on is not None:
        return _rule_day(session, track, "re_rectify", one.reopened_on)
    for day, basis in (
        (one.instruction_due, Basis.INSTRUCTION),
        (one.printed_due, Basis.PRINTED),
        (one.promised_due if one.plan_accepted_on else None, Basis.PLAN),
    ):
        if day is not None:
            return Ruling(day, basis)
    if track.signed_on is None:
        return None
    return _rule_day(session, track, "immediate_item" if one.is_immediate else "unit_report", track.signed_on)


def _rule_day(session: Session, track: Track, rule: str, start: date) -> Ruling | None:
    found = _by_rule(session, session.get_one(Case, track.case_id), rule, _instant(start))
    return Ruling(clock.day_of(found.due_at), Basis.RULE) if found else None


def settle_dates(session: Session, track: Track, actor: Actor = SYSTEM) -> None:
    """Bring every obligation's date, its deadline row and that of an open report up to what rules now."""
    instance = session.get(Instance, track.instance_id) if track.instance_id else None
    for one in track.obligations:
        owes = bool(workable([one])) and one.reported_on is None
        found = ruling(session, track, one) if owes else None
        if found is not None:
            one.due_on, one.date_basis = found
        if instance is not None:
            deadline_rows.of_obligation(session, instance, one, _as_due(session, track, found))
    if instance is not None:
        deadline_rows.of_open_report(session, track, due(session, track, "unit_report", clock.now()), actor)


def _as_due(session: Session, track: Track, found: Ruling | None) -> Due | None:
    if found is None:
        return None
    as_of = session.get_one(Case, track.case_id).clocks_on
    return rules.due_on(session, found.due_on, _start(track, clock.now()), as_of, found.basis)


def expect_progress(session: Session, track: Track, since: date) -> None:
    """The next progress report is due, counted from signing or from the last report."""
    case = session.get_one(Case, track.case_id)
    deadline_rows.of_progress(session, track, _by_rule(session, case, deadline_rows.PROGRESS, _instant(since)))


def promise(session: Session, one: Obligation, day: date, basis: Basis, actor: Actor, reason: str = "") -> None:
    """Keep a date that was promised, instructed or extended in the obligation's history, and make it count."""
    session.add(
        PromisedDate(
            case_id=one.case_id,
            obligation_id=one.id,
            due_on=day,
            basis=basis,
            reason=reason,
            set_by=actor.person_id,
            set_at=clock.now(),
        )
    )
    match basis:
        case Basis.INSTRUCTION:
            one.instruction_due = day
        case Basis.PRINTED:
            one.printed_due = day
        case _:
            one.promised_due = day
