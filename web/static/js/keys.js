// Single keys: never while typing, composing Chinese, or with a modifier; may be switched off in the settings.
export function isTyping(event) {
  const at = event.target;
  return (
    event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey ||
    at.isContentEditable || at.matches?.('input:not([type="radio"]):not([type="checkbox"]), textarea, select') ||
    Boolean(at.closest?.('[role="listbox"]'))
  );
}

export function onKeys(table) {
  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts === "off" || isTyping(event) || document.querySelector("dialog[open]")) return;
    const act = table[event.key] ?? table[event.key.toLowerCase()];
    if (act && act(event) !== false) event.preventDefault();
  });
}
