"""P1.3 立项审批 · Initiation."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, line, longtext, month, ref, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

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
    topic_title = line(60, "监督议题", "Topic", required=True, advise_min=6)  # rule: ≥6 chars
    topic_source = choice(TOPIC_SOURCE, "议题来源", "Source of the topic", required=True)
    planned = yes_no("列入年度监督计划", "In the yearly plan", required=True)
    plan_item = ref(
        "plan_item", "年度监督计划条目", "Plan item", required_when="planned=true", shown_when="planned=true"
    )  # rule: of P2.2, kind=SUPERVISION
    unplanned_reason = longtext(
        300,
        "未列入计划的原因",
        "Why it is not planned",
        required_when="planned=false",
        shown_when="planned=false",
        advise_min=10,
    )  # rule: ≥10 chars; the chairperson approves too
    basis = longtext(500, "立项依据", "Basis", required=True, advise_min=20)  # rule: ≥20 chars
    period_start = day("监督起", "From", required=True)  # rule: in the past: flagged 补录
    period_end = day("监督止", "To", required=True)  # rule: ≥ period_start, ≤ 12 months
    lead_leader = ref("person", "带队领导", "Leader in charge", required=True)  # rule: a leader in office
    is_sensitive = yes_no("是否敏感", "Sensitive", required=True)  # rule: chooses the route (§3.4)
    monthly_slot = month("月度监督月份", "Month of supervision")  # rule: warn if the committee has another


class Initiation(UserTask):
    """Initiation."""

    step = "P1.3"
    element = "initiation"
    label = Text("立项审批", "Initiation")
    form = InitiationForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "initiation_draft"  # rule: also ['initiation_step']
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "APPROVED",
        "RETURNED",
        "REFUSED",
    )
    # rule: outcomes: APPROVED -> P1.4; RETURNED -> P1.3; REFUSED -> P1.2.1
    # rule: One sheet with P1.2: draft, secretary_general, vice_chair, 3 wd in all.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
