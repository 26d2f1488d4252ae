"""X12 机构调整: a unit is renamed, merged into another, or split. The office enters it, the secretary-general confirms.

On the day, every open track goes to its successor as it stands: same step, same clocks, and whoever answers now says
who handles it (X12.1), without a right of objection. Letters that went out keep the old name.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock, jobs
from engine.actors import Actor
from engine.errors import BadAnswer, NotFound, NotPermitted
from engine.forms import Form, Option, choice, day, line, ref, rows
from engine.text import Text
from workflows.cases.models import Case
from workflows.keeping.agreement import Agreement
from workflows.people import candidates, proposals
from workflows.people.models import Proposal, ProposalKind, ProposalState, Unit
from workflows.people.rights import Action
from workflows.rectification.models import Track
from workflows.rectification.states import SETTLED

KIND = ProposalKind.REORGANISATION
AGREEMENT = Agreement(KIND, Action.REORGANISE, Action.CONFIRM_REORGANISATION)
MOVE = "move_tracks"
"""The job of the day on which it takes effect."""

RENAMED, MERGED, SPLIT = "RENAMED", "MERGED", "SPLIT"
KINDS = (
    Option(RENAMED, Text("更名", "Renamed")),
    Option(MERGED, Text("并入其他单位", "Merged into another")),
    Option(SPLIT, Text("分立为几个单位", "Split into several")),
)
PAST = Text("最早从今天起调整；以往的日期不能改。", "Today at the earliest; what is past stays as it was.")
CLOSED = Text("{unit}已撤销或并入其他单位。", "{unit} is closed or merged already.")
ITSELF = Text("承接单位不能是原单位本身。", "A unit cannot succeed itself.")
ELSEWHERE = Text("承接单位须属同一政协的名册。", "The successor is in another CPPCC's register.")
TAKEN = Text("已有名为“{name}”的单位；并入它请选“并入其他单位”。", "“{name}” exists already.")
WAITS = Text("{unit}已有一项机构调整待确认或待生效。", "A change of {unit} waits to be confirmed, or for its day.")
TWO = Text("分立须有至少两个不同的承接单位。", "A split has at least two different successors.")
NOT_OPEN = Text("不是{unit}正在办理的事项。", "It is not an open track of {unit}.")
NO_HEIR = Text("请在承接单位中选择。", "Choose one of the successors.")


class SuccessorForm(Form):
    org = ref("unit", "承接单位", "Successor", required=True)
    share = line(200, "承接职责", "What it takes over")


class MoveForm(Form):
    track = ref("unit_track", "事项", "Track", required=True)
    org = ref("unit", "承接单位", "Successor", required=True)


class ReorganisationForm(Form):
    old_org = ref("unit", "原单位", "Old unit", required=True)
    kind = choice(KINDS, "调整方式", "What happens", required=True)
    new_name = line(120, "新名称", "New name", shown_when="kind=RENAMED", required_when="kind=RENAMED")
    new_short = line(60, "新简称", "New short name", shown_when="kind=RENAMED")
    successor = ref("unit", "承接单位", "Successor", shown_when="kind=MERGED", required_when="kind=MERGED")
    successors = rows(
        SuccessorForm,
        "承接单位（第一个为主，未另行指定的事项归它）",
        "Successors; the first takes what is not given to another",
        shown_when="kind=SPLIT",
        required_when="kind=SPLIT",
        at_most=8,
    )
    effective_on = day("调整日期", "Effective on", required=True)
    doc_no = line(40, "依据文号", "Document no.", required=True)


class Goes(NamedTuple):
    """A track of the preview: its case, where it stands, and who takes it over."""

    track: Track
    case: Case
    heir: str


def read(session: Session, data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a `ReorganisationForm`; BadAnswer with what is wrong, by field."""
    old = session.get_one(Unit, data["old_org"])
    errors: dict[str, list[Text]] = {}
    if data["effective_on"] < clock.today():
        errors["effective_on"] = [PAST]
    if not old.is_valid(clock.today()):
        errors["old_org"] = [CLOSED.format(unit=old.name)]
    elif pending(session, old.id):
        errors["old_org"] = [WAITS.format(unit=old.name)]
    heirs = {MERGED: [data["successor"]], SPLIT: [row["org"] for row in data["successors"] or []]}.get(data["kind"], [])
    errors |= _wrong_heirs(session, old, data, heirs)
    if errors:
        raise BadAnswer(errors)
    return {
        "kind": data["kind"],
        "new_name": data["new_name"] or "",
        "new_short": data["new_short"] or "",
        "successors": heirs,
        "shares": [row["share"] or "" for row in data["successors"] or []],
        "effective_on": data["effective_on"].isoformat(),
        "doc_no": data["doc_no"],
        "moves": {},
    }


