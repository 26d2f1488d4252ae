// What was typed is kept at once on this device, and on the server every ten seconds, on leaving a field
// and on leaving the page. The device's copy is offered back only where it is newer than the server's.
import { matchRows } from "./rows.js";

const EVERY = 10_000;

export function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrf_token", "request_key"].includes(name));
}

export function setUpDrafts(form, restored) {
  const key = `draft:${form.dataset.draftKey}`;
  const url = form.dataset.draftUrl;
  if (!url) return { changed() {}, sent() {} };
  const state = document.querySelector("[data-draft-state]");
  const words = state?.querySelector("[data-draft-words]");
  let isDirty = false;
  let isSent = false;

  const say = (text) => words && (words.textContent = text);
  const changed = () => {
    isDirty = true;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), entries: entriesOf(form) }));
    } catch {
      return; // private window or full: the server's copy remains
    }
  };
  const save = async ({ leaving = false } = {}) => {
    if (!isDirty || isSent) return;
    isDirty = false;
    const token = document.querySelector('meta[name="csrf-token"]').content;
    try {
      const answer = await fetch(url, {
        method: "POST", keepalive: leaving,
        body: new URLSearchParams([...entriesOf(form), ["csrf_token", token], ["request_key", form.elements.request_key?.value ?? ""]]),
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
      say(state.dataset.wordsSaved.replace("~", now));
      localStorage.removeItem(key);
    } catch {
      isDirty = true;
      say(state.dataset.wordsOffline);
    }
  };

  if (restore(form, key, restored)) say(state?.dataset.wordsFound ?? "");
  setInterval(save, EVERY);
  form.addEventListener("focusout", () => save());
  window.addEventListener("pagehide", () => save({ leaving: true }));
  return { changed, sent() { isSent = true; localStorage.removeItem(key); } };
}

function restore(form, key, restored) {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    localStorage.removeItem(key);
  }
  if (!kept?.entries?.length || document.querySelector("[data-faults]")) return false;
  fill(form, kept.entries);
  restored();
  return true;
}

function fill(form, entries) {
  const byName = new Map();
  for (const [name, value] of entries) byName.set(name, [...(byName.get(name) ?? []), value]);
  matchRows(form, (name) => byName.get(name) ?? []);
  for (const input of form.querySelectorAll("[name]")) {
    if (["csrf_token", "request_key", "file"].includes(input.name) || input.type === "hidden") continue;
    const values = byName.get(input.name) ?? [];
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
}
