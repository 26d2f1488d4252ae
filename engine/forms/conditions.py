"""When a field is asked: `decision=RETURN`, `kind in A|B`, joined by ` and `; over fields of the same form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Clause:
    field: str
    values: tuple[str, ...]

    def holds(self, data: Mapping[str, object]) -> bool:
        value = data.get(self.field)
        given = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
        return given in self.values


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of a condition, all of which must hold; ValueError if it cannot be read."""
    clauses = []
    for part in text.split(" and "):
        if " in " in part:
            name, _, values = part.partition(" in ")
            clauses.append(Clause(name.strip(), tuple(value.strip() for value in values.split("|"))))
        elif "=" in part:
            name, _, value = part.partition("=")
            clauses.append(Clause(name.strip(), (value.strip(),)))
        else:
            raise ValueError(f"not a condition: {part!r}")
    return tuple(clauses)


def holds(text: str, data: Mapping[str, object]) -> bool:
    """Whether the condition holds for the (already typed or raw) values of a form."""
    return all(clause.holds(data) for clause in parse(text))
