"""A calendar that lives: when days change, every running date that they touch is counted again.

First the dates that would change are gathered, as jobs in batches; somebody looks at old and new and agrees; then
they move, in batches again. Each batch is a transaction and remembers how far it came, so that a runner that dies
loses nothing. What is done is never rewritten.
"""

from workflows.recounting.applying import APPLYING
from workflows.recounting.gathering import GATHERING, change_calendar

JOB_KINDS = (GATHERING, APPLYING)

__all__ = ["JOB_KINDS", "change_calendar"]
