"""Words for users, always in both languages at once.

A pair stands where the word is used, so that no English text can be forgotten and no catalogue can drift.
"""

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
