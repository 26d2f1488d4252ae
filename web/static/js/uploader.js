// Files go up as soon as they are chosen, one after the other, each with its progress, retry and remove.
const LARGEST = 50 * 1024 * 1024;

function line(name) {
  const item = document.createElement("li");
  item.className = "upload";
  const label = document.createElement("span");
  label.className = "upload-name";
  label.textContent = name;
  const state = document.createElement("span");
  state.className = "upload-state";
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "icon");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "use");
  shape.setAttribute("href", `${document.querySelector("svg use").getAttribute("href").split("#")[0]}#file`);
  picture.append(shape);
  item.append(picture, label, state);
  return item;
}

function button(words, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small";
  made.textContent = words;
  made.dataset[kind] = "";
  made.addEventListener("click", act);
  return made;
}

class Uploader {
  constructor(field, changed) {
    this.field = field;
    this.changed = changed;
    this.list = field.querySelector("[data-uploads]");
    this.words = this.list.dataset;
    this.sent = Promise.resolve(); // the next waits for it: it has to know which files the field holds
    this.input = field.querySelector('input[type="file"]');
    field.querySelector("[data-choose]").addEventListener("click", () => this.choose());
    field.querySelector("[data-camera]")?.addEventListener("click", () => this.choose("environment"));
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.list.addEventListener("click", (event) => this.remove(event.target.closest("[data-remove]")));
    this.setUpDrop(field.querySelector("[data-drop]"));
  }

  choose(camera) {
    if (camera) this.input.setAttribute("capture", camera);
    else this.input.removeAttribute("capture");
    this.input.click();
  }

  setUpDrop(drop) {
    for (const kind of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.toggle("is-over", kind === "dragover");
        if (kind === "drop") this.take(event.dataTransfer.files);
      });
    }
  }

  remove(button) {
    if (!button) return;
    button.closest(".upload").remove();
    this.field.querySelector("[data-choose]").focus();
    this.changed();
  }

  take(files) {
    for (const file of [...files]) {
      const item = line(file.name);
      this.list.append(item);
      const held = this.list.querySelectorAll(".upload:not(.has-failed)").length;
      if (file.size > LARGEST) this.refuse(item, this.words.wordsBig);
      else if (held > Number(this.field.dataset.most)) this.refuse(item, this.words.wordsMany);
      else this.sent = this.sent.then(() => this.send(file, item));
    }
    this.input.value = "";
  }

  refuse(item, words, file) {
    item.classList.add("has-failed");
    item.querySelector(".upload-state").textContent = words;
    item.querySelector("progress")?.remove();
    item.querySelectorAll("button").forEach((old) => old.remove());
    if (file) item.append(button(this.words.wordsRetry, "retry", () => this.send(file, item)));
    item.append(button(this.words.wordsRemove, "remove", () => {}));
  }

  send(file, item) {
    item.classList.remove("has-failed");
    item.querySelectorAll("button").forEach((old) => old.remove());
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `${this.words.wordsGoing} ${file.name}`);
    item.append(bar);
    item.querySelector(".upload-state").textContent = this.words.wordsGoing;
    const request = new XMLHttpRequest();
    request.open("POST", this.field.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]').content);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
    request.addEventListener("error", () => this.refuse(item, this.words.wordsFailed, file));
    request.addEventListener("load", () => {
      const reason = request.response?.error; // to send the same again would change nothing
      if (request.status >= 200 && request.status < 300) this.done(item, file, request.response);
      else this.refuse(item, reason ?? this.words.wordsFailed, reason ? null : file);
    });
    const body = new FormData();
    body.append("file", file);
    body.append("kinds", this.field.dataset.kinds);
    for (const held of this.list.querySelectorAll('input[type="hidden"]')) body.append("held", held.value);
    const ended = new Promise((resolve) => request.addEventListener("loadend", resolve));
    request.send(body);
    return ended;
  }

  done(item, file, answer) {
    item.querySelector("progress")?.remove();
    item.querySelector(".upload-state").textContent = "";
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = this.field.dataset.name;
    hidden.value = answer.id;
    item.prepend(hidden);
    if (file.type.startsWith("image/")) {
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = answer.thumb ?? URL.createObjectURL(file);
      item.querySelector("svg").replaceWith(picture);
    }
    const remove = button(this.words.wordsRemove, "remove", () => {});
    remove.setAttribute("aria-label", `${this.words.wordsRemove} ${file.name}`);
    item.append(remove);
    this.changed();
  }
}

export function setUpUploaders(root, changed) {
  for (const field of root.querySelectorAll("[data-uploader]:not([data-ready])")) {
    field.dataset.ready = "";
    new Uploader(field, changed);
  }
}
