"""Settings that SpiffWorkflow needs before it is safe to use; the package applies them when it is imported.

Its task iterators stop silently 1,000 levels down, after which an instance stalls or even calls itself
completed; and several of its methods recurse once per level of the task tree.
"""

import logging
import sys

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

UNLIMITED = 10**9
RECURSION = 50_000  # levels; frames of Python functions lie on the heap since 3.11

_EXPECTED = {
    TaskIterator: (None, 1000, True, None),
    BpmnTaskIterator: (None, 1000, True, False, None),
}


def lift_depth_limits() -> None:
    """Raise the iterators' `max_depth`; fails loudly when a new release changed their signature."""
    for iterator, stock in _EXPECTED.items():
        lifted = (stock[0], UNLIMITED, *stock[2:])
        found = iterator.__init__.__defaults__
        if found not in (stock, lifted):
            raise RuntimeError(f"{iterator.__name__} has unknown defaults {found}; check its depth limit")
        iterator.__init__.__defaults__ = lifted
    sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION))


def quiet_loggers() -> None:
    """At its default level the library gathers every task's data for each log line."""
    for name in ("spiff", "spiff.task", "spiff.workflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
