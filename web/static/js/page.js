// What every page has: search by "/", the list of keys by "?", dialogs, tabs, copy buttons, focus on errors.
import { onKeys } from "./keys.js";
import { toast } from "./toast.js";

onKeys({
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.matches?.("dialog")) event.target.close(); // a click beside the sheet
});

async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  await navigator.clipboard?.writeText(from.value ?? from.textContent);
  toast(button.dataset.words);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

for (const list of document.querySelectorAll('[role="tablist"]')) {
  const tabs = [...list.querySelectorAll('[role="tab"]')];
  const show = (chosen, focus) => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    if (focus) chosen.focus();
    chosen.dispatchEvent(new CustomEvent("tab-shown", { bubbles: true }));
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) show(tab, false);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length], true);
  });
}

document.querySelector("[data-faults]")?.focus();
const advice = document.querySelector("[data-advice]"); // far down in a long form: nobody should look for it
advice?.focus({ preventScroll: true });
advice?.scrollIntoView({ block: "center" });
document.querySelector('.stages [aria-current="step"]')?.scrollIntoView({ block: "nearest", inline: "center" });
if (document.querySelector("[data-faults]")) window.scrollTo({ top: 0 });
