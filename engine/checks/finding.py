"""What a check says: one fault, where it stands, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.text import Text

if TYPE_CHECKING:
    from engine.checks.model import Model


@dataclass(frozen=True)
class Finding:
    """`rule` is a stable code. `element_id` and `name` are "" and `line` None when no element is to blame."""

    rule: str
    file: str
    element_id: str
    name: str
    line: int | None
    text: Text


Rule: TypeAlias = "Callable[[Model], Iterator[Finding]]"
