// A task's form: conditions, rows, counters, drafts, files, pickers, decision, Ctrl+Enter.
import { applyConditions } from "./conditions.js";
import { setUpCounters } from "./counters.js";
import { setUpDecision, setUpReading } from "./decision.js";
import { setUpDrafts } from "./drafts.js";
import { setUpPickers } from "./picker.js";
import { setUpRows } from "./rows.js";
import { setUpUploaders } from "./uploader.js";
import { onKeys } from "./keys.js";

function setUp(form) {
  let drafts;
  const changed = () => {
    equip();
    drafts?.changed();
  };
  const equip = () => {
    applyConditions(form);
    setUpCounters(form);
    setUpUploaders(form, changed);
    setUpPickers(form, changed);
  };
  setUpRows(form, changed);
  drafts = setUpDrafts(form, equip);
  setUpDecision(form, changed);
  equip();
  form.addEventListener("input", () => drafts.changed());
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (form.dataset.isSent) return event.preventDefault(); // a second click
    form.dataset.isSent = "1";
    drafts.sent();
    return undefined;
  });
  window.addEventListener("pageshow", () => delete form.dataset.isSent); // back by the browser's button
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      const submit = form.querySelector("[data-submit]");
      if (!submit?.disabled) form.requestSubmit();
    }
  });
  setUpPlace(form);
  if (document.querySelector("[data-faults], [data-advice]")) {
    history.replaceState(null, "", location.href); // Back opens the form with its draft, and posts nothing again
    drafts.changed();
  }
}

function setUpPlace(form) {
  for (const button of form.querySelectorAll("[data-locate]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition((place) => {
      const input = button.parentElement.querySelector("input");
      input.value = `${place.coords.latitude.toFixed(5)},${place.coords.longitude.toFixed(5)}`;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  }
}

for (const form of document.querySelectorAll("[data-task-form]")) setUp(form);
setUpReading();
const follow = (key) => () => {
  const link = document.querySelector(`[data-key="${key}"]`);
  link?.click();
  return Boolean(link);
};
onKeys({ j: follow("j"), k: follow("k") });
