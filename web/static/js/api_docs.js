// The API's description as a page: every address with its fields and answers, folded.
function part(tag, text, name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function operation(method, path, found) {
  const fold = document.createElement("details");
  fold.className = "card card-body";
  fold.append(part("summary", `${method.toUpperCase()} ${path} — ${found.summary ?? ""}`));
  if (found.description) fold.append(part("p", found.description));
  const detail = { parameters: found.parameters, requestBody: found.requestBody, responses: found.responses };
  const code = part("pre", JSON.stringify(detail, null, 2));
  code.tabIndex = 0;
  fold.append(code);
  return fold;
}

const region = document.querySelector("[data-api]");
const spec = await (await fetch(region.dataset.url)).json();
for (const [path, methods] of Object.entries(spec.paths)) {
  for (const [method, found] of Object.entries(methods)) {
    if (found.responses) region.append(operation(method, path, found));
  }
}
region.append(part("h2", "Schemas"), Object.assign(part("pre", JSON.stringify(spec.components.schemas, null, 2)), { tabIndex: 0 }));
