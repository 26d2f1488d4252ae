"""P1.4 方案与监督小组 · Plan and team."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choices, day, integer, line, longtext, ref, refs, rows, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.supervision.dispatch_response import planning

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
    objective = longtext(500, "监督目标", "Objective", required=True, advise_min=20)
    focus_items = rows(DraftPlanFocusItemsRow, "监督重点", "Focus", required=True, at_most=10)
    methods = choices(METHODS, "拟用监督方式", "Methods", required=True)
    schedule = rows(DraftPlanScheduleRow, "日程", "Schedule", required=True)
    checklist = rows(DraftPlanChecklistRow, "核查清单", "Checklist", required=True, at_least=3)
    team_leader = ref("person", "组长", "Team leader", required=True)
    member_count = integer("成员人数", "Head-count", 0, 9999, required=True)
    member_criteria = longtext(300, "成员条件", "Criteria", required=True)
    team_members = refs("member", "拟邀成员", "Members to be invited")
    citizen_reps = rows(DraftPlanCitizenRepsRow, "市民代表", "Citizen representatives")
    experts = rows(DraftPlanExpertsRow, "专家", "Experts")
    county_cppcc = refs("unit", "联动区县政协", "County CPPCC")
    invited_departments = refs("unit", "邀请部门", "Invited departments")
    undercover = yes_no("是否暗访", "Undercover", required=True)
    told = refs(
        "person",
        "知情人员",
        "Who is told",
        shown_when="undercover=true",
        hint=Text(
            "活动结束前，方案只对承办专委会的承办人、主任、分管副主席和秘书长、主席、监督小组以及这里列出的机关人员公开",
            "Until the visit is over, only the committee's officers, director and vice-chair, the secretary-general, "
            "the chairperson, the team and the office people named here see it",
        ),
    )
    media_participation = yes_no("媒体参与", "Media take part", required=True)
    safety_notes = longtext(300, "安全事项", "Safety")


class DraftPlan(UserTask):
    """Approved first, with head-count and criteria; then members are invited. New names alone need no approval."""

    step = "P1.4"
    element = "draft_plan"
    label = Text("方案与监督小组", "Plan and team")
    note = Text(
        "方案批准后按名单顺序派单；名单可多于成员人数，有人不能参加时依次递补，不须再报批。",
        "Once approved, members are invited in the order of the list; name more than the head-count, and the "
        "others step in without a new approval.",
    )
    form = DraftPlanForm
    seats = (Seat("case_officer", "committee", Act.FILL),)
    completion = ONE
    deadline = "plan_draft"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("SUBMIT", "REPLACED")  # APPROVED and RETURNED are the approval's

    def initial(self, step: Step) -> dict[str, Any]:
        return planning.last_entry(step.session, step.subject_id)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return planning.faults(step.session, step.session.get_one(Case, step.subject_id), data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return planning.advice(step.session, step.session.get_one(Case, step.subject_id), data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return planning.submit(step, data)
