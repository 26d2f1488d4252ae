"""P1.1 线索登记 · Register the lead."""

from collections.abc import Sequence
from typing import Any

from engine.actors import person_group
from engine.completion import ANY
from engine.forms import Form, Option, choice, day, files, geo, group, line, longtext, ref, rows, yes_no
from engine.models import Act
from engine.process import Host, NewItem, Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import CATEGORY, CONFIDENTIALITY, TRACK_ROLE
from workflows.cases.models import Case
from workflows.supervision.preparation import registering

SOURCE_KIND = (
    Option("PROGRAMME", Text("栏目", "Programme")),
    Option("MEMBER", Text("委员", "Member")),
    Option("OPINION", Text("社情民意", "Opinion")),
    Option("RECEPTION", Text("接待日", "Reception day")),
    Option("HOTLINE", Text("热线", "Hotline")),
    Option("ASSIGNED", Text("上级交办", "Assigned")),
    Option("COUNTY", Text("区县政协", "County")),
)


class RegisterLeadResponsibleUnitsRow(Form):
    """A row of responsible units (first view)."""

    unit = ref("unit", "单位", "Unit", required=True)
    track_role = choice(TRACK_ROLE, "办理角色", "Role", required=True)


class RegisterLeadComplainantPart(Form):
    """The part complainant."""

    name = line(60, "姓名或名称", "Name")
    phone = line(20, "电话", "Phone")


class RegisterLeadForm(Form):
    source_kind = choice(SOURCE_KIND, "线索来源", "Source", required=True)
    programme_title = line(60, "栏目标题", "Programme title")
    episode_no = line(20, "栏目期号", "Episode no.")
    broadcast_on = day("播出日期", "Broadcast on", not_future=True)
    broadcast_url = line(300, "视频链接", "Video link", pattern=r"https?://\S+")
    video = files("视频文件", "Video file", kinds="mp4", at_most=1)
    title = line(60, "标题", "Title", required=True, advise_min=6)
    problem = longtext(2000, "问题描述", "What", required=True, advise_min=30)
    noticed_on = day("发现日期", "When", required=True, not_future=True)
    summary = line(150, "问题摘要", "Summary")
    category = choice(CATEGORY, "类别", "Category")
    district = ref("district", "属地", "District")
    location = line(100, "地点", "Place", required=True)
    geo = geo("坐标", "Coordinates")
    is_common_problem = yes_no("是否共性问题", "Common problem")
    responsible_units = rows(RegisterLeadResponsibleUnitsRow, "初步责任单位", "Responsible units (first view)")
    programme_handling = longtext(500, "栏目侧当晚整改情况", "Handling on the programme side")
    complainant = group(RegisterLeadComplainantPart, "反映人", "Complainant")
    evidence = files("佐证", "Evidence")
    confidentiality = choice(CONFIDENTIALITY, "公开范围", "Openness")


class RegisterLead(UserTask):
    """A lead on its registrar's own list: a draft, one asked for more, or one that comes once more."""

    step = "P1.1"
    element = "register_lead"
    label = Text("线索登记", "Register the lead")
    note = Text(
        "先写清标题、问题、地点、时间，并附图片或链接；其余在研判时补充。",
        "Title, what, where, when, and a picture or a link will do; the rest is asked when the lead is weighed.",
    )
    form = RegisterLeadForm
    seats = (
        Seat("case_officer", "any", Act.FILL),
        Seat("intake_desk", "office", Act.FILL),
        Seat("kanjian_editor", "own", Act.FILL),
        Seat("member", "own", Act.FILL),
    )
    completion = ANY
    deadline = "lead_draft_idle"
    on_expiry = ("REMIND",)
    outcomes = ("SUBMIT",)

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        case = step.session.get_one(Case, step.subject_id)
        return [NewItem((person_group(case.created_by),), Act.FILL)]

    def initial(self, step: Step) -> dict[str, Any]:
        return registering.last_entry(step.session, step.subject_id)

    def check(self, step: Step, data: Values) -> dict[str, list[Text]]:
        return registering.faults(step.session, step.subject_id, data)

    def advise(self, step: Step, data: Values) -> list[Text]:
        return registering.advice(step.session, step.subject_id, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        registering.register(step, data)
        return {"outcome": "SUBMIT"}
