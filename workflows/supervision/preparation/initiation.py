"""P1.3 立项审批 · Initiation."""

from collections.abc import Sequence
from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, line, longtext, month, ref, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.supervision.preparation import initiating

TOPIC_SOURCE = (
    Option("PROGRAMME", Text("栏目", "Programme")),
    Option("PARTY_COMMITTEE", Text("党委交办", "Party committee")),
    Option("GOVERNMENT", Text("政府提请", "Government")),
    Option("PLAN", Text("年度计划", "Annual plan")),
    Option("MEMBER_PROPOSAL", Text("提案", "Proposal")),
    Option("OPINION", Text("社情民意", "Opinion")),
    Option("SECTOR", Text("界别提出", "Sector")),
)


class InitiationForm(Form):
    topic_title = line(60, "监督议题", "Topic", required=True, advise_min=6)
    topic_source = choice(TOPIC_SOURCE, "议题来源", "Source of the topic", required=True)
    planned = yes_no("列入年度监督计划", "In the yearly plan", required=True)
    plan_item = ref(
        "plan_item", "年度监督计划条目", "Plan item", required_when="planned=true", shown_when="planned=true"
    )
    unplanned_reason = longtext(
        300,
        "未列入计划的原因",
        "Why it is not planned",
        required_when="planned=false",
        shown_when="planned=false",
        advise_min=10,
    )
    basis = longtext(500, "立项依据", "Basis", required=True, advise_min=20)
    period_start = day("监督起", "From", required=True)
    period_end = day("监督止", "To", required=True)
    lead_leader = ref("person", "带队领导", "Leader in charge", required=True)
    is_sensitive = yes_no("是否敏感", "Sensitive", required=True)
    monthly_slot = month("月度监督月份", "Month of supervision")


class Initiation(UserTask):
    """The sheet goes through the route INITIATION; the director's word on it is that of the weighing."""

    step = "P1.3"
    element = "initiation"
    label = Text("立项审批", "Initiation")
    note = Text(
        "重点、敏感、涉及三个以上单位或未列入年度计划的，由主席审批。",
        "Key or sensitive topics, more than three units, or a topic outside the plan go to the chairperson too.",
    )
    form = InitiationForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "initiation_draft"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMIT",)  # APPROVED, RETURNED and REFUSED are the approval's

    def initial(self, step: Step) -> dict[str, Any]:
        return initiating.last_entry(step.session, step.subject_id)

    def options(self, step: Step) -> dict[str, Sequence[Option]]:
        case = step.session.get_one(Case, step.subject_id)
        items = initiating.plan_items(step.session, case)
        return {"plan_item": [Option(str(item.id), initiating.words(item)) for item in items]}

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return initiating.faults(step.session, step.session.get_one(Case, step.subject_id), data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return initiating.advice(step.session, step.session.get_one(Case, step.subject_id), data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        document = initiating.submit(step, data)
        return {"outcome": "SUBMIT", "document_id": document.id, "route": "INITIATION"}
