"""Tables that have a line per recommendation: what is unknown, double or missing in them."""

from collections.abc import Sequence
from typing import Any

from engine.process import Values
from engine.text import Text
from workflows.rectification.models import Obligation

NO_SUCH = Text("第{no}条建议不在本次办理范围内。", "Recommendation {no} is not to be dealt with here.")
MISSING = Text("还缺第{nos}条建议。", "Recommendations {nos} are missing.")
TWICE = Text("第{no}条建议重复。", "Recommendation {no} stands twice.")


def by_number(obligations: Sequence[Obligation]) -> dict[int, Obligation]:
    """Obligations by the number of their recommendation."""
    return {one.rec_no: one for one in obligations}


def examine_rows(
    rows: Sequence[Values], asked: Sequence[Obligation], path: str = "items", whole: bool = True
) -> dict[str, list[Text]]:
    """Errors of a table that has a line per obligation: unknown and double numbers, and (`whole`) missing ones."""
    known, seen = by_number(asked), set[int]()
    errors: dict[str, list[Text]] = {}
    for number, row in enumerate(rows):
        no = row["rec_no"]
        if no not in known or no in seen:
            words = TWICE if no in seen else NO_SUCH
            errors[f"{path}.{number}.rec_no"] = [words.format(no=no)]
        seen.add(no)
    missing = sorted(set(known) - seen)
    if whole and missing:
        errors.setdefault(path, []).append(MISSING.format(nos="、".join(map(str, missing))))
    return errors


def examine_numbers(numbers: Sequence[int], asked: Sequence[Obligation], path: str) -> dict[str, list[Text]]:
    """Errors of a list of numbers of recommendations."""
    known = by_number(asked)
    wrong = [no for no in numbers if no not in known]
    return {path: [NO_SUCH.format(no=no) for no in wrong]} if wrong else {}


def add(errors: dict[str, list[Text]], path: str, words: Text) -> None:
    """One more error at a field."""
    errors.setdefault(path, []).append(words)


def lines(rows: Sequence[Obligation], **more: Any) -> list[dict[str, Any]]:
    """Rows that a form starts with: one per obligation."""
    return [{"rec_no": one.rec_no, **more} for one in rows]
