// Picking rows of another kind: type, arrow keys, Enter; the listbox pattern. Chosen ids stand in hidden inputs.
const WAIT = 180;

class Picker {
  constructor(box, changed) {
    this.box = box;
    this.changed = changed;
    this.input = box.querySelector('[role="combobox"]');
    this.list = box.querySelector('[role="listbox"]');
    this.picked = box.querySelector("[data-picked]");
    this.at = -1;
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("focus", () => this.later());
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.pick(event.target.closest('[role="option"]'));
    });
    this.picked.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-remove]");
      if (remove) this.drop(remove.closest("li"));
    });
    this.show();
  }

  later() {
    this.list.setAttribute("aria-busy", "true"); // what is listed is of the query before
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.search(), WAIT);
  }

  async search() {
    const address = new URL(this.box.dataset.searchUrl, location.href);
    address.searchParams.set("q", this.input.value.trim());
    this.pending?.abort();
    this.pending = new AbortController();
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.pending.signal });
      this.offer(answer.ok ? (await answer.json()).items : []);
    } catch (error) {
      if (error.name !== "AbortError") this.offer([]);
    }
  }

  offer(items) {
    const taken = new Set([...this.picked.querySelectorAll("input")].map((input) => input.value));
    const free = items.filter((item) => !taken.has(String(item.id)));
    this.list.replaceChildren(...free.map((item, index) => this.option(item, index)));
    if (!free.length) {
      const none = document.createElement("li");
      none.className = "picker-none";
      none.textContent = this.box.dataset.wordsNone;
      this.list.append(none);
    }
    this.at = -1;
    this.list.setAttribute("aria-busy", "false");
    this.list.hidden = document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  option(item, index) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.id = `${this.list.id}-${index}`;
    option.dataset.id = item.id;
    option.dataset.label = item.label;
    option.textContent = item.label;
    if (item.note) {
      const note = document.createElement("small");
      note.textContent = item.note;
      option.append(note);
    }
    return option;
  }

  onKey(event) {
    if (event.isComposing) return;
    const options = [...this.list.querySelectorAll('[role="option"]')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      this.at = (this.at + step + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
      options[this.at].scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", options[this.at].id);
    } else if (event.key === "Enter" && !event.ctrlKey && !this.list.hidden) {
      event.preventDefault();
      this.pick(options[Math.max(this.at, 0)]);
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Backspace" && !this.input.value) this.drop(this.picked.lastElementChild);
  }

  pick(option) {
    if (!option) return;
    if (!("several" in this.box.dataset)) this.picked.replaceChildren();
    const item = document.createElement("li");
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = this.box.dataset.name;
    hidden.value = option.dataset.id;
    const label = document.createElement("span");
    label.textContent = option.dataset.label;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.dataset.remove = "";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${this.box.dataset.wordsRemove} ${option.dataset.label}`);
    item.append(hidden, label, remove);
    this.picked.append(item);
    this.input.value = "";
    this.close();
    this.show();
    (this.input.hidden ? remove : this.input).focus(); // the focus never falls out of the form
    this.changed();
  }

  drop(item) {
    if (!item) return;
    item.remove();
    this.show();
    this.input.focus();
    this.changed();
  }

  // With one already chosen, a single picker shows the choice alone.
  show() {
    this.input.hidden = !("several" in this.box.dataset) && this.picked.children.length > 0;
  }

  close() {
    clearTimeout(this.waiting);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

export function setUpPickers(root, changed) {
  for (const box of root.querySelectorAll("[data-picker]:not([data-ready])")) {
    box.dataset.ready = "";
    new Picker(box, changed);
  }
}
