"""前期对接: from a lead to an initiated case, or to an answer for its source."""

from engine.process import JobKind, ServiceFunction, UserTask
from workflows.supervision.preparation.answer_source import AnswerSource
from workflows.supervision.preparation.assign_lead import AssignLead
from workflows.supervision.preparation.initiating import initiate, refuse_initiation
from workflows.supervision.preparation.initiation import Initiation
from workflows.supervision.preparation.merging import MESSAGE, WAKE, open_attachment, wake_lead
from workflows.supervision.preparation.name_committee import NameCommittee
from workflows.supervision.preparation.register_lead import RegisterLead
from workflows.supervision.preparation.weigh_lead import WeighLead

TASKS: tuple[type[UserTask], ...] = (RegisterLead, AssignLead, NameCommittee, WeighLead, AnswerSource, Initiation)
SERVICES: dict[str, ServiceFunction] = {
    "initiate": initiate,
    "refuse_initiation": refuse_initiation,
    "open_attachment": open_attachment,
    "wake_lead": wake_lead,
}
JOBS: dict[str, str] = {}
JOB_KINDS: tuple[JobKind, ...] = (WAKE,)
MESSAGES = frozenset({MESSAGE})
TIMERS: frozenset[str] = frozenset()
