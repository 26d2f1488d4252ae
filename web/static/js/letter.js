// The letter with its changes: jump by N and P, or read the new text alone.
import { onKeys } from "./keys.js";

const paper = document.querySelector("[data-changed-paper]");
document.querySelector("[data-clean]")?.addEventListener("change", (event) => paper.classList.toggle("is-clean", event.target.checked));

const marks = () => [...document.querySelectorAll("[data-changes] a")];
let at = -1;
function jump(step) {
  const all = marks();
  if (!all.length || paper.offsetParent === null) return false;
  at = (at + step + all.length) % all.length;
  all[at].click();
  return true;
}
onKeys({ n: () => jump(1), p: () => jump(-1) });
