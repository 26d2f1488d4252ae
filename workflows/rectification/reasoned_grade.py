"""U7.1 主任定级 · Director's reasoned grade."""

from engine.completion import ONE
from engine.forms import Form, Option, choice, integer, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

GRADE = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
)


class ReasonedGradeForm(Form):
    ballots_returned = integer("收回票数", "Ballots returned", 0, 9999, required=True)  # rule: read-only
    grade = choice(GRADE, "满意度", "Grade", required=True)
    reason = longtext(500, "理由", "Reason", required=True, advise_min=30)  # rule: ≥30 chars


class ReasonedGrade(UserTask):
    """Director's reasoned grade."""

    step = "U7.1"
    element = "reasoned_grade"
    label = Text("主任定级", "Director's reasoned grade")
    form = ReasonedGradeForm
    seats = (Seat("committee_director", "committee", Act.FILL),)
    completion = ONE
    deadline = "reasoned_grade"
    on_expiry = ("OFFICE_LADDER",)
    outcomes = (
        "SATISFIED",
        "DISSATISFIED",
        "GRADED",
    )
    # rule: outcomes: SATISFIED -> U8 when grade in SATISFIED|BASICALLY_SATISFIED; DISSATISFIED -> X7 when grade=DISSATISFIED; GRADED -> P2.10 when of a topic
    # rule: A second DISSATISFIED goes to U7.2 here too.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
