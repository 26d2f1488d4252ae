"""The processes of the product, listed by hand; screens, API and checks read this list."""

from collections.abc import Mapping

from engine.process import JobKind, Process
from workflows import rectification, supervision
from workflows.supervision import beside


def processes() -> Mapping[str, Process]:
    """Every process by key."""
    listed = [
        *([supervision.PROCESS] if hasattr(supervision, "PROCESS") else []),
        *([rectification.PROCESS] if hasattr(rectification, "PROCESS") else []),
        *getattr(rectification, "BESIDE", ()),
        *getattr(beside, "PROCESSES", ()),
    ]
    return {process.key: process for process in listed}


def job_kinds() -> Mapping[str, JobKind]:
    """Every kind of job by key."""
    listed = (*getattr(supervision, "JOB_KINDS", ()), *getattr(rectification, "JOB_KINDS", ()))
    return {kind.key: kind for kind in listed}
