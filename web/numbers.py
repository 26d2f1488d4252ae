"""Whole numbers in addresses: what no row can have as its id is no address."""

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**53


class Id(IntegerConverter):
    """`<int:…>` in an address; beyond `LARGEST` there is no such page."""

    def __init__(self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None) -> None:
        super().__init__(map, fixed_digits, min, LARGEST if max is None else max)


def number(raw: str) -> int | None:
    """The number of a query; None for anything else, such as “²” or one that is too large."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20):
        return None
    return int(raw) if int(raw) <= LARGEST else None
