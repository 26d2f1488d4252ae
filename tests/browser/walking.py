"""A person at a screen: opens, fills in, sends; and looks at every screen as somebody who needs it accessible."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
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
    """One page of one person. What is wrong with a screen is added to `faults`."""

    def __init__(self, page: Page, size: str, faults: list[str]) -> None:
        self.page, self.size, self.faults = page, size, faults
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
        return self.looks()

    def looks(self) -> "Desk":
        """Look at the screen as it stands: nothing inaccessible, nothing that sticks out."""
        self.page.wait_for_load_state("networkidle")
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

    def picks(self, name: str, query: str) -> "Desk":
        """Seek in a picker and take the first that is found, in place of what was proposed."""
        field = self.page.locator(f'[data-picker][data-name="{name}"]')
        for proposed in field.locator("[data-remove]").all():
            proposed.click()
        field.get_by_role("combobox").fill(query)
        field.locator("[role=option]").first.wait_for()
        field.locator("[role=option]").first.click()
        field.locator(f'input[name="{name}"]').wait_for(state="attached")
        return self

    def attaches(self, field: str, name: str, content: bytes) -> "Desk":
        file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
        self.page.set_input_files(f"#f-{field}-input", file)
        self.page.locator(f'input[type=hidden][name="{field}"]').wait_for(state="attached")
        return self

    def sends(self) -> "Desk":
        """Press the button that submits, at the desk in the form, on the phone in the bar under the thumb."""
        button = ".thumbbar .button-primary" if self.on_phone else "[data-submit]"
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        return self.looks()

    def text(self) -> str:
        return self.page.inner_text("main")
