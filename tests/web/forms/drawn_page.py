"""A form drawn by the product's own macro, and read back as a browser would post it."""

from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from werkzeug.datastructures import MultiDict

import web.forms
from web.forms import FormView

TEMPLATES = Path(web.forms.__file__).parent.parent / "templates"
PAGE = '{% from "macros/form.html" import draw, faults with context %}{{ faults(view) }}{{ draw(view, urls) }}'


@lru_cache
def _page(language: str) -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["t"] = lambda zh, en: en if language == "en" else zh
    environment.globals["url_for"] = lambda endpoint, filename: f"/{endpoint}/{filename}"
    return environment.from_string(PAGE)


def draw(view: FormView, language: str = "zh") -> str:
    """The HTML of the whole form."""
    return _page(language).render(view=view, urls={"upload": "/files", "pick": "/pick/KIND"})


class Page(HTMLParser):
    """What a page would post, its ids, and the targets of its links. The blank rows in templates post nothing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: MultiDict[str, str] = MultiDict()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.depth_of_template = 0
        self.text_of: str | None = None
        self.select_of: str | None = None
        self.written = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "template":
            self.depth_of_template += 1
        if self.depth_of_template:
            return
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        self._control(tag, found)

    def _control(self, tag: str, found: dict[str, str]) -> None:
        if tag == "select":
            self.select_of = found["name"]
        elif tag == "option" and self.select_of and "selected" in found:
            self.posted.add(self.select_of, found["value"])
        elif tag == "textarea" and "name" in found:
            self.text_of, self.written = found["name"], ""
        elif (
            tag == "input"
            and "name" in found
            and (found.get("type") not in ("radio", "checkbox") or "checked" in found)
        ):
            self.posted.add(found["name"], found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.depth_of_template -= 1
        elif tag == "select":
            self.select_of = None
        elif tag == "textarea" and self.text_of and not self.depth_of_template:
            self.posted.add(self.text_of, self.written.removeprefix("\n"))
            self.text_of = None

    def handle_data(self, data: str) -> None:
        if self.text_of:
            self.written += data
