"use strict";
// The picture is in the page and readable without this script; what is here moves it, searches it and explains it.

const facts = JSON.parse(document.getElementById("facts").textContent);
const svg = document.querySelector("#stage svg");
const search = document.getElementById("search");
const found = document.getElementById("found");
const panel = document.querySelector("aside");
const nodes = new Map([...svg.querySelectorAll("[data-id]")].map((node) => [node.dataset.id, node]));
const links = [...svg.querySelectorAll("[data-source]")];
const filters = [...document.querySelectorAll("#filters input")];
const whole = svg.viewBox.baseVal;
const home = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
const ZOOM_MIN = 0.2;
const ZOOM_MAX = 8;

let chosen = null;

// Where one looks at.

function look(x, y, width, height) {
  svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
}

/** A point of the window in the picture's own measure. */
function inPicture(x, y) {
  return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
}

function zoom(factor, x, y) {
  const box = svg.getBoundingClientRect();
  const at = inPicture(x ?? box.x + box.width / 2, y ?? box.y + box.height / 2);
  const scale = Math.min(Math.max((home.width / whole.width) * factor, ZOOM_MIN), ZOOM_MAX);
  const by = home.width / scale / whole.width;
  look(at.x - (at.x - whole.x) * by, at.y - (at.y - whole.y) * by, whole.width * by, whole.height * by);
}

function pan(dx, dy) {
  const scale = svg.getScreenCTM().a;
  look(whole.x - dx / scale, whole.y - dy / scale, whole.width, whole.height);
}

const pointers = new Map();
let moved = false;

svg.addEventListener("pointerdown", (event) => {
  pointers.set(event.pointerId, event);
  moved = false;
});
addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  const [one, other] = [...pointers.values()];
  const dx = event.clientX - before.clientX;
  const dy = event.clientY - before.clientY;
  if (!moved && Math.hypot(dx, dy) < 4) return;
  moved = true;
  if (other) {
    const still = before === one ? other : one;
    const distance = (point) => Math.hypot(point.clientX - still.clientX, point.clientY - still.clientY) || 1;
    zoom(distance(event) / distance(before), still.clientX, still.clientY);
  } else {
    pan(dx, dy);
  }
  pointers.set(event.pointerId, event);
});
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, (event) => pointers.delete(event.pointerId));
}
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });

document.getElementById("in").addEventListener("click", () => zoom(1.25));
document.getElementById("out").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", () => look(home.x, home.y, home.width, home.height));

// What feeds a step and what it feeds.

function reached(start, from, to) {
  const seen = new Set([start]);
  for (const here of seen) {
    for (const { dataset } of links) {
      if (dataset.ways === "none") continue;
      if (dataset[from] === here) seen.add(dataset[to]);
      if (dataset.ways === "both" && dataset[to] === here) seen.add(dataset[from]);
    }
  }
  return seen;
}

function lineage(id) {
  return new Set([...reached(id, "target", "source"), ...reached(id, "source", "target")]);
}

function matching() {
  const words = search.value.trim().toLowerCase();
  if (!words) return null;
  const ids = [...nodes.keys()].filter((id) => {
    const fact = facts[id];
    return `${id} ${fact.kind} ${fact.detail} ${fact.doc}`.toLowerCase().includes(words);
  });
  return new Set(ids.filter((id) => !nodes.get(id).hasAttribute("hidden")));
}

/** Dim all that does not belong to what is pointed at, else to what is searched for. */
function paint(pointed) {
  const off = new Set(filters.filter((box) => !box.checked).map((box) => box.value));
  for (const [id, node] of nodes) {
    node.toggleAttribute("hidden", off.has(facts[id].kind) || off.has(facts[id].scope));
    node.classList.toggle("chosen", id === chosen);
  }
  const bright = pointed ? lineage(pointed) : matching();
  for (const [id, node] of nodes) node.classList.toggle("dim", bright !== null && !bright.has(id));
  for (const link of links) {
    const ends = [link.dataset.source, link.dataset.target];
    link.toggleAttribute("hidden", ends.some((id) => nodes.get(id)?.hasAttribute("hidden")));
    link.classList.toggle("dim", bright !== null && !ends.every((id) => bright.has(id) || !nodes.has(id)));
  }
  found.textContent = search.value.trim() ? `${matching().size} found` : "";
}

