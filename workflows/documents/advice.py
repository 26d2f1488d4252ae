"""What the office would say of a draft letter: advice while drafting, never an error (decisions D4; reference §0.3).

The CPPCC asks and proposes; it neither orders nor punishes. Quotations and what another body has done may
say so in its words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine.text import Text
from workflows.settings.models import PaperFormat

FORBIDDEN = (
    "责令",
    "处罚",
    "问责",
    "限你",
    "限期",
    "责成",
    "约谈",
    "查处",
    "立案",
    "通报批评",
    "必须",
    "务必",
    "不得",
)
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|《[^》]*》")
THIRD = re.compile(
    r"(?:局|委|办|院|政府|部门|机关|公安|街道|乡|镇|大队|支队|中心|公司|其|对方)"
    r"[^，。；]{0,12}(?:已|曾|已经|依法|此前|当时|正在|先后)[^，。；]{0,8}$"
)
HALF = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!()](?=[\u4e00-\u9fff“”]|$)")
WORDING = {PaperFormat.LETTER: "函告如下", PaperFormat.DOCUMENT: "报告如下"}
SHORTEST, LONGEST = 1500, 3000
COMMON = frozenset("的是在和与及对为了有不等中上下一二三个将各其该")

FORBIDDEN_FOUND = Text(
    "用语“{words}”带有命令或处罚意味，政协监督宜用“建议、商请、请予反馈”。",
    "“{words}” reads as an order or a penalty; write 建议, 商请 or 请予反馈.",
)
LENGTH = Text("正文{n}字，通常为1500至3000字。", "The text has {n} characters; usually 1500 to 3000.")
NAMES = Text("正文出现个人姓名“{names}”，建议书宜对事不对人。", "The text names {names}; a letter speaks of facts.")
HALF_WIDTH = Text("有{n}处半角标点，公文应使用全角标点。", "{n} marks are half-width; use full-width ones.")
WRONG_WORDING = Text("此版式应写“{right}”，不写“{wrong}”。", "In this form write “{right}”, not “{wrong}”.")
UNANSWERED = Text("问题{no}没有对应的意见建议。", "Problem {no} is answered by no recommendation.")
UNADDRESSED = Text("没有向{unit}提出意见建议。", "No recommendation is addressed to {unit}.")
NO_CAUSES = Text("没有写原因分析。", "The causes are not given.")
NO_DONE = Text("没有写有关方面已做的工作，宜先予肯定。", "What has been done already is not mentioned.")


def of_letter(
    content: Mapping[str, Any],
    text: str,
    paper: PaperFormat,
    units: Mapping[int, str],
    names: Iterable[str] = (),
) -> list[Text]:
    """Advice on a draft. `text`: the body; `units`: responsible unit id -> name; `names`: people of the case."""
    found = [*wording(text, paper), *_names(text, names), *_parts(content)]
    if not SHORTEST <= len(text) <= LONGEST:
        found.append(LENGTH.format(n=len(text)))
    recommendations = content.get("recommendations") or []
    for problem in content.get("problems") or []:
        if not any(_answers(row["text"], problem["text"]) for row in recommendations):
            found.append(UNANSWERED.format(no=problem["no"]))
    addressed = {row["target_unit"] for row in recommendations}
    found += [UNADDRESSED.format(unit=name) for unit, name in units.items() if unit not in addressed]
    return found


def wording(text: str, paper: PaperFormat) -> list[Text]:
    """Advice on the words alone."""
    found = []
    if words := forbidden(text):
        found.append(FORBIDDEN_FOUND.format(words="、".join(words)))
    wrong = [phrase for form, phrase in WORDING.items() if form is not paper and phrase in text]
    if wrong and paper in WORDING:
        found.append(WRONG_WORDING.format(right=WORDING[paper], wrong=wrong[0]))
    if half := HALF.findall(text):
        found.append(HALF_WIDTH.format(n=len(half)))
    return found


def forbidden(text: str) -> list[str]:
    """Words of command in the CPPCC's own voice, each once, in the order of the list."""
    own = QUOTED.sub(lambda quoted: "　" * len(quoted[0]), text)
    return [word for word in FORBIDDEN if any(_is_own(own, at.start()) for at in re.finditer(word, own))]


def _is_own(text: str, at: int) -> bool:
    """Whether the word at `at` is said by us, and not of what another body has done."""
    return THIRD.search(text[max(0, at - 40) : at]) is None


def _names(text: str, names: Iterable[str]) -> list[Text]:
    seen = sorted({name for name in names if len(name) > 1 and name in text})
    return [NAMES.format(names="、".join(seen))] if seen else []


def _parts(content: Mapping[str, Any]) -> list[Text]:
    missing = [(content.get("done_well"), NO_DONE), (content.get("causes"), NO_CAUSES)]
    return [advice for value, advice in missing if not value]


def _answers(recommendation: str, problem: str) -> bool:
    """Whether they speak of the same thing: they share two pairs of characters that say something."""
    return len(_pairs(recommendation) & _pairs(problem)) >= 2


def _pairs(text: str) -> set[str]:
    plain: Sequence[str] = [char if "\u4e00" <= char <= "\u9fff" and char not in COMMON else " " for char in text]
    return {first + second for first, second in pairwise(plain) if " " not in (first, second)}
