"""Kanjian supervision. The process is composed when it is first asked for, since the units' tracks, which it
reaches through its stages, need the tables of this package before that."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflows.supervision.preparation.leads import begin, come_again
    from workflows.supervision.process import JOB_KINDS, PROCESS

__all__ = ["JOB_KINDS", "PROCESS", "begin", "come_again"]


def __getattr__(name: str) -> Any:
    if name in ("PROCESS", "JOB_KINDS"):
        from workflows.supervision import process

        return getattr(process, name)
    if name in ("begin", "come_again"):
        from workflows.supervision.preparation import leads

        return getattr(leads, name)
    raise AttributeError(name)
