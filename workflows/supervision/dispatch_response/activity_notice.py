"""P1.4.2 视察通知 · Notice of the activity."""

from typing import Any

from engine.actors import Actor
from engine.calendar import load as load_calendar
from engine.completion import IN_SEQUENCE
from engine.forms import Form, choice, day, group, line, longtext, refs, rows
from engine.models import Act
from engine.process import Seat, Step, UserTask, Values
from engine.text import Text
from workflows.cases.choices import REPLY_CHANNEL
from workflows.supervision.dispatch_response import noticing
from workflows.supervision.preparation import bars, units


class ActivityNoticePlacesRow(Form):
    """One line of places."""

    text = line(100, "地点", "Places", required=True)


class ActivityNoticeContactPart(Form):
    """The part contact."""

    name = line(60, "姓名或名称", "Name", required=True)
    phone = line(20, "电话", "Phone", required=True)


class ActivityNoticeForm(Form):
    units = refs("unit", "通知单位", "Units", required=True)
    activity_on = day("活动日期", "Activity on", required=True)
    places = rows(ActivityNoticePlacesRow, "地点", "Places", required=True)
    content = longtext(500, "视察内容", "Subject", required=True, advise_min=10)
    prepare = longtext(500, "请准备的材料", "To be prepared")
    contact = group(ActivityNoticeContactPart, "联系人", "Contact", required=True)
    channel = choice(REPLY_CHANNEL, "送达方式", "Channel", required=True)


NOT_A_WORKDAY = Text("{day}不是工作日。", "{day} is not a working day.")


class ActivityNotice(UserTask):
    """To the units, two working days ahead; never of an undercover visit, which passes this step by."""

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

    def initial(self, step: Step) -> dict[str, Any]:
        return {
            "units": units.ids(step.session, step.subject_id),
            "contact": noticing.contact(step),
            **noticing.from_plan(step.session, step.subject_id),
        }

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        return bars.bars_confirming(step, actor)

    def advise(self, step: Step, data: Values) -> list[Text]:
        if load_calendar(step.session).is_workday(data["activity_on"]):
            return []
        return [NOT_A_WORKDAY.format(day=data["activity_on"])]

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        noticing.send(step, data)
        return {"outcome": "SENT"}
