"""L1 of the order of decisions D18 (reference §10.5): whoever owes a date is reminded three working days and one before
it, on the first working day after it, and then every week. Nothing else leaves the house by itself.

It runs on the mornings of working days as jobs, in batches; each morning plans the next one.
"""

from workflows.reminding.mornings import BATCHES, MORNING, plan

JOB_KINDS = (MORNING, BATCHES)

__all__ = ["JOB_KINDS", "plan"]
