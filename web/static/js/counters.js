// How many characters stand in a text, and whether that is more than fits or less than is usual.
const isChinese = document.documentElement.lang.startsWith("zh");

function count(box, line) {
  const length = [...box.value.trim()].length;
  const limit = Number(box.dataset.limit);
  const advised = Number(box.dataset.adviseMin ?? 0);
  const isShort = length > 0 && length < advised;
  line.classList.toggle("is-over", length > limit);
  line.classList.toggle("is-short", isShort && length <= limit);
  if (length === 0) line.textContent = "";
  else if (isShort) line.textContent = isChinese ? `${length}字，通常不少于${advised}字` : `${length} characters; usually at least ${advised}`;
  else if (length > limit * 0.8) line.textContent = `${length} / ${limit}`;
  else line.textContent = isChinese ? `${length}字` : `${length}`;
}

export function setUpCounters(root) {
  for (const line of root.querySelectorAll("[data-counter-for]:not([data-ready])")) {
    const box = document.getElementById(line.dataset.counterFor);
    if (!box) continue;
    line.dataset.ready = "";
    box.addEventListener("input", () => count(box, line));
    count(box, line);
  }
}
