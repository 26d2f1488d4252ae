// Tables of a form whose rows are added, removed and moved by buttons.
function renumber(field) {
  const list = field.querySelector("[data-rows-list]");
  const rows = [...list.children];
  rows.forEach((row, index) => {
    const words = row.querySelector("[data-row-number]");
    words.textContent = words.dataset.words.replace("~", index + 1);
    row.querySelector("[data-row-up]").disabled = index === 0;
    row.querySelector("[data-row-down]").disabled = index === rows.length - 1;
    row.querySelector("[data-row-remove]").disabled = rows.length <= Number(field.dataset.least);
  });
  const add = [...field.children].find((child) => child.matches("[data-add-row]"));
  add.disabled = rows.length >= Number(field.dataset.most);
}

// The blank row carries `name-__n__-`; inner tables keep their own mark, because their names are longer.
function blankRow(field, wanted) {
  const template = [...field.children].find((child) => child.matches("[data-row-template]"));
  const numbers = [...field.querySelectorAll(`input[name="${CSS.escape(`${field.dataset.rows}--order`)}"]`)].map((input) => Number(input.value));
  const number = wanted ?? Math.max(-1, ...numbers) + 1;
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll(`${field.dataset.rows}-__n__-`, `${field.dataset.rows}-${number}-`);
  const row = holder.firstElementChild;
  row.querySelector('input[value="__n__"]').value = number;
  return row;
}

// The rows of a kept draft: those that stand already, new ones for the rest, in the draft's order; outer tables first.
export function matchRows(form, numbersOf) {
  const seen = new Set();
  for (;;) {
    const field = [...form.querySelectorAll("[data-rows]")].find((found) => !seen.has(found));
    if (!field) return;
    seen.add(field);
    const order = `${field.dataset.rows}--order`;
    const list = field.querySelector("[data-rows-list]");
    const standing = new Map([...list.children].map((row) => [row.querySelector(`input[name="${CSS.escape(order)}"]`).value, row]));
    list.replaceChildren(...numbersOf(order).map((number) => standing.get(number) ?? blankRow(field, number)));
    renumber(field);
  }
}

// A row that carries a number of its own gets the next one, to be changed by hand where it should be another.
function giveNumber(field, row) {
  const inputs = (where) => [...where.querySelectorAll(`input[name^="${CSS.escape(`${field.dataset.rows}-`)}"][name$="-no"]`)];
  const [own] = inputs(row);
  if (own && !own.value) own.value = Math.max(0, ...inputs(field).map((input) => Number(input.value) || 0)) + 1;
}

export function addRow(field) {
  const row = blankRow(field);
  giveNumber(field, row);
  field.querySelector("[data-rows-list]").append(row);
  renumber(field);
  return row;
}

export function setUpRows(form, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row], [data-row-up], [data-row-down], [data-row-remove]");
    if (!button) return;
    const field = button.closest("[data-rows]");
    const row = button.closest("[data-row]");
    if (button.matches("[data-add-row]")) addRow(field).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    else if (button.matches("[data-row-up]")) row.previousElementSibling?.before(row);
    else if (button.matches("[data-row-down]")) row.nextElementSibling?.after(row);
    else {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector("input:not([type=hidden]), textarea, select") ?? [...field.children].at(-1)).focus();
    }
    renumber(field);
    if (row?.isConnected && !button.matches("[data-add-row]")) {
      [button, ...row.querySelectorAll("[data-row-down], [data-row-up]")].find((one) => !one.disabled)?.focus();
    }
    changed();
  });
  for (const field of form.querySelectorAll("[data-rows]")) renumber(field);
}
