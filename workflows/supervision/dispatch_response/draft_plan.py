"""P1.4 方案与监督小组 · Plan and team."""

from engine.completion import ONE
from engine.forms import Form, Option, choices, day, integer, line, longtext, ref, refs, rows, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

METHODS = (
    Option("SITE_INSPECTION", Text("实地视察", "Site inspection")),
    Option("UNDERCOVER_VISIT", Text("暗访", "Undercover visit")),
    Option("SPECIAL_RESEARCH", Text("专项监督调研", "Special research")),
    Option("DEMOCRATIC_REVIEW", Text("民主评议", "Democratic review")),
    Option("SYMPOSIUM", Text("协商座谈", "Symposium")),
)


class DraftPlanFocusItemsRow(Form):
    """One line of focus."""

    text = line(200, "监督重点", "Focus", required=True)


class DraftPlanScheduleRow(Form):
    """A row of schedule."""

    date = day("日期", "Date", required=True)
    place = line(100, "地点", "Place", required=True)
    content = line(300, "内容", "Content", required=True)
    leader = ref("person", "带队人", "Led by")


class DraftPlanChecklistRow(Form):
    """A row of checklist."""

    item = line(200, "核查事项", "Item", required=True)
    standard = line(200, "标准", "Standard", required=True)
    evidence_required = line(200, "需取证材料", "Evidence needed")


class DraftPlanCitizenRepsRow(Form):
    """A row of citizen representatives."""

    name = line(60, "姓名或名称", "Name", required=True)
    phone = line(20, "电话", "Phone")


class DraftPlanExpertsRow(Form):
    """A row of experts."""

    name = line(60, "姓名或名称", "Name", required=True)
    org = ref("unit", "单位", "Organisation")
    title = line(80, "名称或职务", "Title")


class DraftPlanForm(Form):
    objective = longtext(500, "监督目标", "Objective", required=True, advise_min=20)  # rule: ≥20 chars
    focus_items = rows(DraftPlanFocusItemsRow, "监督重点", "Focus", required=True)  # rule: 1–10
    methods = choices(METHODS, "拟用监督方式", "Methods", required=True)  # rule: ≥1
    schedule = rows(
        DraftPlanScheduleRow, "日程", "Schedule", required=True
    )  # rule: ≥1; within the period; warn on non-working days
    checklist = rows(DraftPlanChecklistRow, "核查清单", "Checklist", required=True)  # rule: ≥3
    team_leader = ref(
        "person", "组长", "Team leader", required=True
    )  # rule: member or leader; a tie to a responsible unit: refused
    member_count = integer("成员人数", "Head-count", 0, 9999, required=True)  # rule: ≥3; odd suggested
    member_criteria = longtext(300, "成员条件", "Criteria", required=True)  # rule: sector, committee, expertise
    team_members = refs(
        "member", "拟邀成员", "Members to be invited"
    )  # rule: within member_criteria; a tie to a responsible unit: refused
    citizen_reps = rows(DraftPlanCitizenRepsRow, "市民代表", "Citizen representatives")
    experts = rows(DraftPlanExpertsRow, "专家", "Experts")
    county_cppcc = refs("unit", "联动区县政协", "County CPPCC")
    invited_departments = refs("unit", "邀请部门", "Invited departments")  # rule: empty when undercover=true
    undercover = yes_no(
        "是否暗访", "Undercover", required=True
    )  # rule: true: plan, activity, calendar entry, notice, search hit and export hidden from unit users until the activity has ended; who opened them is listed
    media_participation = yes_no("媒体参与", "Media take part", required=True)
    safety_notes = longtext(300, "安全事项", "Safety")


class DraftPlan(UserTask):
    """Plan and team."""

    step = "P1.4"
    element = "draft_plan"
    label = Text("方案与监督小组", "Plan and team")
    form = DraftPlanForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "plan_draft"  # rule: also ['plan_step']
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "APPROVED",
        "RETURNED",
    )
    # rule: outcomes: APPROVED -> P1.4.1; RETURNED -> P1.4
    # rule: Approved first, with head-count and criteria; then the members are invited. Replacements within the criteria need no new approval.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
