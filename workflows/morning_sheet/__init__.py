"""晨间待办单: one message per person at half past eight of a working day with what needs him, most harmful first.

The round runs as jobs, in batches, each morning planning the next one; the sheet itself is read when it is opened or
leaves the house, from what is true then (issue "Reminders and escalation"; screens: `web/screens/morning.py`).
"""

from workflows.morning_sheet.mornings import BATCHES, MORNING, plan
from workflows.morning_sheet.sheet import Line, Note, Sheet, of_person
from workflows.morning_sheet.words import in_short, in_time

JOB_KINDS = (MORNING, BATCHES)

__all__ = ["JOB_KINDS", "Line", "Note", "Sheet", "in_short", "in_time", "of_person", "plan"]
