"""A person at a screen: opens, fills in, sends; and looks at every screen as somebody who needs it accessible."""

import mimetypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, expect

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const sheet = document.querySelector('dialog[open]');
  const sticks = (one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position) && !one.closest('dialog');
  const bars = [...document.body.querySelectorAll('*')].filter(sticks); // what lies under them can be scrolled to
  for (const bar of bars) bar.style.position = 'static';
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(sheet ?? document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  for (const bar of bars) bar.style.position = '';
  const shown = (one) => one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ');
  return found.violations.map((one) => `${one.id}: ${shown(one)}`);
}"""
WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}


class Desk:
    """One page of one person. What is wrong with a screen is added to `faults`; a kind of screen that somebody has
    looked at (`seen`) is not looked at again on the way. `then` follows every act: the runner's turn."""

    def __init__(self, page: Page, size: str, faults: list[str], seen: set[str], then: Callable[[], None]) -> None:
        self.page, self.size, self.faults, self.seen, self.then = page, size, faults, seen, then
        page.on("console", self._said)
        page.on("pageerror", lambda error: faults.append(f"{page.url} {error}"))

    @property
    def on_phone(self) -> bool:
        return self.size == "phone"

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message.text):
            self.faults.append(f"{self.page.url} console: {message.text}")

    @staticmethod
    def _is_expected(words: str) -> bool:
        return any(f"status of {status}" in words for status in (401, 404, 409, 422))

    def opens(self, path: str) -> "Desk":
        self.page.goto(path)
        return self.glances()

    def takes(self, step: str, title: str) -> "Desk":
        """Open the step of a case from one's own list."""
        self.page.goto("/inbox")
        self.glances()
        row = self.page.locator("[data-row-item]").filter(has_text=title).filter(has_text=step)
        with self.page.expect_navigation():
            row.first.locator(".row-title").click()
        return self.glances()

    def glances(self, sheet: str = "") -> "Desk":
        """Look, if it is a screen that nobody has looked at: the same step at the head, the same kind of address."""
        path = re.sub(r"\d+", "", self.page.url.partition("//")[2].partition("/")[2])
        screen = sheet or f"{path} {self.page.title().partition('：')[0]}"
        if screen in self.seen:
            return self
        self.seen.add(screen)
        return self.looks()

    def looks(self) -> "Desk":
        """Look at the screen as it stands: nothing inaccessible, nothing that sticks out."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(AXE)
        name = f"{self.size} {self.page.url.partition('//')[2].partition('/')[2]} {self.page.title()}"
        self.faults += [f"{name}: {found}" for found in self.page.evaluate(RUN)]
        wide = self.page.evaluate(WIDTH)
        if wide > 0:
            self.faults.append(f"{name}: {wide} px wider than the screen")
        return self

    def fills(self, **texts: str) -> "Desk":
        """Type into fields by name; "__" in a name is "-"."""
        for name, text in texts.items():
            self.page.fill(f'[name="{name.replace("__", "-")}"]', text)
        return self

    def chooses(self, **values: str) -> "Desk":
        """Choose in radios, cards and selects by name and value."""
        for name, value in values.items():
            field = name.replace("__", "-")
            if self.page.locator(f'select[name="{field}"]').count():
                self.page.select_option(f'select[name="{field}"]', value)
            else:
                self.page.check(f'[name="{field}"][value="{value}"]')
        return self

    def adds(self, rows: str, **texts: str) -> str:
        """Add a row to a table and type into it; the row's prefix, for what is chosen in it."""
        self.page.click(f'[data-rows="{rows}"] > [data-add-row]')
        order = self.page.locator(f'[data-rows="{rows}"] > [data-rows-list] > [data-row] input[name="{rows}--order"]')
        prefix = f"{rows}-{order.last.input_value()}-"
        for name, text in texts.items():
            self.page.fill(f'[name="{prefix}{name}"]', text)
        return prefix

    def picks(self, name: str, *queries: str) -> "Desk":
        """Seek in a picker and take the first that is found for each query, in place of what was proposed."""
        field = self.page.locator(f'[data-picker][data-name="{name}"]')
        while field.locator("[data-remove]").count():
            field.locator("[data-remove]").first.click()
        for count, query in enumerate(queries, start=1):
            field.get_by_role("combobox").fill(query)
            expect(field.locator('[role="listbox"]')).to_have_attribute("aria-busy", "false")
            field.get_by_role("option", name=query).first.click()
            expect(field.locator(f'input[name="{name}"]')).to_have_count(count)
        return self

    def attaches(self, field: str, name: str, content: bytes) -> "Desk":
        file = {"name": name, "mimeType": mimetypes.guess_type(name)[0] or "", "buffer": content}
        self.page.set_input_files(f"#f-{field}-input", file)
        self.page.locator(f'input[type=hidden][name="{field}"]').wait_for(state="attached")
        return self

    def sends(self, is_refused: bool = False) -> "Desk":
        """Press the button that submits, at the desk in the form, on the phone in the bar under the thumb."""
        button = ".thumbbar .button-primary" if self.on_phone else "[data-submit]"
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        self.then()
        found = self.page.locator("[data-faults], .advice").all_inner_texts()
        assert bool(found) == is_refused, "\n".join(found)
        return self.glances()

    def sends_all_the_same(self) -> "Desk":
        """What the page has asked to be checked is meant so."""
        assert self.page.evaluate("document.activeElement.closest('.advice') !== null"), "advice takes the focus"
        self.page.check('[name="confirmed"]')
        return self.sends()

    def agrees(self, opinion: str = "") -> "Desk":
        """To a paper: at the desk beside it; on the phone after reading to its end, on a sheet that says what is
        recorded."""
        if self.on_phone:
            return self._confirms("APPROVE", opinion)
        return self.chooses(decision="APPROVE").fills(opinion=opinion).sends()

    def returns(self, reason: str) -> "Desk":
        """A paper goes back to who wrote it."""
        if self.on_phone:
            return self._confirms("RETURN", reason)
        return self.chooses(decision="RETURN").fills(opinion=reason).sends()

    def _confirms(self, decision: str, words: str) -> "Desk":
        self.page.locator("[data-letter-end]").scroll_into_view_if_needed()
        self.page.locator(f'.thumbbar [data-confirm="{decision}"]').click()
        self.page.locator("#confirm textarea:visible").fill(words)
        self.glances(f"sheet of {decision}")
        with self.page.expect_navigation():
            self.page.locator("#confirm [data-confirm-send]:visible").click()
        self.then()
        return self.glances()

    def says(self, words: str) -> "Desk":
        """The page says so."""
        assert words in self.page.inner_text("body"), f"{words!r} is not on {self.page.title()}"
        return self

    def text(self) -> str:
        return self.page.inner_text("main")
