"""X8 重新启动 · Reopen."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, longtext, ref, refs
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.documents.models import RecommendationItem
from workflows.rectification.models import Track
from workflows.supervision.beside.models import Reopening
from workflows.supervision.summary_feedback.models import LookBackVisit
from workflows.supervision.summary_feedback.units import units_of_case

KIND = (
    Option("NEW_TRACK", Text("本案重启", "New track")),
    Option("NEW_CASE", Text("另建关联案件", "New linked case")),
    Option("NONE", Text("不重启", "None")),
)
PAPER = (
    Option("URGE_LETTER", Text("催促函", "Urging letter")),
    Option("NEW_LETTER", Text("新建议书", "New letter")),
)
NEVER_UNLOCKED = Text(
    "案件已归档，归档后不再启封；请另建关联案件。", "The case is archived and never unlocked; make a new linked case."
)
NOT_CLOSED = Text("案件尚未结案，不需要重新启动。", "The case is not closed yet.")
THIS_CASE = Text("反弹的原案应为本案。", "The relapse is of this case.")
NOT_A_UNIT = Text("只能选择本案的责任单位。", "Only units of this case can be chosen.")
NOT_AN_ITEM = Text("只能选择本案建议书的条目。", "Only recommendations of this case can be chosen.")
NOT_ADDRESSED = Text("所选建议条目没有一条是提给该单位的。", "None of the recommendations is addressed to the unit.")
CLOSED = (CaseState.CLOSED, CaseState.LOOKING_BACK, CaseState.ARCHIVED)


class ReopenForm(Form):
    kind = choice(KIND, "方式", "How", required=True)
    relapse_of = ref("case", "反弹的原案", "Relapse of", required_when="kind=NEW_CASE", shown_when="kind=NEW_CASE")
    paper = choice(PAPER, "文书", "Document", required_when="kind=NEW_CASE", shown_when="kind=NEW_CASE")
    responsible_units = refs("unit", "责任单位", "Units", required_when="kind=NEW_TRACK", shown_when="kind=NEW_TRACK")
    recommendation_items = refs(
        "recommendation_item",
        "建议条目",
        "Recommendations",
        required_when="kind=NEW_TRACK",
        shown_when="kind=NEW_TRACK",
    )
    reason = longtext(500, "理由", "Reason", required=True, advise_min=20)


class Reopen(UserTask):
    """Before the archive a new track that inherits the letter; after it a new case linked by `relapse_of`."""

    step = "X8"
    element = "reopen"
    label = Text("重新启动", "Reopen")
    form = ReopenForm
    seats = (
        Seat("committee_director", "committee", Act.FILL),
        Seat("vice_chair", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "reopen_decision"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("REOPENED", "LINKED", "NOT_REOPENED")
    withdrawable = False

    def not_now(self, step: Step) -> Text | None:
        return None if step.session.get_one(Case, step.subject_id).state in CLOSED else NOT_CLOSED

    def initial(self, step: Step) -> dict[str, Any]:
        visit_id = step.values.get("look_back_id")
        visit = step.session.get(LookBackVisit, visit_id) if isinstance(visit_id, int) else None
        units = visit.relapse_units if visit else []
        found: dict[str, Any] = {"relapse_of": step.subject_id}
        return {**found, "responsible_units": units} if units else found

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        units = units_of_case(step.session, step.subject_id)
        items = step.session.scalars(
            select(RecommendationItem)
            .where(RecommendationItem.case_id == step.subject_id)
            .order_by(RecommendationItem.document_id, RecommendationItem.no)
        )
        return {
            "responsible_units": [Option(str(unit.id), Text(unit.name, unit.name)) for unit in units],
            "recommendation_items": [
                Option(str(item.id), Text(f"第{item.no}条 {item.text}", f"{item.no}. {item.text}")) for item in items
            ],
        }

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        case = step.session.get_one(Case, step.subject_id)
        if case.state not in CLOSED:
            return {"kind": [NOT_CLOSED]}
        if data["kind"] == "NEW_CASE" and data["relapse_of"] != case.id:
            return {"relapse_of": [THIS_CASE]}
        if data["kind"] != "NEW_TRACK":
            return {}
        if case.state is CaseState.ARCHIVED:
            return {"kind": [NEVER_UNLOCKED]}
        return _check_tracks(step, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        row = Reopening(
            case_id=step.subject_id,
            kind=data["kind"],
            relapse_of_id=data.get("relapse_of"),
            paper=data.get("paper"),
            unit_ids=list(data.get("responsible_units") or ()),
            recommendation_ids=list(data.get("recommendation_items") or ()),
            reason=data["reason"],
            decided_at=clock.now(),
        )
        step.session.add(row)
        step.session.flush()
        outcome = {"NEW_TRACK": "REOPENED", "NEW_CASE": "LINKED"}.get(row.kind, "NOT_REOPENED")
        return {"outcome": outcome, "reopening_id": row.id}


def _check_tracks(step: Step, data: Values) -> dict[str, list[Text]]:
    units = set(step.session.scalars(select(Track.unit_id).where(Track.case_id == step.subject_id)))
    items = {
        item.id: item
        for item in step.session.scalars(
            select(RecommendationItem).where(RecommendationItem.case_id == step.subject_id)
        )
    }
    if set(data["responsible_units"]) - units:
        return {"responsible_units": [NOT_A_UNIT]}
    if set(data["recommendation_items"]) - set(items):
        return {"recommendation_items": [NOT_AN_ITEM]}
    chosen = [items[item_id] for item_id in data["recommendation_items"]]
    for unit_id in data["responsible_units"]:
        if not any(unit_id in item.unit_ids for item in chosen):
            return {"recommendation_items": [NOT_ADDRESSED]}
    return {}