def _wrong_heirs(session: Session, old: Unit, data: Mapping[str, Any], heirs: Sequence[int]) -> dict[str, list[Text]]:
    if data["kind"] == RENAMED:
        same = select(Unit.id).where(Unit.cppcc_id == old.cppcc_id, Unit.name == data["new_name"])
        taken = session.scalar(same) is not None
        return {"new_name": [TAKEN.format(name=data["new_name"])]} if taken else {}
    field = "successor" if data["kind"] == MERGED else "successors"
    if data["kind"] == SPLIT and len(set(heirs)) < 2:
        return {field: [TWO]}
    for n, heir_id in enumerate(heirs):
        at = field if field == "successor" else f"successors.{n}.org"
        heir = session.get_one(Unit, heir_id)
        if heir.id == old.id:
            return {at: [ITSELF]}
        if heir.cppcc_id != old.cppcc_id:
            return {at: [ELSEWHERE]}
        if not heir.is_valid(data["effective_on"]):
            return {at: [CLOSED.format(unit=heir.name)]}
    return {}


def pending(session: Session, unit_id: int) -> bool:
    """Whether a change of the unit is proposed, or confirmed and its day has not come."""
    found = proposals.listed(session, (KIND,), 20, subject_id=unit_id)
    return any(
        one.state is ProposalState.WAITING or (one.state is ProposalState.CONFIRMED and not one.facts.get("moved"))
        for one in found
    )


def goes(session: Session, unit_id: int, facts: Mapping[str, Any]) -> list[Goes]:
    """Every open track of the unit, with who will have it."""
    found = select(Track, Case).join(Case, Case.id == Track.case_id)
    open_ones = found.where(Track.unit_id == unit_id, Track.state.not_in(SETTLED)).order_by(Track.id)
    names = {one.id: one.name for one in session.scalars(select(Unit).where(Unit.id.in_(facts["successors"])))}
    return [
        Goes(track, case, names.get(heir_of(facts, track.id) or 0, facts["new_name"]))
        for track, case in session.execute(open_ones)
    ]


def heir_of(facts: Mapping[str, Any], track_id: int) -> int | None:
    """Who takes over a track; None for the unit under its new name."""
    first = facts["successors"][0] if facts["successors"] else None
    moves: Mapping[str, int] = facts["moves"]
    return moves.get(str(track_id), first)


def without_liaison(session: Session, facts: Mapping[str, Any]) -> list[str]:
    """The names of successors for whom nobody would answer."""
    spoken_for = candidates.liaisons(session, facts["successors"])
    units = session.scalars(select(Unit).where(Unit.id.in_(facts["successors"])).order_by(Unit.id))
    return [one.name for one in units if one.id not in spoken_for]


def propose(session: Session, data: Mapping[str, Any], moves: Mapping[int, int], actor: Actor) -> Proposal:
    """Enter it for the secretary-general; nothing has changed yet. `moves`: of a split, by track who takes it over."""
    old = session.get(Unit, data["old_org"], with_for_update=True)
    if old is None:
        raise NotFound
    AGREEMENT.require(actor, old.cppcc_id)
    facts = read(session, data)
    facts["moves"] = {str(track): heir for track, heir in moves.items() if heir in facts["successors"]}
    return proposals.enter(session, KIND, old.id, facts, actor, old.cppcc_id)


def confirm(session: Session, proposal_id: int, actor: Actor) -> Proposal:
    """The secretary-general agrees: it happens on its day, or at once where that is today or past by now. NotPermitted
    where a unit of it has been closed meanwhile."""
    one = AGREEMENT.confirm(session, proposal_id, actor)
    first = max(date.fromisoformat(one.facts["effective_on"]), clock.today())
    for unit_id in (one.subject_id, *one.facts["successors"]):
        unit = session.get_one(Unit, unit_id, with_for_update=True)
        if not unit.is_valid(first):
            raise NotPermitted(CLOSED, unit=unit.name)
    at = max(clock.start_of(first), clock.now())
    jobs.add(session, MOVE, {"proposal_id": one.id, "first": first.isoformat()}, run_at=at)
    session.get_one(Unit, one.subject_id).valid_until = first - timedelta(days=1)
    return one
