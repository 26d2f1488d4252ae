"""Re-inspection per obligation: who may inspect, what came of it, and what opens again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import calendar, clock
from engine.actors import Actor
from engine.models import Task, WorkItem
from engine.process import ServiceStep, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.models import Person
from workflows.people.recusal import recusals
from workflows.people.separation import Duty, separation
from workflows.rectification import ballots, dates, tracks
from workflows.rectification.derived import unfinished, workable
from workflows.rectification.given import add, by_number, examine_rows
from workflows.rectification.models import Obligation, Track, Verdict, Verification
from workflows.rectification.states import ObligationState, ResultClass
from workflows.settings.in_force import threshold
from workflows.supervision.models import TeamMember, TeamState

HANDLED = ("rectification_plan", "rectification_report")
NOTE_MIN = 10


def to_inspect(track: Track) -> list[Obligation]:
    """What was reported and has not been verified."""
    return [one for one in workable(track.obligations) if one.reported_on is not None and one.verified_on is None]


def handlers(session: Session, track: Track) -> set[int]:
    """Persons who handled the matter for the unit, or registered its answers: they do not verify it."""
    rows = session.execute(
        select(WorkItem.acted_by, WorkItem.entered_by)
        .join(Task, Task.id == WorkItem.task_id)
        .where(Task.instance_id == track.instance_id, Task.element.in_(HANDLED), WorkItem.acted_at.is_not(None))
    )
    return {person for row in rows for person in row if person}


def examine_inspection(session: Session, track: Track, data: Values) -> dict[str, list[Text]]:
    """Errors of U6: every item, enough inspectors, none of them tied to the unit or a handler of the matter."""
    errors = examine_rows(data["items"], to_inspect(track))
    inspectors = list(dict.fromkeys(data["inspectors"]))
    case = session.get_one(Case, track.case_id)
    fewest = int(threshold(session, "inspectors_min", case.clocks_on))
    if len(inspectors) < fewest:
        words = Text("复核至少{n}人。", "At least {n} inspectors.").format(n=fewest)
        add(errors, "inspectors", words)
    for why in recusals(session, inspectors, {track.unit_id}, track.case_id).values():
        add(errors, "inspectors", why)
    done = {Duty.HANDLE: handlers(session, track)}
    for person_id in inspectors:
        refusal = separation(person_id, Duty.VERIFY, done)
        if refusal is not None:
            add(errors, "inspectors", refusal)
    if _staff(session, track, inspectors) and not data["second_inspector_reason"]:
        words = Text(
            "由专委会干部参加复核的，请写明原因（将印出）。", "Say why committee staff inspects; it is printed."
        )
        add(errors, "second_inspector_reason", words)
    return errors


def _staff(session: Session, track: Track, inspectors: Sequence[int]) -> list[int]:
    """Inspectors who do not belong to the case's team."""
    team = session.scalars(
        select(TeamMember.person_id).where(TeamMember.case_id == track.case_id, TeamMember.state == TeamState.ACCEPTED)
    )
    known = set(team)
    return [person for person in inspectors if person not in known]


def advise_inspection(session: Session, track: Track, data: Values) -> list[Text]:
    """Short notes, and a survey that few people will answer."""
    found = []
    words = Text("第{no}条未确认的说明通常不少于10字。", "The note on {no} usually has 10 characters.")
    for row in data["items"]:
        if row["verdict"] != Verdict.CONFIRMED and len(row.get("note") or "") < NOTE_MIN:
            found.append(words.format(no=row["rec_no"]))
    if all(row["verdict"] == Verdict.CONFIRMED for row in data["items"]):
        found += ballots.advise_invited(session, track)
    return found


def verify(session: Session, track: Track, data: Values, actor: Actor) -> str:
    """Keep the verdicts; CONFIRMED, NOT_CONFIRMED, or FOLLOW_UP_END where following up has led nowhere."""
    asked, failed = by_number(to_inspect(track)), []
    for row in data["items"]:
        one = asked[row["rec_no"]]
        session.add(
            Verification(
                case_id=one.case_id,
                obligation_id=one.id,
                verdict=Verdict(row["verdict"]),
                note=row.get("note") or "",
                method=data["method"],
                inspected_on=data["inspected_on"],
                inspector_ids=list(data["inspectors"]),
                staff_reason=data["second_inspector_reason"] or "",
            )
        )
        if row["verdict"] == Verdict.CONFIRMED:
            one.state, one.verified_on = ObligationState.VERIFIED, data["inspected_on"]
        else:
            _fail(one, data["inspected_on"], row.get("note") or "")
            failed.append(one)
    outcome = _outcome(session, track, failed, data["inspected_on"])
    tracks.refresh(session, track, actor)
    return outcome


def _fail(one: Obligation, day: date, note: str) -> None:
    one.state, one.failed_count, one.reopened_on = ObligationState.REOPENED, one.failed_count + 1, day
    one.reported_on, one.verified_on, one.granted_due, one.return_comment = None, None, None, note


def _outcome(session: Session, track: Track, failed: Sequence[Obligation], day: date) -> str:
    if not failed:
        return "CONFIRMED"
    case = session.get_one(Case, track.case_id)
    if max(one.failed_count for one in failed) >= int(threshold(session, "re_rectify_max", case.clocks_on)):
        track.proposes_meeting = True
    if track.first_followed_on is None:
        return "NOT_CONFIRMED"
    track.failed_checks += 1
    months = int(threshold(session, "follow_up_max", case.clocks_on))
    is_over = day >= calendar.load(session).add_months(track.first_followed_on, months)
    return "FOLLOW_UP_END" if track.failed_checks > 1 or is_over else "NOT_CONFIRMED"


def cause_of(values: Values) -> str:
    """Why the unit is to rectify again, from the outcome of the step before."""
    causes = {"NOT_CONFIRMED": "NOT_CONFIRMED", "REHANDLE": "DECISION"}
    return causes.get(str(values.get("outcome")), "DISSATISFIED")


def reopen(session: Session, track: Track, rows: Sequence[Values], day: date, actor: Actor) -> None:
    """Send these items back to the unit, and no others; the clock of `re_rectify` starts."""
    asked = by_number(unfinished(track.obligations))
    for row in rows:
        one = asked[row["rec_no"]]
        if one.state is not ObligationState.REOPENED:
            one.failed_count += 1
        one.state, one.reopened_on, one.return_comment = ObligationState.REOPENED, day, row["requirement"]
        one.reported_on = one.verified_on = None
    dates.settle_dates(session, track, actor)
    tracks.refresh(session, track, actor)


def wake_follow_up(step: ServiceStep) -> dict[str, str]:
    """The day of the next check has come: class B items go back to the inspectors."""
    track = step.session.get_one(Track, step.instance.subject_id)
    for one in track.obligations:
        if one.state is ObligationState.CLOSED_B:
            one.state, one.verified_on, one.closed_on, one.result_class = (
                ObligationState.REPORTED_DONE,
                None,
                None,
                None,
            )
            one.reported_on = one.reported_on or clock.today()
            one.reported_class = ResultClass.B
    track.result_class, track.closed_on = None, None
    tracks.refresh(step.session, track, step.actor)
    return {}


def inspectors_named(session: Session, track: Track) -> list[str]:
    """Names of everybody who has inspected the track, for what is printed."""
    ids = {
        person
        for found in session.scalars(
            select(Verification.inspector_ids).where(
                Verification.obligation_id.in_([one.id for one in track.obligations])
            )
        )
        for person in found
    }
    return list(session.scalars(select(Person.name).where(Person.id.in_(ids)).order_by(Person.id)))
