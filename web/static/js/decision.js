// The decision says what will happen and what the button does; on the phone it is confirmed on a sheet.
// A decision is never preselected, and without one the button is not available.
export function setUpDecision(form, changed) {
  const cards = form.querySelector("[data-decision]");
  if (!cards) return;
  const submit = form.querySelector("[data-submit]");
  const plain = submit?.firstChild.textContent;
  const next = form.querySelector("[data-next]");
  const show = () => {
    const chosen = cards.querySelector(":checked");
    if (submit) submit.disabled = !chosen;
    if (!chosen) return;
    if (next && chosen.dataset.leadsTo) {
      next.hidden = false;
      next.querySelector("[data-next-words]").textContent = chosen.dataset.leadsTo;
    }
    if (submit) submit.firstChild.textContent = `${submit.dataset.words.replace("~", chosen.dataset.words) || plain} `;
    for (const set of form.querySelectorAll("[data-phrases-for]")) set.hidden = set.dataset.phrasesFor !== chosen.value;
  };
  cards.addEventListener("change", show);
  form.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase) return;
    const box = form.querySelector(`[name="${phrase.dataset.phrase}"]`);
    box.value = box.value ? `${box.value.replace(/[。；]?$/, "。")}${phrase.textContent}` : phrase.textContent;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    changed();
  });
  setUpSheet(form, cards, show);
  show();
}

function setUpSheet(form, cards, show) {
  const sheet = document.getElementById("confirm");
  if (!sheet) return;
  const choose = (value) => {
    const card = cards.querySelector(`[value="${CSS.escape(value)}"]`);
    card.checked = true;
    card.dispatchEvent(new Event("change", { bubbles: true }));
    return card;
  };
  document.addEventListener("click", (event) => {
    const chooser = event.target.closest("[data-choose]:not(.drop *)");
    if (chooser?.dataset.choose) choose(chooser.dataset.choose).focus();
    const opener = event.target.closest("[data-confirm]");
    if (!opener || opener.disabled) return;
    choose(opener.dataset.confirm);
    for (const part of sheet.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== opener.dataset.confirm;
    sheet.showModal();
  });
  sheet.addEventListener("click", (event) => {
    if (!event.target.closest("[data-confirm-send]")) return;
    const text = [...sheet.querySelectorAll("textarea")].find((box) => !box.closest("[hidden]"));
    const opinion = form.querySelector('[name="opinion"]');
    if (text && opinion) opinion.value = text.value;
    sheet.close();
    form.requestSubmit();
  });
  show();
}

// On the phone the letter must have been seen to its end, or be marked as read, before it can be agreed to.
export function setUpReading() {
  const end = document.querySelector("[data-letter-end]");
  const waiting = document.querySelectorAll("[data-after-reading]");
  if (!end || !waiting.length) return;
  const open = () => waiting.forEach((button) => (button.disabled = false));
  const look = () => {
    if (end.getBoundingClientRect().top > window.innerHeight) return; // seen, or scrolled past in one go
    open();
    window.removeEventListener("scroll", look);
  };
  window.addEventListener("scroll", look, { passive: true });
  look();
  document.querySelector("[data-have-read]")?.addEventListener("click", open);
}
