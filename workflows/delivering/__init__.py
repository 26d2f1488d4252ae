"""Delivering: notices that leave the house, by mail, SMS and DingTalk, each a job of the engine's queue.

The job `tell_outside`, written with the act, looks who wants to be told and how; each message is a job of its own,
whose id is its idempotency key. Of a case no more goes out than title, step, date and link (reference §7.5, S16).
"""

from workflows.delivering.fan_out import TELLING
from workflows.delivering.sending import SENDING

JOB_KINDS = (TELLING, *SENDING.values())
OUTSIDE = tuple(kind.key for kind in JOB_KINDS)
"""Kinds that a runner does apart, so that a server that does not answer holds up no case."""
