"""What follows from a second broadcast: the lead waits in the case, people are told, items are checked at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.completion import ANY
from engine.forms import Form, Option, choice, day, integer, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, ServiceStep, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import CHECK_METHOD
from workflows.cases.models import Case, CaseState, LinkKind
from workflows.rectification.models import Obligation, Track, Verdict, Verification
from workflows.rectification.states import ObligationState
from workflows.supervision.beside.models import Exposure
from workflows.supervision.beside.telling import tell_officers, tell_units, tell_vice_chair
from workflows.supervision.models import SourceResult
from workflows.supervision.preparation import deciding
from workflows.supervision.preparation.sources import of_case
from workflows.supervision.summary_feedback.units import units_of_case

NOTE = Text("{title}再次曝光（第{n}次），原定期限不变。", "{title} was broadcast again (time {n}); no date moves.")
VERDICT = (
    Option("CONFIRMED", Text("属实整改到位", "Confirmed")),
    Option("PARTLY", Text("部分到位", "Partly")),
    Option("NOT_CONFIRMED", Text("未到位", "Not confirmed")),
)
NO_SUCH = Text("没有向该单位提过第{no}条。", "Recommendation {no} was not made to this unit.")
INTO = "再次曝光，并入在办案件"


def carry_out_attachment(step: ServiceStep) -> dict[str, Any]:
    """Attach the lead; as a relapse, have the director decide whether to reopen (X8)."""
    session = step.session
    row = session.get_one(Exposure, step.values["exposure_id"])
    case, lead = session.get_one(Case, row.case_id), session.get_one(Case, row.lead_case_id)
    _attach(step, case, lead, row)
    note = NOTE.format(title=case.title, n=exposures(session, case.id) + 1).zh
    concerned = _concerned(session, row)
    tell_units(session, step.instance, [one.unit_id for one in concerned], note, step.actor)
    tell_vice_chair(session, step.instance, case, note, step.actor)
    tell_officers(session, step.instance, case, note, step.actor)
    if row.decision == "RELAPSE":
        commands.start(session, step.host, "reopen_act", ("case", case.id), case.id, {}, actor=step.actor)
    return {"needs_check": row.decision == "ATTACH" and bool(concerned)}


def exposures(session: Session, case_id: int) -> int:
    """How often the same place was broadcast again since the case began."""
    return len(session.scalars(select(Exposure.id).where(Exposure.case_id == case_id)).all())


def _attach(step: ServiceStep, case: Case, lead: Case, row: Exposure) -> None:
    session = step.session
    lead.merged_into_id, lead.state = case.id, CaseState.MERGED
    deciding.link(session, lead.id, case.id, LinkKind.ATTACHED, row.note or INTO)
    for source in of_case(session, lead.id):
        source.result = source.result or SourceResult.ATTACHED


def _concerned(session: Session, row: Exposure) -> list[Obligation]:
    found = select(Obligation).where(Obligation.case_id == row.case_id, Obligation.state != ObligationState.WITHDRAWN)
    if row.rec_nos:
        found = found.where(Obligation.rec_no.in_(row.rec_nos))
    return list(session.scalars(found.order_by(Obligation.unit_id, Obligation.rec_no)))


class BroadcastCheckRow(Form):
    """One recommendation of one unit."""

    unit = ref("unit", "责任单位", "Unit", required=True)
    rec_no = integer("建议序号", "Recommendation", 1, 999, required=True)
    verdict = choice(VERDICT, "检查结论", "Verdict", required=True)
    note = longtext(500, "情况", "What was found", required=True, advise_min=5)


class BroadcastCheckForm(Form):
    checked_on = day("检查日期", "Checked on", required=True, not_future=True)
    method = choice(CHECK_METHOD, "方式", "Method", required=True)
    results = rows(BroadcastCheckRow, "逐条结论", "Results", required=True)


class BroadcastCheck(UserTask):
    """The items that the broadcast concerns are checked at once; what passed stays passed until decided otherwise."""

    step = "X17"
    element = "broadcast_check"
    label = Text("再次曝光检查", "Check after a second broadcast")
    form = BroadcastCheckForm
    seats = (Seat("case_officer", "committee", Act.FILL), Seat("team_leader", "team", Act.FILL))
    completion = ANY
    deadline = "activity_minutes"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("CHECKED",)

    def initial(self, step: Step) -> dict[str, Any]:
        row = step.session.get_one(Exposure, step.values["exposure_id"])
        return {"results": [{"unit": one.unit_id, "rec_no": one.rec_no} for one in _concerned(step.session, row)]}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        units = units_of_case(step.session, step.subject_id)
        return {"results.unit": [Option(str(unit.id), Text(unit.name, unit.name)) for unit in units]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        known = self._obligations(step)
        return {
            f"results.{number}.rec_no": [NO_SUCH.format(no=row["rec_no"])]
            for number, row in enumerate(data["results"])
            if (row["unit"], row["rec_no"]) not in known
        }

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        known = self._obligations(step)
        for row in data["results"]:
            step.session.add(
                Verification(
                    case_id=step.subject_id,
                    obligation_id=known[row["unit"], row["rec_no"]].id,
                    verdict=Verdict(row["verdict"]),
                    note=row["note"],
                    method=data["method"],
                    inspected_on=data["checked_on"],
                    inspector_ids=[step.actor.person_id],
                )
            )
        return {"outcome": "CHECKED"}

    @staticmethod
    def _obligations(step: Step) -> dict[tuple[int, int], Obligation]:
        found = select(Obligation).join(Track, Track.id == Obligation.track_id).where(Track.case_id == step.subject_id)
        return {(one.unit_id, one.rec_no): one for one in step.session.scalars(found.order_by(Obligation.id))}
