"""A standing check that no open case lies still: somebody is there for each open step, something goes on, and there is
a next date. What it finds is an incident, which closes by itself when the cause is gone (house.md, rule 7).

It runs every morning as jobs, in batches; each morning plans the next one.
"""

from workflows.guarding.examining import find
from workflows.guarding.finding import CODES, Finding
from workflows.guarding.mornings import BATCHES, MORNING, plan
from workflows.guarding.settling import Round, end_run, last_run, look_again, look_through, settle

JOB_KINDS = (MORNING, BATCHES)

__all__ = [
    "CODES",
    "JOB_KINDS",
    "Finding",
    "Round",
    "end_run",
    "find",
    "last_run",
    "look_again",
    "look_through",
    "plan",
    "settle",
]
