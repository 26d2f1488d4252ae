"""The words of a case, read from its file in `content/`. Which keys there are depends on how far the case goes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Finding:
    text: str
    unit: str
    severity: int = 2
    fixed: bool = False


@dataclass(frozen=True)
class Recommendation:
    """`days`: working days from the letter to its printed date. The last three are the unit's own words."""

    text: str
    unit: str
    kind: str
    days: int
    measure: str = ""
    person: str = ""
    result: str = ""


@dataclass(frozen=True)
class CaseText:
    """Units, committee and district are keys of `city`; `scene` names the pictures."""

    title: str
    problem: str
    place: str
    category: str
    district: str
    committee: str
    scene: str
    units: Sequence[tuple[str, str]]
    source: str = "PROGRAMME"
    episode: str = ""
    priority: str = "NORMAL"
    sensitive: bool = False
    common: bool = False
    topic: str = ""
    plan_item: str = ""
    handling: str = ""
    focus: Sequence[str] = ()
    checklist: Sequence[tuple[str, str, str]] = ()
    findings: Sequence[Finding] = ()
    minutes: str = ""
    statements: dict[str, str] = field(default_factory=dict)
    causes: Sequence[str] = ()
    consensus: Sequence[str] = ()
    done_well: str = ""
    recommendations: Sequence[Recommendation] = ()
    mechanism: str = ""
    effect: str = ""
    look_back: str = ""


def read(name: str) -> CaseText:
    """The case of a file. Raises TypeError for a key that is not known."""
    found: dict[str, Any] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    found["units"] = [tuple(row) for row in found["units"]]
    found["checklist"] = [tuple(row) for row in found.get("checklist", ())]
    found["findings"] = [Finding(**row) for row in found.get("findings", ())]
    found["recommendations"] = [Recommendation(**row) for row in found.get("recommendations", ())]
    return CaseText(**found)
