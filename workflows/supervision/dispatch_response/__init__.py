"""响应派单: the plan, the team, the notice."""

from engine.process import JobKind, ServiceFunction, UserTask
from workflows.supervision.dispatch_response.activity_notice import ActivityNotice
from workflows.supervision.dispatch_response.answer_invitation import AnswerInvitation
from workflows.supervision.dispatch_response.draft_plan import DraftPlan
from workflows.supervision.dispatch_response.planning import adopt_plan
from workflows.supervision.dispatch_response.team import invite_team

TASKS: tuple[type[UserTask], ...] = (DraftPlan, AnswerInvitation, ActivityNotice)
SERVICES: dict[str, ServiceFunction] = {"adopt_plan": adopt_plan, "invite_team": invite_team}
JOBS: dict[str, str] = {}
JOB_KINDS: tuple[JobKind, ...] = ()
MESSAGES: frozenset[str] = frozenset()
TIMERS: frozenset[str] = frozenset()
