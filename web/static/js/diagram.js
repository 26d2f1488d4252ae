// The diagram of a case: fitted with room for the bpmn.io mark, done and present steps marked, who holds it.
// Expects <div data-diagram data-xml-url data-done="ids" data-here='[{"id","who"}]' data-calls='{"id": "address"}'>
// and window.BpmnJS. A step with a diagram of its own opens it when it is clicked; the chips above do so for keys.
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const PAD = { top: 34, side: 24, bottom: 58 }; // the mark must stay whole: 58 px below the drawing

// The whole drawing; on a screen never so small that it cannot be read: on a phone the part around the present step.
function fit(canvas, box, here) {
  const inner = canvas.viewbox().inner;
  const width = box.clientWidth;
  const wanted = Math.min((width - 2 * PAD.side) / inner.width, 1.15);
  const scale = Math.max(wanted, window.matchMedia("print").matches ? 0.35 : 0.6);
  const height = Math.min(Math.max(inner.height * scale + PAD.top + PAD.bottom, 220), window.innerHeight * 0.8);
  box.style.height = `${height}px`;
  canvas.resized();
  const zoom = Math.min(scale, (height - PAD.top - PAD.bottom) / inner.height);
  const shown = width / zoom;
  const left = inner.x - PAD.side / zoom;
  const right = inner.x + inner.width + PAD.side / zoom - shown;
  const middle = here ? here.x + here.width / 2 : inner.x;
  const x = right > left ? Math.min(Math.max(middle - shown / 2, left), right) : (left + right) / 2;
  canvas.viewbox({ x, y: inner.y - PAD.top / zoom, width: shown, height: height / zoom });
}

async function draw(region) {
  region.dataset.drawn = "";
  const box = region.querySelector("[data-canvas]");
  const answer = await fetch(region.dataset.xmlUrl);
  if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
  const viewer = new window.BpmnJS({
    container: box,
    textRenderer: { defaultStyle: { fontFamily: FONT, fontSize: 15 }, externalStyle: { fontFamily: FONT, fontSize: 14 } },
  });
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  const elements = viewer.get("elementRegistry");
  const done = new Set((region.dataset.done ?? "").split(" ").filter((id) => elements.get(id)));
  for (const id of done) canvas.addMarker(id, "is-done");
  for (const flow of elements.filter((found) => found.type === "bpmn:SequenceFlow")) {
    if (done.has(flow.source.id) && done.has(flow.target.id)) canvas.addMarker(flow.id, "is-done");
  }
  const present = JSON.parse(region.dataset.here || "[]");
  const here = present.map(({ id }) => elements.get(id)).find(Boolean);
  for (const { id, who } of present) {
    const shape = elements.get(id);
    if (!shape) continue;
    canvas.addMarker(id, "is-here");
    const label = document.createElement("div");
    label.className = "diagram-who";
    label.textContent = who;
    if (who) viewer.get("overlays").add(id, { position: { top: -4, left: shape.width / 2 }, html: label, scale: false });
  }
  const calls = JSON.parse(region.dataset.calls || "{}");
  for (const id of Object.keys(calls)) if (elements.get(id)) canvas.addMarker(id, "is-call");
  viewer.on("element.click", ({ element }) => { if (calls[element.id]) location.href = calls[element.id]; });
  fit(canvas, box, here);
  new ResizeObserver(() => box.clientWidth && fit(canvas, box, here)).observe(region);
  region.parentElement.querySelector("[data-fit-button]")?.addEventListener("click", () => fit(canvas, box, here));
  window.matchMedia("print").addEventListener("change", () => fit(canvas, box, here));
}

// Without an answer, or without a drawing in it: words, and no empty sheet.
function fail(region) {
  region.querySelector("[data-canvas]").hidden = true;
  region.querySelector("[data-failed]").hidden = false;
}

function drawVisible() {
  for (const region of document.querySelectorAll("[data-diagram]:not([data-drawn])")) {
    if (region.clientWidth) draw(region).catch(() => fail(region));
  }
}
document.addEventListener("tab-shown", drawVisible);
drawVisible();
