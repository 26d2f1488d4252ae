"""P1.11–P1.14: from the last settled unit over summary, closing and look-backs to the archive."""

from engine.process import JobKind, ServiceFunction, UserTask
from workflows.supervision.summary_feedback import closing, package
from workflows.supervision.summary_feedback.archive import Archive
from workflows.supervision.summary_feedback.look_back import LookBack
from workflows.supervision.summary_feedback.summary import Summary
from workflows.supervision.summary_feedback.supplement_archive import SupplementArchive

TASKS: tuple[type[UserTask], ...] = (Summary, LookBack, Archive, SupplementArchive)
SERVICES: dict[str, ServiceFunction] = {
    "count_units": closing.count_units,
    "close_case": closing.close_case,
    "next_look_back": closing.next_look_back,
    "propose_reopening": closing.propose_reopening,
    "count_follow_ups": closing.count_follow_ups,
}
JOBS: dict[str, str] = {}
JOB_KINDS: tuple[JobKind, ...] = (package.KIND,)
MESSAGES = frozenset({"tracks_settled", "reopened"})
TIMERS = frozenset({"lookback_1", "lookback_2"})
