"""The processes of the product, listed by hand; screens, API and checks read this list."""

from collections.abc import Mapping
from functools import cache

from engine.process import JobKind, Process
from workflows import entering, guarding, in_name, keeping, recounting, rectification, reminding, supervision, tidying
from workflows.supervision import beside, chasing, symposium
from workflows.supervision.taking_over.process import PROCESS as TAKEN_OVER


@cache
def processes() -> Mapping[str, Process]:
    """Every process by key."""
    listed = (
        supervision.PROCESS,
        TAKEN_OVER,
        rectification.PROCESS,
        *rectification.BESIDE,
        *beside.PROCESSES,
        *symposium.PROCESSES,
        *chasing.PROCESSES,
        *entering.PROCESSES,
    )
    return {process.key: process for process in listed}


@cache
def job_kinds() -> Mapping[str, JobKind]:
    """Every kind of job by key."""
    packages = (supervision, rectification, recounting, guarding, in_name, reminding, tidying, keeping)
    return {kind.key: kind for package in packages for kind in package.JOB_KINDS}
