"""U3.1 方案沟通会 · Meeting with the unit about its plan."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, day, line, longtext, ref, rows
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

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
    held_on = day("日期", "Held on", required=True, not_future=True)  # rule: ≤ today
    place = line(100, "地点", "Place")
    chair = ref("person", "主持人", "Chair", required=True)
    unit_attendees = rows(UnitMeetingUnitAttendeesRow, "单位参加人", "For the unit", required=True)  # rule: ≥1
    points = rows(UnitMeetingPointsRow, "沟通要点", "Points", required=True)  # rule: ≥1
    conclusion = choice(CONCLUSION, "结论", "Conclusion", required=True)
    agreed_plan = longtext(
        2000,
        "商定的方案",
        "Plan as agreed",
        required_when="conclusion=PLAN_AGREED",
        shown_when="conclusion=PLAN_AGREED",
        advise_min=20,
    )  # rule: ≥20 chars


class UnitMeeting(UserTask):
    """Meeting with the unit about its plan."""

    step = "U3.1"
    element = "unit_meeting"
    label = Text("方案沟通会", "Meeting with the unit about its plan")
    form = UnitMeetingForm
    seats = (Seat("vice_chair", "committee", Act.FILL),)
    completion = ONE
    deadline = "unit_meeting"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "AGREED",
        "RESUBMIT",
    )
    # rule: outcomes: AGREED -> U5 when conclusion=PLAN_AGREED; RESUBMIT -> U2 when conclusion=RESUBMIT
    # rule: After the third return. The officer may enter it for the vice-chair.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
