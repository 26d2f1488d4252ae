import re
from pathlib import Path

import pytest

import web.forms

TOKENS = Path(web.forms.__file__).parent.parent / "static" / "css" / "tokens.css"
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", TOKENS.read_text("utf-8")))
TEXT = [(ink, paper) for ink in ("ink", "ink-2", "ink-3", "primary") for paper in ("surface", "bg", "sunk")]
TEXT += [(name, f"{name}-bg") for name in ("red", "amber", "green", "violet", "ins", "del")]
TEXT += [("ink-2", "grey-bg"), ("primary", "primary-weak"), ("ink-2", "primary-weak"), ("letter-red", "surface")]
TEXT += [("surface", "here-label"), ("surface", "primary"), ("surface", "seal"), ("red", "surface")]
EDGES = [("field", "surface"), ("primary", "bg"), ("here-line", "surface"), ("green-dot", "surface")]


def luminance(colour: str) -> float:
    parts = [int(COLOURS[colour][at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read_on_its_paper(ink, paper):
    assert contrast(ink, paper) >= 4.5


@pytest.mark.parametrize(("edge", "paper"), EDGES)
def test_edges_and_signs_can_be_seen(edge, paper):
    assert contrast(edge, paper) >= 3
