"""What has changed between two texts, for reading: paragraphs aligned, dates, numbers and Latin words whole."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch

TOKEN = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日|底)?|\d+(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.S)
PRIVATE = 0xF0000  # each token becomes one private character, so that none is cut
ALIKE = 0.35  # paragraphs less alike than this are not one that was changed
SHOWN = 24


@dataclass(frozen=True)
class Segment:
    """`kind`: same, ins or del. `anchor` is set on the first segment of each change."""

    kind: str
    text: str
    anchor: str = ""

    @property
    def html(self) -> str:
        """The segment as escaped HTML."""
        text = html.escape(self.text)
        if self.kind == "same":
            return text
        mark = f' id="{self.anchor}"' if self.anchor else ""
        return f"<{self.kind}{mark}>{text}</{self.kind}>"


@dataclass(frozen=True)
class Change:
    """One line of the list of changes; `before` or `after` may be empty."""

    anchor: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    paragraphs: tuple[tuple[Segment, ...], ...]
    changes: tuple[Change, ...]

    @property
    def html(self) -> str:
        return "".join(f"<p>{''.join(part.html for part in paragraph)}</p>" for paragraph in self.paragraphs)


def compare(old: str, new: str) -> Comparison:
    """Compare two texts whose paragraphs are lines."""
    paragraphs: list[tuple[Segment, ...]] = []
    changes: list[Change] = []
    for before, after in _pairs(old.split("\n"), new.split("\n")):
        segments, found = _anchored(_segments(before, after), len(changes))
        paragraphs.append(segments)
        changes += found
    return Comparison(tuple(paragraphs), tuple(changes))


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Paragraphs that belong together; "" stands where the other side has none."""
    made: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            made += list(zip(old[i1:i2], new[j1:j2], strict=True))
        else:
            made += _alike(old[i1:i2], new[j1:j2])
    return [pair for pair in made if pair != ("", "")]


def _alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Pair changed paragraphs by likeness, in order."""
    made: list[tuple[str, str]] = []
    rest = list(old)
    for after in new:
        scores = [SequenceMatcher(None, before, after, autojunk=False).ratio() for before in rest]
        best = max(range(len(rest)), key=scores.__getitem__, default=None)
        if best is None or scores[best] < ALIKE:
            made.append(("", after))
            continue
        made += [(before, "") for before in rest[:best]]
        made.append((rest[best], after))
        rest = rest[best + 1 :]
    return made + [(before, "") for before in rest]


def _segments(before: str, after: str) -> list[Segment]:
    if before == after:
        return [Segment("same", after)]
    tokens: dict[str, str] = {}
    words: list[str] = []

    def coded(text: str) -> str:
        for token in TOKEN.findall(text):
            if token not in tokens:
                tokens[token] = chr(PRIVATE + len(words))
                words.append(token)
        return "".join(tokens[token] for token in TOKEN.findall(text))

    engine = diff_match_patch()
    engine.Diff_Timeout = 0.5
    found = engine.diff_main(coded(before), coded(after), False)
    engine.diff_cleanupSemantic(found)
    kinds = {0: "same", 1: "ins", -1: "del"}
    return [Segment(kinds[kind], "".join(words[ord(char) - PRIVATE] for char in text)) for kind, text in found]


def _anchored(segments: list[Segment], already: int) -> tuple[tuple[Segment, ...], list[Change]]:
    """Give each run of ins and del one anchor and one line in the list."""
    made: list[Segment] = []
    changes: list[Change] = []
    for segment in segments:
        if segment.kind == "same":
            made.append(segment)
            continue
        goes_on = bool(made) and made[-1].kind != "same"
        if not goes_on:
            anchor = f"change-{already + len(changes) + 1}"
            changes.append(Change(anchor, "", ""))
            segment = Segment(segment.kind, segment.text, anchor)
        last = changes[-1]
        if segment.kind == "del":
            changes[-1] = Change(last.anchor, last.before + segment.text, last.after)
        else:
            changes[-1] = Change(last.anchor, last.before, last.after + segment.text)
        made.append(segment)
    return tuple(made), changes


def words(change: Change) -> str:
    """A change as one short line: 2027年1月底 → 2026年12月31日."""
    before, after = _short(change.before), _short(change.after)
    if before and after:
        return f"{before} → {after}"
    return f"＋ {after}" if after else f"－ {before}"


def _short(text: str) -> str:
    plain = text.strip()
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}…"
