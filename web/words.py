"""The language of a page, and how days, instants and people are written in it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from babel.dates import format_date
from flask import Flask, g, request

from engine import clock
from engine.text import Text

LANGUAGES = ("zh", "en")
WEEKDAYS = "一二三四五六日"


def language() -> str:
    """The account's language; before signing in, the one chosen on the page, else the browser's, else Chinese."""
    known: str | None = g.get("language")
    if known not in LANGUAGES:
        chosen = request.cookies.get("language", "")
        known = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default="zh")
        g.language = known
    return known or "zh"


def t(zh: str, en: str) -> str:
    """The one of the two that the reader reads."""
    return en if language() == "en" else zh


def tr(text: Text | list[str] | None) -> str:
    """A pair in the reader's language; a stored pair may come as a list."""
    return "" if text is None else t(text[0], text[1])


def fmt_day(day: date | None) -> str:
    """2026年11月24日 周二, or 24 Nov 2026."""
    if day is None:
        return ""
    if language() == "en":
        return format_date(day, "d MMM y", locale="en")
    return f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def fmt_instant(instant: datetime | None) -> str:
    """The day and the time of the city; today's with “today” in place of the day."""
    if instant is None:
        return ""
    local = instant.astimezone(clock.CITY)
    days = (clock.today() - local.date()).days
    if days in (0, 1):
        return f"{t(('今天', '昨天')[days], ('today', 'yesterday')[days])} {local:%H:%M}"
    if local.year == clock.today().year:
        return t(f"{local.month}月{local.day}日 {local:%H:%M}", f"{local.day} {local:%b %H:%M}")
    return f"{local:%Y-%m-%d %H:%M}"


def listed(words: Iterable[str]) -> str:
    """Several names in a row, joined as the reader's language joins them; each once."""
    return t("、", ", ").join(dict.fromkeys(words))


def unit_now(addressed: str, unit: str) -> str:
    """“市×局（现市×局）” where a reorganisation has put another unit in the place of the one that the letter names."""
    return t(f"{addressed}（现{unit}）", f"{addressed} (now {unit})") if addressed else unit


def fmt_size(size: int) -> str:
    """A file's size: 1.8 MB, 320 KB."""
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, size // 1024)} KB"


def register(app: Flask) -> None:
    """Make the words known to every template."""
    globals_: dict[str, Any] = {"t": t, "tr": tr, "fmt_day": fmt_day, "fmt_instant": fmt_instant}
    app.jinja_env.globals.update(globals_, fmt_size=fmt_size, language=language, now=lambda: datetime.now(UTC))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
