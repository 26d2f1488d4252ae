"""What Python has for a diagram: the other half of the comparison."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """All names that a process's folder (and those of the processes it calls) answers to.

    `services` complete at once, `jobs` wait for a runner; `names` are what conditions and decision tables may
    mention (routing values and facts), None: do not check. `sends`: (user task, message that its holder may send).
    """

    forms: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    jobs: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()
    sends: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] | None = None
