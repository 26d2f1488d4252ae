"""P1.4.2 视察通知 · Notice of the activity."""

from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, group, line, longtext, refs, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text
from workflows.cases.choices import REPLY_CHANNEL


class ActivityNoticePlacesRow(Form):
    """One line of places."""

    text = line(100, "地点", "Places", required=True)


class ActivityNoticeContactPart(Form):
    """The part contact."""

    name = line(60, "姓名或名称", "Name", required=True)
    phone = line(20, "电话", "Phone", required=True)


class ActivityNoticeForm(Form):
    units = refs("unit", "通知单位", "Units", required=True)  # rule: ≥1
    activity_on = day("活动日期", "Activity on", required=True)  # rule: working day (warn)
    places = rows(ActivityNoticePlacesRow, "地点", "Places", required=True)  # rule: ≥1
    content = longtext(500, "视察内容", "Subject", required=True, advise_min=10)  # rule: ≥10 chars
    prepare = longtext(500, "请准备的材料", "To be prepared")
    contact = group(ActivityNoticeContactPart, "联系人", "Contact", required=True)
    channel = choice(REPLY_CHANNEL, "送达方式", "Channel", required=True)


class ActivityNotice(UserTask):
    """Notice of the activity."""

    step = "P1.4.2"
    element = "activity_notice"
    label = Text("视察通知", "Notice of the activity")
    form = ActivityNoticeForm
    seats = (
        Seat("case_officer", "committee", Act.FILL),
        Seat("office_editor", "office", Act.APPROVE),
    )
    completion = IN_SEQUENCE
    deadline = "activity_notice"
    on_expiry = ("REMIND",)
    outcomes = ("SENT",)
    # rule: outcomes: SENT -> P1.5
    # rule: Never for an undercover visit. May be drafted while the members answer.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
