"""The survey (decisions D25): who is asked, when it counts, and the grade of the median ballot."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor, person_group
from engine.models import WorkItem
from engine.process import Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.presence import left
from workflows.people.recusal import recusals
from workflows.rectification import tracks
from workflows.rectification.models import Ballot, Track
from workflows.settings.in_force import threshold
from workflows.supervision.models import Activity, Attendee, TeamMember, TeamState

GRADES = ("SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED")  # from the best to the lowest
VOTERS = ("MEMBER", "CITIZEN_REP")


def invited(session: Session, track: Track) -> list[int]:
    """The team, and the members and citizens who were there; nobody who has left office or is tied to the unit."""
    team = session.scalars(
        select(TeamMember.person_id)
        .where(TeamMember.case_id == track.case_id, TeamMember.state == TeamState.ACCEPTED)
        .order_by(TeamMember.id)
    ).all()
    there = session.scalars(
        select(Attendee.person_id)
        .join(Activity, Activity.id == Attendee.activity_id)
        .where(Attendee.case_id == track.case_id, Attendee.is_present, Attendee.role.in_(VOTERS))
        .order_by(Attendee.id)
    ).all()
    gone = left(session, [*team, *there])
    people = [person for person in dict.fromkeys([*team, *there]) if person not in gone]
    tied = recusals(session, people, {track.unit_id}, track.case_id)
    return [person for person in people if person not in tied]


def advise_invited(session: Session, track: Track) -> list[Text]:
    """Few people asked: the survey may come to nothing."""
    asked, usual = len(invited(session, track)), _setting(session, track, "ballots_invited")
    words = Text("受邀测评只有{n}人，通常不少于{usual}人。", "Only {n} people are invited; usually at least {usual}.")
    return [words.format(n=asked, usual=f"{usual:g}")] if asked < usual else []


def _setting(session: Session, track: Track, key: str) -> float:
    return float(threshold(session, key, session.get_one(Case, track.case_id).clocks_on))


def cast(session: Session, track: Track, item: WorkItem | None, data: Values) -> None:
    """Keep one ballot of the round."""
    if item is None:
        return
    session.add(
        Ballot(
            case_id=track.case_id,
            track_id=track.id,
            round=track.survey_round,
            work_item_id=item.id,
            attitude=data["attitude"],
            result=data["result"],
            comment=data["comment"] or "",
            is_void=False,
        )
    )
    session.flush()
    _void_tied(session, track)


def _void_tied(session: Session, track: Track) -> None:
    """A tie that has come out after the vote: the ballot stays on record and counts no more (decisions D20)."""
    asked = {person_group(person) for person in invited(session, track)}
    found = select(Ballot, WorkItem.groups).join(WorkItem, WorkItem.id == Ballot.work_item_id)
    round_now = found.where(Ballot.track_id == track.id, Ballot.round == track.survey_round)
    for ballot, groups in session.execute(round_now).all():
        ballot.is_void = asked.isdisjoint(groups)
    session.flush()


def cast_so_far(session: Session, track: Track) -> list[Ballot]:
    """The valid ballots of the round."""
    found = select(Ballot).where(
        Ballot.track_id == track.id, Ballot.round == track.survey_round, Ballot.is_void.is_(False)
    )
    return list(session.scalars(found.order_by(Ballot.id)))


def silent(session: Session, track: Track) -> list[int]:
    """Those invited who have not voted in this round."""
    items = [ballot.work_item_id for ballot in cast_so_far(session, track)]
    groups = session.scalars(select(WorkItem.groups).where(WorkItem.id.in_(items)))
    voted = {group for found in groups for group in found}
    return [person for person in invited(session, track) if person_group(person) not in voted]


def has_quorum(session: Session, track: Track) -> bool:
    """At least `ballots_min` valid ballots, and of more than half of those invited."""
    votes, asked = len(cast_so_far(session, track)), len(invited(session, track))
    return votes >= _setting(session, track, "ballots_min") and votes > asked * _setting(
        session, track, "ballots_share"
    )


def median(results: Sequence[str]) -> str | None:
    """The grade of the middle ballot, of an even number the lower of the two; what is no grade does not count."""
    graded = sorted(GRADES.index(result) for result in results if result in GRADES)
    return GRADES[graded[len(graded) // 2]] if graded else None


def count(session: Session, track: Track, actor: Actor) -> str:
    """The outcome of the survey; TOO_FEW without a quorum, or where nobody gave a grade."""
    _void_tied(session, track)
    found = median([ballot.result for ballot in cast_so_far(session, track)])
    if found is None or not has_quorum(session, track):
        return "TOO_FEW"
    return grade(session, track, found, "", actor)


def grade(session: Session, track: Track, found: str, reason: str, actor: Actor) -> str:
    """Keep the grade; DISSATISFIED the first time, DISSATISFIED_AGAIN from then on."""
    track.grade, track.grade_basis = found, reason
    track.survey_round += 1
    if found == "DISSATISFIED":
        track.dissatisfied_count += 1
    tracks.refresh(session, track, actor)
    if found != "DISSATISFIED":
        return "SATISFIED"
    return "DISSATISFIED" if track.dissatisfied_count == 1 else "DISSATISFIED_AGAIN"


def breakdown(session: Session, track: Track, round_no: int) -> dict[str, dict[str, int]] | None:
    """How many of each: {"result": …, "attitude": …}; None where so few voted that one could tell who."""
    found = list(
        session.scalars(
            select(Ballot).where(Ballot.track_id == track.id, Ballot.round == round_no, Ballot.is_void.is_(False))
        )
    )
    if len(found) < _setting(session, track, "breakdown_min"):
        return None
    return {
        "result": dict(Counter(ballot.result for ballot in found)),
        "attitude": dict(Counter(ballot.attitude for ballot in found)),
    }
