"""The letter as it will read (GB/T 9704—2012; reference §3.3, §6): parts for a screen or a typesetter, no HTML.

信函 to the units, 文件 upwards; the report of route BOTH encloses the letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.documents import issue
from workflows.documents.models import Document, DocumentKind
from workflows.people.models import Unit, UnitKind
from workflows.settings.models import PaperFormat

NUMERALS = "一二三四五六七八九十"
KINDS_FIRST = list(UnitKind)
TITLE_LINE = 22  # characters of 小标宋 that fit one line
PLAIN = (DocumentKind.URGING_LETTER, DocumentKind.ESCALATION_LETTER)
PARTS = ("text", "facts", "request")
"""Letters that say what they say in paragraphs, and where those stand in their forms."""
BREAK_AFTER = "的和与、"


@dataclass(frozen=True)
class Block:
    """A paragraph. `level`: 0 text, 1 一、 heading, 2 （一） lead-in; `label`: the printed numeral."""

    level: int
    text: str
    label: str = ""

    @property
    def line(self) -> str:
        return f"{self.label}{self.text}"


@dataclass(frozen=True)
class Letter:
    """Parts in the order of the page. Empty where the document has none, or not yet."""

    paper: PaperFormat
    head: str
    number: str
    signatory: str  # printed on upward documents alone
    title_lines: tuple[str, ...]
    recipients: str
    body: tuple[Block, ...]
    annexes: tuple[str, ...]
    sign_name: str
    sign_date: str
    contact: str
    copy_to: str
    imprint: tuple[str, str]  # issuing office and date, of a 文件 alone
    has_seal: bool = True
    closing: str = field(default="")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Title, recipients and body as plain lines: what is compared and counted."""
        return ("".join(self.title_lines), self.recipients, *(block.line for block in self.body), self.closing)

    @property
    def text(self) -> str:
        return "\n".join(line for line in self.paragraphs if line)


def compose(session: Session, document: Document, content: Mapping[str, Any]) -> Letter:
    """The letter of a revision's content (the form of P1.7) as the document stands today."""
    row = issue.row(session, document, document.issued_on)
    units = _units(session, content)
    paper = document.paper or row.template
    body = _written(document.kind, content, paper, units)
    upward = issue.is_upward(document)
    main = [content["report_to"]] if upward and content.get("report_to") else content.get("main_send") or []
    copies = copies_of(content, units, upward)
    issued = chinese_day(document.issued_on or document.signed_on)
    return Letter(
        paper=paper,
        head=f"{row.name}文件" if paper is PaperFormat.DOCUMENT else row.name,
        number=document.doc_no or "",
        signatory=(document.signatory_name or "") if row.prints_signatory else "",
        title_lines=title_lines(report_title(content["title"]) if _is_report(document) else content["title"]),
        recipients=recipients([units[unit] for unit in main if unit in units]),
        body=tuple(body),
        annexes=_annexes(content, document),
        sign_name=row.name,
        sign_date=issued,
        contact=_contact(content),
        copy_to=copy_line(copies),
        imprint=_imprint(row.name, paper, issued),
        has_seal=bool(row.seal),
        closing="" if _is_report(document) else str(content.get("reply_requirements") or ""),
    )


def plain(session: Session, content: Mapping[str, Any], paper: PaperFormat) -> str:
    """The body of a draft as text, before it is a document: what advice counts and reads."""
    blocks = _body(content, paper, _units(session, content))
    return "\n".join([*(block.line for block in blocks), str(content.get("reply_requirements") or "")])


def _is_report(document: Document) -> bool:
    return document.kind is DocumentKind.REPORT


def report_title(title: str) -> str:
    """The title of the report that encloses a letter."""
    return f"关于报送《{title}》的报告"


def _units(session: Session, content: Mapping[str, Any]) -> dict[int, Unit]:
    wanted = {row["target_unit"] for row in content.get("recommendations") or []}
    wanted |= {*(content.get("main_send") or []), *(content.get("copy_to") or [])}
    wanted |= {content["report_to"]} if content.get("report_to") else set()
    return {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(wanted)))}


def recipients(units: Sequence[Unit]) -> str:
    """甲区人民政府，市住房和城乡建设局、市生态环境局： — of one kind joined by 、, kinds by ，."""
    groups = [[unit.name for unit in units if unit.kind is kind] for kind in KINDS_FIRST]
    joined = "，".join("、".join(group) for group in groups if group)
    return f"{joined}：" if joined else ""


