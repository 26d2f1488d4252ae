"""P1.4.1 响应派单 · Answer the invitation."""

from engine.completion import ALL
from engine.forms import Form, Option, choice, line
from engine.models import Act
from engine.process import Seat, UserTask
from engine.text import Text

RESPONSE = (
    Option("ACCEPT", Text("接受", "Accept")),
    Option("DECLINE", Text("不能参加", "Decline")),
)


class AnswerInvitationForm(Form):
    response = choice(RESPONSE, "响应", "Answer", required=True)
    decline_reason = line(
        200, "不能参加的原因", "Reason", required_when="response=DECLINE", shown_when="response=DECLINE", advise_min=5
    )  # rule: ≥5 chars
    note = line(200, "备注", "Note")


class AnswerInvitation(UserTask):
    """Answer the invitation."""

    step = "P1.4.1"
    element = "answer_invitation"
    label = Text("响应派单", "Answer the invitation")
    form = AnswerInvitationForm
    seats = (Seat("member", "invited", Act.ANSWER),)
    completion = ALL
    deadline = "member_response"
    on_expiry = ("NO_RESPONSE",)
    outcomes = (
        "TEAM_READY",
        "TEAM_SHORT",
        "NO_TEAM",
    )
    # rule: outcomes: TEAM_READY -> P1.4.2 when ≥ team_min accepted and undercover=false; TEAM_READY -> P1.5 when ≥ team_min accepted and undercover=true; TEAM_SHORT -> P1.4.1 when < team_min accepted: others within the criteria are invited; NO_TEAM -> P1.4 when nobody is left within the criteria
    # rule: One work item per invited member; an unanswered one closes as NO_RESPONSE and another may be invited. A tie to a responsible unit: refused; found out later: notes stay, marked, a ballot is void, another repeats the verification.
    # rule: lines like this come from the dictionary of forms: turn each into code (check, advise, apply), then delete it
