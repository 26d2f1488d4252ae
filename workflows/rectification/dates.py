"""One date rules, and says on what it rests: instruction, else printed, else the accepted plan, else the rule."""

from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM, Actor
from engine.deadlines import OPEN, Cause
from engine.models import Deadline, Instance
from engine.process import Due
from workflows.cases.models import Case, Priority
from workflows.rectification import deadline_rows
from workflows.rectification.derived import workable
from workflows.rectification.models import Obligation, PromisedDate, Track
from workflows.rectification.states import Basis, ObligationState
from workflows.settings import deadlines as rules
from workflows.settings import in_force

ASKING = "extension_request_before"
FROM_DELIVERY = frozenset({"unit_sign", "sign_call", "deemed_served", "unit_objection"})
EXTENDABLE = frozenset({"unit_plan", "plan_resubmit", "unit_report", "immediate_item", "re_rectify", "assist_opinion"})
FROM_RECEIPT = frozenset({"unit_plan", "unit_report", "assist_opinion"})


def due(session: Session, track: Track, rule: str, started: datetime) -> Due | None:
    """The date of a step that the track brings along; None where the plain rule from `started` holds.

    A clock runs from the delivery, or from the day on which the unit signed or its receipt was confirmed.
    """
    case = session.get_one(Case, track.case_id)
    if rule == "follow_up_check" and track.next_check_on is not None:
        return rules.due_on(session, track.next_check_on, started, case.clocks_on, Basis.PLAN, track.unit_id)
    if rule == ASKING:
        return _before_nearest(session, track, case)
    if rule == "unit_plan" and track.plan_returns:
        again = _by_rule(session, track, "plan_resubmit", started)
        return again._replace(rule="plan_resubmit") if again is not None else None
    if rule == "unit_report":
        owed = [one for one in workable(track.obligations) if one.due_on is not None and one.reported_on is None]
        nearest = min(owed, key=lambda one: one.due_on or date.max, default=None)
        if nearest is not None and nearest.due_on is not None:
            return rules.due_on(
                session, nearest.due_on, _start(track, started), case.clocks_on, nearest.date_basis, track.unit_id
            )
    if rule in FROM_DELIVERY:
        return _by_rule(session, track, rule, _instant(track.sign_from))
    if rule in FROM_RECEIPT:
        return _by_rule(session, track, rule, _start(track, started))
    return None


def _before_nearest(session: Session, track: Track, case: Case) -> Due | None:
    """The last day to ask for more time: before the nearest date of the track."""
    nearest = session.scalar(
        select(func.min(Deadline.due_at)).where(
            Deadline.instance_id == track.instance_id, Deadline.state.in_(OPEN), Deadline.rule.in_(EXTENDABLE)
        )
    )
    if nearest is None:
        return None
    day, setting = clock.day_of(nearest), in_force.rule(session, ASKING, case.clocks_on)
    return rules.counted(session, clock.today(), day, setting.unit, setting.count, Basis.RULE, case.clocks_on)


def _by_rule(session: Session, track: Track, rule: str, started: datetime) -> Due | None:
    case = session.get_one(Case, track.case_id)
    return rules.due(session, rule, started, case.clocks_on, case.priority is Priority.URGENT, track.unit_id)


def _start(track: Track, started: datetime) -> datetime:
    return _instant(track.signed_on) if track.signed_on else started


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.CITY)


def ruling(session: Session, track: Track, one: Obligation) -> Due | None:
    """The date that rules for an obligation, and on what it rests; None before the unit has the letter."""
    is_reopened = one.state is ObligationState.REOPENED and one.reopened_on is not None
    given = (
        (None if is_reopened else one.instruction_due, Basis.INSTRUCTION),
        (None if is_reopened else one.printed_due, Basis.PRINTED),
        (one.promised_due if one.plan_accepted_on and not is_reopened else None, Basis.PLAN),
        (one.granted_due, Basis.RULE),
    )
    case = session.get_one(Case, track.case_id)
    for day, basis in given:
        if day is not None:
            return rules.due_on(session, day, _start(track, clock.now()), case.clocks_on, basis, track.unit_id)
    if is_reopened and one.reopened_on is not None:
        return _by_rule(session, track, "re_rectify", _instant(one.reopened_on))
    if track.signed_on is None:
        return None
    return _by_rule(session, track, "immediate_item" if one.is_immediate else "unit_report", _instant(track.signed_on))


def settle_dates(session: Session, track: Track, actor: Actor = SYSTEM, cause: Cause | None = None) -> None:
    """Bring every obligation's date, its deadline row and that of an open report up to what rules now.

    What stands still is left alone. `cause`: why the dates move, where it is not that another basis rules.
    """
    instance = session.get(Instance, track.instance_id) if track.instance_id else None
    because = cause or deadline_rows.rebased(actor)
    for one in track.obligations:
        if one.is_paused:
            continue
        owes = bool(workable([one])) and one.reported_on is None
        found = ruling(session, track, one) if owes else None
        if found is not None:
            one.due_on, one.warn_at, one.date_basis = clock.day_of(found.due_at), found.warn_at, Basis(found.basis)
        if instance is not None:
            deadline_rows.of_obligation(session, instance, one, found, because)
    if instance is not None:
        deadline_rows.of_open_report(session, track, due(session, track, "unit_report", clock.now()), because)


def follow(session: Session, one: Obligation, row: Deadline, cause: Cause) -> None:
    """The row of its date was counted again: the obligation says the same day, and so does what had set it."""
    before, one.due_on, one.warn_at = one.due_on, clock.day_of(row.due_at), row.warn_at
    was_set = one.date_basis is not Basis.RULE or one.granted_due is not None
    if was_set and before != one.due_on:
        shift(session, one, one.due_on, cause.actor, cause.reason)


def shift(session: Session, one: Obligation, day: date, actor: Actor, reason: str) -> None:
    """Another day for the date that rules for an obligation, on the same basis; the old one stays in its history."""
    promise(session, one, day, one.date_basis, actor, reason)


def expect_progress(session: Session, track: Track, since: date) -> None:
    """The next progress report is due, counted from signing or from the last report."""
    deadline_rows.of_progress(session, track, _by_rule(session, track, deadline_rows.PROGRESS, _instant(since)))


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
        case Basis.RULE:
            one.granted_due = day
        case _:
            one.promised_due = day
