// The diagram of a case: fitted with room for the bpmn.io mark, done and present steps marked, who holds it.
// Expects <div data-diagram data-xml-url data-done="ids" data-here='[{"id","who"}]'> and window.BpmnJS.
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
const PAD = { top: 34, side: 24, bottom: 58 }; // the mark must stay whole: 58 px below the drawing

function fit(canvas, box) {
  const inner = canvas.viewbox().inner;
  const width = box.clientWidth;
  const wanted = Math.min((width - 2 * PAD.side) / inner.width, 1.15);
  const scale = Math.max(wanted, 0.35);
  const height = Math.min(Math.max(inner.height * scale + PAD.top + PAD.bottom, 220), window.innerHeight * 0.8);
  box.style.height = `${height}px`;
  canvas.resized();
  const zoom = Math.min(scale, (height - PAD.top - PAD.bottom) / inner.height);
  canvas.viewbox({
    x: inner.x - (width / zoom - inner.width) / 2, y: inner.y - PAD.top / zoom,
    width: width / zoom, height: height / zoom,
  });
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
  for (const { id, who } of JSON.parse(region.dataset.here || "[]")) {
    const shape = elements.get(id);
    if (!shape) continue;
    canvas.addMarker(id, "is-here");
    const label = document.createElement("div");
    label.className = "diagram-who";
    label.textContent = who;
    if (who) viewer.get("overlays").add(id, { position: { top: -4, left: shape.width / 2 }, html: label, scale: false });
  }
  fit(canvas, box);
  new ResizeObserver(() => box.clientWidth && fit(canvas, box)).observe(region);
  region.parentElement.querySelector("[data-fit-button]")?.addEventListener("click", () => fit(canvas, box));
  window.matchMedia("print").addEventListener("change", () => fit(canvas, box));
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
