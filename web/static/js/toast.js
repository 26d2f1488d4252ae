// A short word at the bottom left that goes away by itself; never the only place where something is said.
export function toast(words, seconds = 5) {
  const box = document.querySelector(".toasts");
  if (!box) return;
  const one = document.createElement("p");
  one.className = "toast";
  one.textContent = words;
  box.append(one);
  setTimeout(() => one.remove(), seconds * 1000);
}