// What a step is.

function put(tag, text, parent = panel) {
  const element = document.createElement(tag);
  element.textContent = text;
  parent.append(element);
  return element;
}

function others(title, ends) {
  if (!ends.length) return;
  put("h3", title);
  const list = put("ul", "");
  for (const [id, how] of ends) {
    const item = put("li", "", list);
    if (nodes.has(id)) put("button", id, item).addEventListener("click", () => choose(id, true));
    else put("span", id, item);
    put("span", ` ${how}`, item);
  }
}

function choose(id, move = false) {
  chosen = nodes.has(id) ? id : null;
  panel.hidden = chosen === null;
  panel.replaceChildren();
  if (chosen !== null) {
    const fact = facts[id];
    const close = put("button", "×");
    close.id = "close";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => choose(null));
    put("h2", id);
    put("p", fact.means);
    if (fact.scope) put("p", `${fact.scope}: ${fact.scope_means}`);
    for (const said of fact.diagnostics) put("p", said).className = "wrong";
    if (fact.mark) put("p", fact.mark);
    if (fact.doc) put("p", fact.doc);
    if (fact.detail) { put("h3", "Type"); put("p", fact.detail); }
    if (fact.source) { put("h3", fact.place); put("pre", fact.source); }
    const mine = (end) => links.filter((link) => link.dataset[end] === id);
    const words = ({ dataset }) => [dataset.how, dataset.fields].filter(Boolean).join(" ");
    others("From", mine("target").map((link) => [link.dataset.source, words(link)]));
    others("To", mine("source").map((link) => [link.dataset.target, words(link)]));
    if (move) nodes.get(id).focus({ preventScroll: true });
  }
  paint(chosen);
  remember();
}

for (const [id, node] of nodes) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "button");
  node.addEventListener("pointerenter", () => pointers.size || paint(id));
  node.addEventListener("pointerleave", () => pointers.size || paint(chosen));
  node.addEventListener("focus", () => paint(id));
  node.addEventListener("blur", () => paint(chosen));
  node.addEventListener("click", () => moved || choose(id));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(id);
  });
}

// What one looks for is in the address, so that it can be sent to somebody.

function remember() {
  const said = new URLSearchParams();
  if (search.value) said.set("q", search.value);
  const off = filters.filter((box) => !box.checked).map((box) => box.value);
  if (off.length) said.set("hide", off.join(","));
  if (chosen !== null) said.set("at", chosen);
  history.replaceState(null, "", `#${said}`);
}

function recall() {
  const said = new URLSearchParams(location.hash.slice(1));
  search.value = said.get("q") ?? "";
  const off = (said.get("hide") ?? "").split(",");
  for (const box of filters) box.checked = !off.includes(box.value);
  choose(said.get("at"));
}

search.addEventListener("input", () => { paint(chosen); if (search.value) paint(null); remember(); });
for (const box of filters) box.addEventListener("change", () => { paint(chosen); remember(); });
addEventListener("hashchange", recall);
addEventListener("keydown", (event) => {
  if (event.target.matches("input")) {
    if (event.key === "Escape") { search.value = ""; paint(chosen); remember(); event.target.blur(); }
    return;
  }
  const step = 60;
  const keys = {
    "/": () => search.focus(),
    "+": () => zoom(1.25),
    "=": () => zoom(1.25),
    "-": () => zoom(0.8),
    "0": () => look(home.x, home.y, home.width, home.height),
    Escape: () => choose(null),
    ArrowLeft: () => pan(step, 0),
    ArrowRight: () => pan(-step, 0),
    ArrowUp: () => pan(0, step),
    ArrowDown: () => pan(0, -step),
  };
  if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    keys[event.key]();
  }
});

recall();
