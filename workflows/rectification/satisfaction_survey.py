"""U7 满意度测评 · Satisfaction survey."""

from engine.completion import quorum
from engine.forms import Form, Option, choice, longtext
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

ATTITUDE = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
)
RESULT = (
    Option("SATISFIED", Text("满意", "Satisfied")),
    Option("BASICALLY_SATISFIED", Text("基本满意", "Basically satisfied")),
    Option("DISSATISFIED", Text("不满意", "Dissatisfied")),
    Option("UNKNOWN", Text("不了解", "Do not know")),
    Option("ABSTAIN", Text("弃权", "Abstain")),
)


class SatisfactionSurveyForm(Form):
    attitude = choice(ATTITUDE, "办理态度", "Attitude", required=True)
    result = choice(RESULT, "办理结果", "Result", required=True)
    comment = longtext(
        500, "意见", "Comment", required_when="result=DISSATISFIED", shown_when="result=DISSATISFIED", advise_min=10
    )  # rule: ≥10 chars


class SatisfactionSurvey(UserTask):
    """Satisfaction survey."""

    step = "U7"
    element = "satisfaction_survey"
    label = Text("满意度测评", "Satisfaction survey")
    form = SatisfactionSurveyForm
    seats = (
        Seat("member", "invited", Act.ANSWER),
        Seat("citizen_rep", "invited", Act.ANSWER),
    )
    completion = quorum(3, 0.5)
    deadline = "satisfaction"  # rule: also ['satisfaction_extra']
    on_expiry = (
        "EXTEND_WINDOW_ONCE",
        "REASONED_GRADE",
    )
    outcomes = (
        "SATISFIED",
        "DISSATISFIED",
        "DISSATISFIED_AGAIN",
        "TOO_FEW",
    )
    # rule: outcomes: SATISFIED -> U8 when grade in SATISFIED|BASICALLY_SATISFIED; DISSATISFIED -> X7 when grade=DISSATISFIED the first time; DISSATISFIED_AGAIN -> U7.2 when grade=DISSATISFIED again; TOO_FEW -> U7.1 when the quorum fails after the extra window
    # rule: Quorum: more than half of those invited, and ≥3; fewer than 5 invited: warning. The result decides, the attitude is reported; UNKNOWN and ABSTAIN are valid for the quorum, not in the grade. Grade = that of the median graded ballot; even number: the lower of the two middle ones. Fewer than 3 valid ballots: no breakdown is shown.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
