"""X17 再次曝光并入 · Attach a second broadcast."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine import clock
from engine.completion import IN_SEQUENCE
from engine.forms import Form, Option, choice, longtext, numbers, ref
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case, CaseState
from workflows.documents.models import RecommendationItem
from workflows.supervision.beside.ended import AFTER_LETTER
from workflows.supervision.beside.models import Exposure

DECISION = (
    Option("ATTACH", Text("并入", "Attach")),
    Option("RELAPSE", Text("作为反弹处理", "Relapse")),
)
LEADS = frozenset({CaseState.SUBMITTED, CaseState.UNDER_REVIEW, CaseState.MERGED})
NOT_A_LEAD = Text("请选择尚在研判的线索。", "Choose a lead that is still being weighed.")
THIS_CASE = Text("并入案件须为当前案件。", "It is attached to this case.")
TOO_EARLY = Text("建议书发出前请用“并案”。", "Before the letter is issued, merge the cases instead.")
ARCHIVED = Text("案件已归档；再次曝光请另建关联案件。", "The case is archived; make a new linked case instead.")
ATTACHED = Text("该线索已经并入。", "The lead is attached already.")
NO_SUCH_ITEM = Text("建议书没有第{no}条。", "The letter has no recommendation {no}.")
ONLY_LOOKING_BACK = Text("只有在回头看期间才能作为反弹处理。", "Only during the look-backs can it be a relapse.")


class AttachBroadcastForm(Form):
    lead = ref("lead", "新线索", "Lead", required=True)
    main_case = ref("case", "并入案件", "Case", required=True)
    rec_nos = numbers("涉及建议序号", "Recommendations concerned")
    decision = choice(DECISION, "处理", "Decision", required=True)
    note = longtext(300, "说明", "Note")


class AttachBroadcast(UserTask):
    """Counts the exposure, tells the units and the vice-chair, has the items checked at once; no date moves."""

    step = "X17"
    element = "attach_broadcast"
    label = Text("再次曝光并入", "Attach a second broadcast")
    form = AttachBroadcastForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("committee_director", "committee", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "merge_decision"
    on_expiry = ("REMIND",)
    outcomes = ("ATTACHED", "RELAPSE")
    withdrawable = False

    def not_now(self, step: Step) -> Text | None:
        return _not_now(step.session.get_one(Case, step.subject_id))

    def initial(self, step: Step) -> dict[str, Any]:
        lead = step.values.get("lead_id")
        return {"main_case": step.subject_id, **({"lead": lead} if isinstance(lead, int) else {})}

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        case = step.session.get_one(Case, step.subject_id)
        leads = select(Case).where(Case.cppcc_id == case.cppcc_id, Case.state.in_(LEADS), Case.id != case.id)
        found = [(one.id, f"{one.case_no or ''} {one.title}".strip()) for one in step.session.scalars(leads)]
        return {"lead": [Option(str(lead_id), Text(words, words)) for lead_id, words in found]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        session = step.session
        case = session.get_one(Case, step.subject_id)
        errors = _check_case(case, data)
        lead = session.get(Case, data["lead"])
        if lead is None or lead.id == case.id or lead.state not in LEADS:
            errors["lead"] = [NOT_A_LEAD]
        elif session.scalar(select(Exposure.id).where(Exposure.case_id == case.id, Exposure.lead_case_id == lead.id)):
            errors["lead"] = [ATTACHED]
        known = set(session.scalars(select(RecommendationItem.no).where(RecommendationItem.case_id == case.id)))
        unknown = sorted(set(data.get("rec_nos") or ()) - known)
        if unknown:
            errors["rec_nos"] = [NO_SUCH_ITEM.format(no=unknown[0])]
        return errors

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        row = Exposure(
            case_id=step.subject_id,
            lead_case_id=data["lead"],
            rec_nos=list(data.get("rec_nos") or ()),
            decision=data["decision"],
            note=data.get("note"),
            attached_at=clock.now(),
        )
        step.session.add(row)
        step.session.flush()
        return {"outcome": "ATTACHED" if row.decision == "ATTACH" else "RELAPSE", "exposure_id": row.id}


def _check_case(case: Case, data: Values) -> dict[str, list[Text]]:
    if data["main_case"] != case.id:
        return {"main_case": [THIS_CASE]}
    if why := _not_now(case):
        return {"main_case": [why]}
    if data["decision"] == "RELAPSE" and case.state not in (CaseState.LOOKING_BACK, CaseState.CLOSED):
        return {"decision": [ONLY_LOOKING_BACK]}
    return {}


def _not_now(case: Case) -> Text | None:
    if case.state is CaseState.ARCHIVED:
        return ARCHIVED
    return None if case.state in AFTER_LETTER else TOO_EARLY
