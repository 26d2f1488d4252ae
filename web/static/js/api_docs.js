// The API to read: one block per operation, drawn from the OpenAPI description. Everything goes in as text.
const isChinese = document.documentElement.lang.startsWith("zh");
const say = (zh, en) => (isChinese ? zh : en);
const METHODS = ["get", "post", "put", "patch", "delete"];
const DEEPEST = 5;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// A schema with its references followed, as deep as is useful to read.
function resolved(schema, root, depth = 0) {
  if (Array.isArray(schema)) return schema.map((one) => resolved(one, root, depth));
  if (!schema || typeof schema !== "object") return schema;
  if (schema.$ref) {
    if (depth > DEEPEST) return { $ref: schema.$ref };
    const steps = schema.$ref.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    return resolved(steps.reduce((at, step) => at?.[step], root), root, depth + 1);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(value, root, depth)]));
}

function parameterTable(parameters) {
  const box = element("div", "table-box");
  const table = element("table", "table");
  const head = table.createTHead().insertRow();
  for (const words of [say("参数", "Parameter"), say("位置", "In"), say("类型", "Type"), say("说明", "Meaning")]) {
    const cell = element("th", "", words);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const one of parameters) {
    const row = body.insertRow();
    const type = one.schema?.enum?.join(" | ") ?? [one.schema?.type, one.schema?.format].flat().filter(Boolean).join(" ");
    for (const words of [one.required ? `${one.name} *` : one.name, one.in, type, one.description ?? ""]) row.insertCell().textContent = words;
  }
  box.append(table);
  return box;
}

function code(words, schema, root) {
  const part = element("div");
  const text = element("pre", "api-code", JSON.stringify(resolved(schema, root), null, 2));
  text.tabIndex = 0;
  part.append(element("h3", "", words), text);
  return part;
}

function operation(path, method, found, shared, root) {
  const block = element("details", "card api-operation");
  const summary = element("summary", "card-head");
  summary.append(element("span", `tag api-${method}`, method.toUpperCase()), element("code", "", path), element("span", "soft small", found.summary ?? ""));
  const body = element("div", "card-body stack");
  if (found.description) body.append(element("p", "soft", found.description));
  const parameters = [...shared, ...(found.parameters ?? [])].map((one) => resolved(one, root));
  if (parameters.length) body.append(parameterTable(parameters));
  for (const [type, content] of Object.entries(resolved(found.requestBody, root)?.content ?? {})) {
    body.append(code(`${say("请求内容", "Request body")} · ${type}`, content.schema, root));
  }
  for (const [status, answer] of Object.entries(found.responses ?? {})) {
    const full = resolved(answer, root);
    const schema = Object.values(full.content ?? {})[0]?.schema;
    if (schema && status.startsWith("2")) body.append(code(`${say("答复", "Answer")} ${status} · ${full.description ?? ""}`, schema, root));
    else body.append(element("p", "small soft", `${status} · ${full.description ?? ""}`));
  }
  block.append(summary, body);
  return block;
}

function draw(box, root) {
  const groups = new Map();
  for (const [path, item] of Object.entries(root.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const tag = item[method].tags?.[0] ?? say("其他", "Other");
      groups.set(tag, [...(groups.get(tag) ?? []), operation(path, method, item[method], item.parameters ?? [], root)]);
    }
  }
  for (const [tag, operations] of groups) {
    const section = element("section", "stack api-group");
    section.append(element("h2", "", tag), ...operations);
    box.append(section);
  }
}

const region = document.querySelector("[data-api]");
fetch(region.dataset.url)
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
  .then((root) => draw(region, root))
  .catch(() => region.append(element("p", "flash flash-error", say("接口描述没有取到，请稍后再看。", "The description could not be loaded."))));
