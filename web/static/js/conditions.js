// `decision=RETURN`, `kind in A|B`, joined by ` and `: the same grammar as engine/forms/conditions.py.
function clauses(text) {
  return text.split(" and ").map((part) => {
    const at = part.indexOf(" in ");
    if (at >= 0) return [part.slice(0, at).trim(), part.slice(at + 4).split("|").map((value) => value.trim())];
    const [name, ...value] = part.split("=");
    return [name.trim(), [value.join("=").trim()]];
  });
}

export function holds(text, valueOf) {
  return clauses(text).every(([name, values]) => values.includes(valueOf(name)));
}

function current(form, name) {
  const data = new FormData(form);
  return String(data.get(name) ?? "");
}

// Show and ask only what applies; a hidden part is disabled, so that it is not posted.
export function applyConditions(form) {
  for (const field of form.querySelectorAll("[data-shown-when]")) {
    const isShown = holds(field.dataset.shownWhen, (name) => current(form, field.dataset.prefix + name));
    field.hidden = !isShown;
    for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = !isShown;
    if (field.matches("fieldset")) field.disabled = !isShown;
  }
  for (const field of form.querySelectorAll("[data-required-when]")) {
    const isRequired = holds(field.dataset.requiredWhen, (name) => current(form, field.dataset.prefix + name));
    const mark = field.querySelector("[data-optional]");
    if (mark) mark.hidden = isRequired;
    const input = field.querySelector("input:not([type=hidden]), select, textarea");
    input?.setAttribute("aria-required", String(isRequired));
  }
}
