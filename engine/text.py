"""Words for users, always in both languages at once.

A pair stands where the word is used, so that no English text can be forgotten and no catalogue can drift.
"""

from datetime import date
from typing import NamedTuple


class Text(NamedTuple):
    """A word or sentence in Chinese and in English."""

    zh: str
    en: str

    def format(self, **values: object) -> "Text":
        """Fill `{name}` places of both languages; a value that is itself a `Text` goes in by language."""
        return Text(
            self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
            self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
        )

    def in_language(self, language: str) -> str:
        """`language` is "zh" or "en"; anything else gives Chinese, the product's first language."""
        return self.en if language == "en" else self.zh


def day_in_words(day: date | None) -> Text:
    """2026年3月9日, 9 Mar 2026; nothing where there is no day."""
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day:%-d %b %Y}") if day else Text("", "")
