"""The morning sheet as a message: item by item with its step, its light, how long it takes and the way to it."""

from collections.abc import Iterator

from engine.text import Text
from workflows.delivering.templates import NO_CASE_SHORT, SECRET, Words, foot
from workflows.morning_sheet import Line, Note, Sheet, in_short, in_time
from workflows.notices.kinds import NoticeKind

SHEET = "/morning"
SUBJECT = Text("{kind}：{said}", "{kind}: {said}")
ITEM = Text("{n}. {title}｜{step}｜{light}｜约{time}", "{n}. {title} | {step} | {light} | about {time}")
ALSO = Text("另请留意：", "Also to note:")
NOTE = Text("{n}. {title}｜{why}", "{n}. {title} | {why}")
NOTHING = Text("", "")


def written(found: Sheet, city: str, language: str, base: str) -> Words:
    """A sheet that is not empty, in one language; `base`: the address of the product."""
    said = in_short(found)
    told = Text(said.zh.rstrip("。"), said.en.rstrip("."))
    subject = SUBJECT.format(kind=NoticeKind.MORNING_SHEET.label, said=told)
    lines = [said, *_items(found, base), *_notes(found, base), NOTHING, foot(base)]
    text = "\n".join(line.in_language(language) for line in lines) + "\n"
    short = NO_CASE_SHORT.format(city=city, kind=subject, link=base + SHEET)
    return Words(subject.in_language(language), text, short.in_language(language), base + SHEET)


def _items(found: Sheet, base: str) -> Iterator[Text]:
    for n, line in enumerate(found.lines, start=1):
        yield NOTHING
        yield ITEM.format(n=n, title=_title(line), step=line.step, light=line.light.words, time=in_time(line.minutes))
        yield _link(f"{base}/work/{line.item_id}")


def _notes(found: Sheet, base: str) -> Iterator[Text]:
    if found.notes:
        yield from (NOTHING, ALSO)
    for n, note in enumerate(found.notes, start=1):
        why = NoticeKind.DATE_MOVED.label if note.is_secret else note.why
        yield NOTE.format(n=n, title=_title(note), why=why)
        yield _link(f"{base}/notices/{note.notice_id}")


def _title(one: Line | Note) -> Text:
    return SECRET if one.is_secret or not one.title else Text(one.title, one.title)


def _link(address: str) -> Text:
    return Text(address, address)
