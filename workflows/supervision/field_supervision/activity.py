"""P1.5 开展监督 · Activity."""

from typing import Any

from engine.completion import ANY
from engine.forms import Form, Option, choice, day, files, integer, line, longtext, ref, rows, yes_no
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.supervision.field_supervision import recording

ACTIVITY_TYPE = (
    Option("SITE_INSPECTION", Text("实地视察", "Site inspection")),
    Option("UNDERCOVER_VISIT", Text("暗访", "Undercover visit")),
    Option("SPECIAL_RESEARCH", Text("专项监督调研", "Special research")),
    Option("DEMOCRATIC_REVIEW", Text("民主评议", "Democratic review")),
    Option("SYMPOSIUM", Text("协商座谈", "Symposium")),
)
STATUS = (
    Option("PLANNED", Text("计划中", "Planned")),
    Option("HELD", Text("已举行", "Held")),
    Option("POSTPONED", Text("延期", "Postponed")),
    Option("CANCELLED", Text("取消", "Cancelled")),
)
ATTENDEES_ATTENDANCE_ROLE = (
    Option("MEMBER", Text("委员", "Member")),
    Option("CITIZEN_REP", Text("市民代表", "Citizen representative")),
    Option("ENTREPRENEUR", Text("企业家", "Entrepreneur")),
    Option("EXPERT", Text("专家", "Expert")),
    Option("LEADER", Text("领导", "Leader")),
    Option("DEPARTMENT", Text("部门", "Department")),
    Option("MEDIA", Text("媒体", "Media")),
)


class ActivityPlacesRow(Form):
    """One line of places."""

    text = line(100, "地点", "Places", required=True)


class ActivityAttendeesRow(Form):
    """A row of present."""

    person = ref("person", "人员", "Person", required=True)
    attendance_role = choice(ATTENDEES_ATTENDANCE_ROLE, "身份", "Role", required=True)
    present = yes_no("到场", "Present", required=True)


class ActivityFindingsRow(Form):
    """A row of findings."""

    no = integer("序号", "No.", 0, 9999, required=True)
    description = longtext(500, "情况", "Description", required=True, minimum=6)
    severity = integer(
        "程度", "Severity", 1, 3, hint=Text("1轻、2中、3重，不填按2", "1 minor, 2 medium (if left empty), 3 serious")
    )
    unit = ref("unit", "单位", "Unit")
    checklist_ref = integer("对应清单项", "Checklist item", 0, 9999)
    evidence = files("佐证", "Evidence")
    fixed_on_site = yes_no("现场已改", "Fixed on site")


class ActivityCommitmentsRow(Form):
    """A row of commitments on site."""

    unit = ref("unit", "单位", "Unit", required=True)
    text = longtext(500, "内容", "Text", required=True)
    due = day("时限", "Due", required=True)


class ActivityForm(Form):
    activity_type = choice(ACTIVITY_TYPE, "监督方式", "Kind", required=True)
    status = choice(STATUS, "状态", "Status", required=True)
    planned_on = day(
        "计划日期", "Planned on", required_when="status in PLANNED|POSTPONED", shown_when="status in PLANNED|POSTPONED"
    )
    status_reason = line(
        200,
        "延期或取消原因",
        "Reason",
        required_when="status in POSTPONED|CANCELLED",
        shown_when="status in POSTPONED|CANCELLED",
        advise_min=5,
    )
    held_on = day("活动日期", "Held on", required_when="status=HELD", shown_when="status=HELD", not_future=True)
    is_special_supervision = yes_no("计入专项民主监督场次", "Counts as special supervision", required=True)
    places = rows(ActivityPlacesRow, "地点", "Places", required=True)
    leader = ref("person", "带队人", "Led by", required_when="status=HELD", shown_when="status=HELD")
    attendees = rows(ActivityAttendeesRow, "参加人员", "Present", required_when="status=HELD", shown_when="status=HELD")
    headcount_only = integer("未具名人数", "Unnamed persons", 0, 9999)
    findings = rows(ActivityFindingsRow, "发现问题", "Findings", required_when="status=HELD", shown_when="status=HELD")
    commitments = rows(ActivityCommitmentsRow, "现场承诺", "Commitments on site")
    minutes = longtext(
        8000, "活动纪要", "Minutes", required_when="status=HELD", shown_when="status=HELD", advise_min=100
    )
    photos = files(
        "照片",
        "Photos",
        required_when="status=HELD and activity_type in SITE_INSPECTION|SPECIAL_RESEARCH|DEMOCRATIC_REVIEW|SYMPOSIUM",
        shown_when="status=HELD and activity_type in SITE_INSPECTION|SPECIAL_RESEARCH|DEMOCRATIC_REVIEW|SYMPOSIUM",
    )
    has_more = yes_no("还有后续活动", "More to come", required=True)


class Activity(UserTask):
    """As often as there are activities; what was found and who was there is asked only of one that was held."""

    step = "P1.5"
    element = "activity"
    label = Text("开展监督", "Activity")
    form = ActivityForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("team_leader", "team", Act.FILL),
    )
    completion = ANY
    deadline = "activity_minutes"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "PLANNED",
        "RECORDED",
        "FINISHED",
    )

    def initial(self, step: Step) -> dict[str, Any]:
        return recording.begin_with(step.session, step.subject_id)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return recording.faults(step.session, step.subject_id, data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return recording.advice(step.session, step.subject_id, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        return {"outcome": recording.record(step, data)}
