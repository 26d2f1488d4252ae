"""The engine's rows. Case data is not here: it lives in the rows of `workflows`."""

from engine.models.deadline import Deadline, DeadlineChange
from engine.models.definition import Definition
from engine.models.instance import Instance, InstanceState
from engine.models.job import Incident, Job, JobState
from engine.models.journal import JournalAnchor, JournalEntry, JournalHead
from engine.models.message import Message
from engine.models.reading import Reading, Urge
from engine.models.request_key import RequestKey
from engine.models.task import Act, Candidate, ItemState, Task, TaskState, WorkItem

__all__ = [
    "Act",
    "Candidate",
    "Deadline",
    "DeadlineChange",
    "Definition",
    "Incident",
    "Instance",
    "InstanceState",
    "ItemState",
    "Job",
    "JobState",
    "JournalAnchor",
    "JournalEntry",
    "JournalHead",
    "Message",
    "Reading",
    "RequestKey",
    "Task",
    "TaskState",
    "Urge",
    "WorkItem",
]
