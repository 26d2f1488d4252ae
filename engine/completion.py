"""When a task with several work items is complete: one, any, all, in sequence, or a quorum."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.models import ItemState, WorkItem

SETTLED = (ItemState.DONE, ItemState.NO_RESPONSE)


class Way(StrEnum):
    ONE = "one"
    ANY = "any"
    ALL = "all"
    IN_SEQUENCE = "in_sequence"
    QUORUM = "quorum"


@dataclass(frozen=True)
class Rule:
    """`count` and `share` are of a quorum: at least `count` answers, and more than `share` of the items."""

    way: Way
    count: int = 0
    share: float = 0.0

    def complete(self, items: Sequence[WorkItem]) -> bool:
        """Whether these items (those taken back left out) complete their task."""
        if all(item.state in SETTLED for item in items):
            return True  # nobody is left to wait for
        done = [item for item in items if item.state is ItemState.DONE]
        if self.way in (Way.ONE, Way.ANY):
            return bool(done)
        if self.way is Way.QUORUM:
            return len(done) >= self.count and len(done) > self.share * len(items)
        return False

    def opens_one_by_one(self) -> bool:
        return self.way is Way.IN_SEQUENCE


ONE = Rule(Way.ONE)
ANY = Rule(Way.ANY)
ALL = Rule(Way.ALL)
IN_SEQUENCE = Rule(Way.IN_SEQUENCE)


def quorum(count: int, share: float) -> Rule:
    """At least `count` answers, and answers of more than `share` (0–1) of those asked."""
    return Rule(Way.QUORUM, count, share)
