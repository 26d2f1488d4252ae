"""U3.1 方案沟通会 · Meeting with the unit about its plan."""

from typing import Any

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, Step, Values
from engine.text import Text
from workflows.rectification.models import UnitTalk
from workflows.rectification.planning import accept, unplanned
from workflows.rectification.step import TrackTask, happened_on, track_of

CONCLUSION = (
    Option("PLAN_AGREED", Text("商定方案", "Plan agreed")),
    Option("RESUBMIT", Text("重报方案", "Submit again")),
)


class UnitMeetingUnitAttendeesRow(Form):
    """A row of for the unit."""

    name = line(60, "姓名或名称", "Name", required=True)
    title = line(80, "名称或职务", "Title")


class UnitMeetingPointsRow(Form):
    """One line of points."""

    text = line(300, "沟通要点", "Points", required=True)


class UnitMeetingForm(Form):
    held_on = day("日期", "Held on", required=True, not_future=True)
    place = line(100, "地点", "Place")
    chair = ref("person", "主持人", "Chair", required=True)
    unit_attendees = rows(UnitMeetingUnitAttendeesRow, "单位参加人", "For the unit", required=True)
    points = rows(UnitMeetingPointsRow, "沟通要点", "Points", required=True)
    conclusion = choice(CONCLUSION, "结论", "Conclusion", required=True)
    agreed_plan = longtext(
        2000,
        "商定的方案",
        "Plan as agreed",
        required_when="conclusion=PLAN_AGREED",
        shown_when="conclusion=PLAN_AGREED",
        advise_min=20,
    )


class UnitMeeting(TrackTask):
    """After the third return of a plan. The officer may enter it for the vice-chair."""

    step = "U3.1"
    element = "unit_meeting"
    label = Text("方案沟通会", "Meeting with the unit about its plan")
    form = UnitMeetingForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "unit_meeting"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = ("AGREED", "RESUBMIT")

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        track, day = track_of(step), happened_on(step)
        agreed = data["conclusion"] == "PLAN_AGREED"
        step.session.add(
            UnitTalk(
                case_id=track.case_id,
                track_id=track.id,
                held_on=data["held_on"],
                place=data["place"] or "",
                chair_id=data["chair"],
                unit_attendees=[dict(row) for row in data["unit_attendees"]],
                points=[row["text"] for row in data["points"]],
                conclusion=data["conclusion"],
                agreed_plan=data["agreed_plan"] or "",
            )
        )
        if not agreed:
            return {"outcome": "RESUBMIT"}
        for one in unplanned(track):
            one.planned_on, one.return_comment = day, ""
        accept(step.session, track, day, step.actor)
        return {"outcome": "AGREED"}
