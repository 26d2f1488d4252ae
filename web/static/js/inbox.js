// The inbox by keyboard: J and K move and load the preview beside the list, Enter opens.
import { onKeys } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-row-item]")];
const wide = window.matchMedia("(min-width: 1181px)");
let pending;

function select(row) {
  if (!row) return false;
  for (const other of rows()) other.classList.toggle("is-selected", other === row);
  row.querySelector(".row-title").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  preview(row);
  return true;
}

async function preview(row) {
  const box = document.getElementById("preview");
  if (!box || !row.dataset.preview || !wide.matches) return;
  pending?.abort();
  pending = new AbortController();
  try {
    const answer = await fetch(row.dataset.preview, { headers: { "HX-Request": "true" }, signal: pending.signal });
    if (answer.ok) box.innerHTML = await answer.text(); // our own page, escaped by the server
  } catch (error) {
    if (error.name !== "AbortError") box.setAttribute("data-stale", "");
  }
}

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("is-selected"));
  return select(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

onKeys({
  j: () => move(1),
  k: () => move(-1),
  Enter: (event) => {
    const row = document.querySelector("[data-row-item].is-selected .row-title");
    if (!row || event.target.closest("a, button, summary")) return false;
    row.click();
    return true;
  },
});

document.addEventListener("mouseover", (event) => {
  const row = event.target.closest("[data-row-item]");
  if (!row || row.classList.contains("is-selected") || !wide.matches) return;
  clearTimeout(row.waiting);
  row.waiting = setTimeout(() => {
    if (!row.matches(":hover")) return;
    for (const other of rows()) other.classList.toggle("is-selected", other === row);
    preview(row);
  }, 250);
});
