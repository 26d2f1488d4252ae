// Earlier cases are looked up while the title of a lead is typed.
const box = document.querySelector("[data-similar]");
const title = document.querySelector('[name="title"]');
let waiting;

async function look() {
  const words = title.value.trim();
  if (words.length < 4) return;
  const address = new URL(box.dataset.url, location.href);
  address.searchParams.set("q", words);
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (answer.ok) box.innerHTML = await answer.text(); // our own page, escaped by the server
}

if (box && title) {
  title.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, 500);
  });
}
