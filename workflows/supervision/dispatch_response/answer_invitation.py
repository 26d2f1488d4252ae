"""P1.4.1 响应派单 · Answer the invitation."""

from collections.abc import Sequence
from typing import Any

from engine.actors import Actor, person_group
from engine.completion import ALL
from engine.forms import Form, Option, choice, line
from engine.models import Act
from engine.process import Host, NewItem, Seat, Step, Told, UserTask, Values
from engine.text import Text
from workflows.cases.models import Case
from workflows.people.rights import recusal
from workflows.supervision.dispatch_response import planning, team
from workflows.supervision.preparation import units

RESPONSE = (
    Option("ACCEPT", Text("接受", "Accept")),
    Option("DECLINE", Text("不能参加", "Decline")),
)


class AnswerInvitationForm(Form):
    response = choice(RESPONSE, "响应", "Answer", required=True)
    decline_reason = line(
        200, "不能参加的原因", "Reason", required_when="response=DECLINE", shown_when="response=DECLINE", advise_min=5
    )
    note = line(200, "备注", "Note")


LABEL = Text("响应派单：{person}", "Invitation of {person}")


class AnswerInvitation(UserTask):
    """One work item per invited member; silence closes it as NO_RESPONSE, and others may be invited."""

    step = "P1.4.1"
    element = "answer_invitation"
    label = Text("响应派单", "Answer the invitation")
    form = AnswerInvitationForm
    seats = (Seat("member", "invited", Act.ANSWER),)
    completion = ALL
    deadline = "member_response"
    deadline_per_item = True
    on_expiry = ("NO_RESPONSE",)
    outcomes = (
        "TEAM_READY",
        "TEAM_SHORT",
        "NO_TEAM",
    )

    def items(self, step: Step, host: Host) -> Sequence[NewItem]:
        return [
            NewItem(
                (person_group(person.id),),
                Act.ANSWER,
                position,
                kind=team.mark(person.id),
                label=LABEL.format(person=person.name),
            )
            for position, (_row, person) in enumerate(team.invited(step.session, step.subject_id))
        ]

    def tells(self, step: Step) -> list[Told]:
        return planning.in_short(step.session, step.subject_id)

    def refuses(self, step: Step, actor: Actor) -> Text | None:
        """A tie found out after the invitation."""
        concerned = units.ids(step.session, step.subject_id)
        return recusal(step.session, _person_of(step) or actor.person_id, concerned, step.subject_id)

    def answered(self, step: Step, data: Values) -> None:
        row = team.member(step.session, step.subject_id, _person_of(step) or step.actor.person_id)
        if row is not None:
            team.answer(row, data)

    def apply(self, step: Step, data: Values) -> dict[str, Any]:
        team.close_silent(step.session, step.subject_id, step.task)
        return {"outcome": team.judge(step.session, step.session.get_one(Case, step.subject_id))}


def _person_of(step: Step) -> int | None:
    """Whose answer the item waits for, whoever enters it."""
    kind = step.item.kind if step.item is not None else ""
    return int(kind.partition(":")[2]) if kind.startswith("member:") else None
