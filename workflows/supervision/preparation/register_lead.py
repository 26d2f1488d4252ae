"""P1.1 线索登记 · Register the lead."""

from engine.completion import ANY
from engine.forms import Form, Option, choice, day, files, geo, group, line, longtext, ref, rows, yes_no
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import CATEGORY, CONFIDENTIALITY, TRACK_ROLE

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
    episode_no = line(20, "栏目期号", "Episode no.")  # rule: unique per year (warn)
    broadcast_on = day("播出日期", "Broadcast on", not_future=True)  # rule: ≤ today
    broadcast_url = line(300, "视频链接", "Video link")  # rule: URL; this, video or evidence
    video = files("视频文件", "Video file", kinds="mp4", at_most=1)  # rule: mp4
    title = line(60, "标题", "Title", required=True, advise_min=6)  # rule: ≥6 chars
    problem = longtext(2000, "问题描述", "What", required=True, advise_min=30)  # rule: ≥30 chars
    noticed_on = day(
        "发现日期", "When", required=True, not_future=True
    )  # rule: ≤ today; of a programme: the day of broadcast
    summary = line(150, "问题摘要", "Summary")  # rule: proposed from problem
    category = choice(CATEGORY, "类别", "Category")  # rule: asked at P1.2 ACCEPT
    district = ref("district", "属地", "District")  # rule: from the tree; asked at P1.2 ACCEPT
    location = line(100, "地点", "Place", required=True)
    geo = geo("坐标", "Coordinates")
    is_common_problem = yes_no("是否共性问题", "Common problem")  # rule: asked at P1.2 ACCEPT
    responsible_units = rows(
        RegisterLeadResponsibleUnitsRow, "初步责任单位", "Responsible units (first view)"
    )  # rule: exactly one LEAD, no unit twice; asked at P1.2 ACCEPT
    programme_handling = longtext(500, "栏目侧当晚整改情况", "Handling on the programme side")
    complainant = group(
        RegisterLeadComplainantPart, "反映人", "Complainant"
    )  # rule: masked, §2.3; erased on request and when the case closes, the record keeps the fact only
    evidence = files("佐证", "Evidence")  # rule: ≥1 unless broadcast_url or video is given
    confidentiality = choice(CONFIDENTIALITY, "公开范围", "Openness")  # rule: asked at P1.2 ACCEPT


class RegisterLead(UserTask):
    """Register the lead."""

    step = "P1.1"
    element = "register_lead"
    label = Text("线索登记", "Register the lead")
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
    # rule: outcomes: SUBMIT -> P1.1.1
    # rule: Minimal: title, what, where, when, and a picture or a link; the rest is asked at P1.2 ACCEPT. The case number (KJ-2026-037, no 〔〕) is given on submission; a draft has none, a lead not taken up keeps its own.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
