"""The sheet in words: in one sentence, and how long things take."""

from engine.text import Text
from workflows.morning_sheet.sheet import Sheet

TODO = Text("{n}件事等您办理", "{n} item{s} need{v} you")
LATE = Text("，其中{n}件已逾期", ", {n} of them overdue")
NOTES = Text("另有{n}项请留意", "{n} more to note")


def in_short(found: Sheet) -> Text:
    """What the sheet says in one sentence: how much, how much of it late, how long about."""
    parts = []
    if found.lines:
        n = len(found.lines)
        todo = TODO.format(n=n, s="" if n == 1 else "s", v="s" if n == 1 else "")
        late = LATE.format(n=found.late) if found.late else Text("", "")
        about = in_time(found.minutes)
        parts.append(Text(f"{todo.zh}{late.zh}，约需{about.zh}", f"{todo.en}{late.en}, about {about.en}"))
    if found.notes:
        parts.append(NOTES.format(n=len(found.notes)))
    return Text("；".join(one.zh for one in parts) + "。", "; ".join(one.en for one in parts) + ".")


def in_time(minutes: int) -> Text:
    """80: 1小时20分钟, 1 h 20 min."""
    hours, rest = divmod(minutes, 60)
    zh = (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")
    en = " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part)
    return Text(zh, en)
