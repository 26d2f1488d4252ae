"""实地监督: activities, as many as there are."""

from engine.process import JobKind, ServiceFunction, UserTask
from workflows.supervision.field_supervision.activity import Activity

TASKS: tuple[type[UserTask], ...] = (Activity,)
SERVICES: dict[str, ServiceFunction] = {}
JOBS: dict[str, str] = {}
JOB_KINDS: tuple[JobKind, ...] = ()
MESSAGES: frozenset[str] = frozenset()
TIMERS: frozenset[str] = frozenset()