def copies_of(content: Mapping[str, Any], units: Mapping[int, Unit], upward: bool) -> list[Unit]:
    """Who gets a copy: of an upward document only the government, of the same level as we."""
    copies = [units[unit] for unit in content.get("copy_to") or [] if unit in units]
    return [unit for unit in copies if unit.kind is UnitKind.GOVERNMENT] if upward else copies


def copy_line(units: Sequence[Unit]) -> str:
    return f"抄送：{'，'.join(unit.name for unit in units)}。" if units else ""


def title_lines(title: str) -> tuple[str, ...]:
    """One line, or two broken by sense near the middle."""
    if len(title) <= TITLE_LINE:
        return (title,)
    middle = len(title) / 2
    places = [at + 1 for at, char in enumerate(title[:-1]) if char in BREAK_AFTER and _is_outside(title, at)]
    near = min(places, key=lambda at: abs(at - middle), default=round(middle))
    if abs(near - middle) > TITLE_LINE / 2:
        near = round(middle)
    return (title[:near], *title_lines(title[near:]))


def _is_outside(title: str, at: int) -> bool:
    """Not inside quotation marks, which are kept on one line."""
    return title[: at + 1].count("“") == title[: at + 1].count("”")


def chinese_day(day: date | None) -> str:
    """2026年3月5日, unpadded."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return NUMERALS[ones - 1]
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


def _written(
    kind: DocumentKind, content: Mapping[str, Any], paper: PaperFormat, units: Mapping[int, Unit]
) -> list[Block]:
    if kind is DocumentKind.REPORT:
        return _report(content)
    if kind in PLAIN:
        return [Block(0, line) for part in PARTS for line in _lines(content.get(part))]
    return _body(content, paper, units)


def _body(content: Mapping[str, Any], paper: PaperFormat, units: Mapping[int, Unit]) -> list[Block]:
    told = "函告如下" if paper is PaperFormat.LETTER else "报告如下"
    opening = _lines(content.get("background"))
    if not any(told in line for line in opening):
        opening.append(f"现将有关情况和意见建议{told}。")
    parts = [
        ("主要情况", [Block(0, line) for line in _lines(content.get("done_well"))]),
        ("存在的问题", _numbered(row["text"] for row in content.get("problems") or [])),
        ("原因分析", _numbered(row["text"] for row in content.get("causes") or [])),
        ("意见建议", _numbered(recommendation(row, units) for row in content.get("recommendations") or [])),
    ]
    made = [Block(0, line) for line in opening]
    for number, (title, blocks) in enumerate([part for part in parts if part[1]], start=1):
        made += [Block(1, title, f"{numeral(number)}、"), *blocks]
    return made


def _report(content: Mapping[str, Any]) -> list[Block]:
    opening = _lines(content.get("background"))
    told = f"现将《{content['title']}》随文报送，有关情况报告如下。"
    points = _numbered(row["text"] for row in content.get("problems") or [])
    end = "建议书已按程序送有关单位，办理情况将及时续报。"
    return [*(Block(0, line) for line in [*opening, told]), *points, Block(0, end)]


def recommendation(row: Mapping[str, Any], units: Mapping[int, Unit]) -> str:
    """One recommendation: what, by whom, by when, and what is hoped for."""
    unit = units.get(row["target_unit"])
    tail = [f"建议由{unit.name}办理"] if unit else []
    if row.get("due"):
        tail.append(f"建议于{chinese_day(as_day(row['due']))}前完成")
    if row.get("expected_result"):
        tail.append(f"预期成效：{row['expected_result'].rstrip('。')}")
    text = row["text"].rstrip("。")
    return f"{text}。（{'；'.join(tail)}）" if tail else f"{text}。"


def as_day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _numbered(texts: Iterable[str]) -> list[Block]:
    return [Block(2, text, f"（{numeral(number)}）") for number, text in enumerate(texts, start=1)]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _annexes(content: Mapping[str, Any], document: Document) -> tuple[str, ...]:
    titles = [row["title"] for row in content.get("annexes") or []]
    if _is_report(document):
        titles = [content["title"], *titles]
    return tuple(f"{number}.{title}" for number, title in enumerate(titles, start=1))


def _contact(content: Mapping[str, Any]) -> str:
    contact = content.get("contact")
    return f"（联系人：{contact['name']}，电话：{contact['phone']}）" if contact else ""


def _imprint(name: str, paper: PaperFormat, issued: str) -> tuple[str, str]:
    """Only a 文件 carries 印发; a 信函 has neither line nor date there."""
    if paper is not PaperFormat.DOCUMENT:
        return ("", "")
    office = name if name.endswith("办公室") else f"{name}办公室"
    return (office, f"{issued}印发" if issued else "")
