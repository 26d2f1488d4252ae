"""The words of what goes out, in both languages: why it came, what it is about, until when, and the way to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from engine.text import Text, day_in_words
from workflows.notices.kinds import NoticeKind

SMS_LENGTH = 70  # characters of one message; of a longer one each part has 67 (reference §7.5)
LEAST = 6  # characters of a title by which it is known
WHY = {
    NoticeKind.TODO: Text("有新的事项待您办理。", "There is a new item for you to deal with."),
    NoticeKind.RETURNED: Text("有事项退回给您重新办理。", "An item came back to you, to be done again."),
    NoticeKind.CIRCULATED: Text("有材料送您阅知。", "Something was sent to you to read."),
    NoticeKind.MORNING_SHEET: Text("今天需要您办理的事项。", "What needs you today."),
    NoticeKind.REMINDER: Text("您手上的事项即将到期或已经逾期。", "A date of yours is near, or over."),
    NoticeKind.PROPOSED: Text("有单位逾期，可采取下一步督办。", "A unit is late; a next step is proposed."),
    NoticeKind.URGED: Text("您手上的事项被催办，请尽快办理。", "You are urged to deal with an item that you have."),
    NoticeKind.HANDED_OVER: Text("有事项转给您办理。", "An item was handed over to you."),
    NoticeKind.DATE_MOVED: Text("与您有关的时限有变动。", "A date that concerns you has moved."),
    NoticeKind.DELEGATED: Text("有职务委托您代行，或委托已结束。", "A post was lent to you, or is yours no more."),
    NoticeKind.DECIDED: Text("您提交的申请已有结果。", "What you asked for was decided."),
}
SUBJECT = Text("{kind}：{title}", "{kind}: {title}")
ABOUT = Text("事项：{title}", "Item: {title}")
NUMBER = Text("编号：{number}", "Number: {number}")
STEP = Text("环节：{step}", "Step: {step}")
DUE = Text("办理期限：{due}", "Due: {due}")
OPEN = Text("打开（需登录）：{link}", "Open (after signing in): {link}")
FOOT = Text(
    "这是系统自动发出的通知，请勿回复。您在“通知设置”中选择了接收这类通知，可随时更改：{link}",
    "The product sends this by itself; please do not answer. You have chosen to be told of this under “Settings of "
    "notices” and may change that at any time: {link}",
)
MANY_SUBJECT = Text("您有{n}条通知", "{n} notices for you")
MANY = Text("您有{n}条通知（打开需登录）：", "There are {n} notices for you (they open after signing in):")
MANY_SHORT = Text("【{city}】您有{n}条通知，请登录查看 {link}", "[{city}] {n} notices for you; please sign in {link}")
NOTICES, SETTINGS = "/notices", "/me"
DUE_SHORT = Text("{day}到期", "due {day}")
SHORT = Text("【{city}】{kind}：《{title}》{rest} {link}", "[{city}] {kind}: “{title}” {rest} {link}")
NO_CASE_SHORT = Text("【{city}】{kind}，请登录查看 {link}", "[{city}] {kind}; please sign in {link}")
SECRET = Text("一件案件", "A case")
"""In place of the title of a case that not everybody inside may see: a mailbox is no place for it."""


@dataclass(frozen=True)
class Facts:
    """What a message may say of its matter, and no more. `title`: "" where it may not leave the house, None where it is
    about no case; `said`: the product's own sentence."""

    kind: NoticeKind
    city: str  # the CPPCC's short name, which signs an SMS
    title: str | None
    number: str
    step: Text | None
    due_on: date | None
    said: Text | None
    link: str


class Words(NamedTuple):
    """A message in words: of a mail, and what fits into an SMS; and where it leads."""

    subject: str
    text: str
    short: str
    link: str


def written(found: Sequence[Facts], language: str, base: str) -> Words:
    """One matter as itself; several as a list, which leads to the message centre."""
    if len(found) == 1:
        one = found[0]
        return Words(subject(one, language), body(one, language, base), short(one, language), one.link)
    link, count = base + NOTICES, len(found)
    lines = [MANY.format(n=count)]
    for number, one in enumerate(found, start=1):
        heading = Text(*(f"{number}. {words}" for words in _heading(one)))
        lines += [Text("", ""), heading]
        lines += [*([one.said] if one.said else []), *_known(one), Text(one.link, one.link)]
    lines += [Text("", ""), foot(base)]
    text = "\n".join(line.in_language(language) for line in lines) + "\n"
    sms = MANY_SHORT.format(city=found[0].city, n=count, link=link)
    return Words(MANY_SUBJECT.format(n=count).in_language(language), text, sms.in_language(language), link)


def subject(facts: Facts, language: str) -> str:
    return _heading(facts).in_language(language)


def _heading(facts: Facts) -> Text:
    """What kind of notice, and about which case."""
    kind = facts.kind.label
    return kind if facts.title is None else SUBJECT.format(kind=kind, title=_title(facts))


def body(facts: Facts, language: str, base: str) -> str:
    """The text of a mail, line by line; nothing that is not known is named."""
    lines = [facts.said or WHY[facts.kind]]
    if facts.title is not None:
        lines += [Text("", ""), ABOUT.format(title=_title(facts)), *_known(facts)]
    lines += [Text("", ""), OPEN.format(link=facts.link), Text("", ""), foot(base)]
    return "\n".join(line.in_language(language) for line in lines) + "\n"


def _known(facts: Facts) -> list[Text]:
    lines = [NUMBER.format(number=facts.number)] if facts.number else []
    if facts.step is not None:
        lines.append(STEP.format(step=facts.step))
    if facts.due_on is not None:
        lines.append(DUE.format(due=day_in_words(facts.due_on)))
    return lines


def foot(base: str) -> Text:
    """Why it came, and where that is changed."""
    return FOOT.format(link=base + SETTINGS)


def short(facts: Facts, language: str) -> str:
    """The same for an SMS: first the title gives way until it fits, then the step, then the date."""
    if facts.title is None:
        return NO_CASE_SHORT.format(city=facts.city, kind=facts.kind.label, link=facts.link).in_language(language)
    due = DUE_SHORT.format(day=_short_day(facts.due_on)).in_language(language) if facts.due_on else ""
    step = facts.step.in_language(language) if facts.step else ""
    whole = (", " if language == "en" else "，").join(part for part in (step, due) if part)
    for rest in (whole, due, ""):
        title = _title(facts).in_language(language)
        over = len(_short(facts, language, title, rest)) - SMS_LENGTH
        if over > 0:
            title = f"{title[: max(LEAST, len(title) - over - 1)]}…"
        said = _short(facts, language, title, rest)
        if len(said) <= SMS_LENGTH:
            break
    return said


def _short(facts: Facts, language: str, title: str, rest: str) -> str:
    words = SHORT.in_language(language).format(
        city=facts.city, kind=facts.kind.label.in_language(language), title=title, rest=rest, link=facts.link
    )
    return " ".join(words.split())


def _title(facts: Facts) -> Text:
    return Text(facts.title, facts.title) if facts.title else SECRET


def _short_day(day: date) -> Text:
    return Text(f"{day.month}月{day.day}日", f"{day:%-d %b}")
