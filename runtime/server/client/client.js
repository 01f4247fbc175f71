// @ts-check
// Keeps a page alive: shows what others do, says what its visitor does, each thing exactly once.
//
// The server sends values of slots and changes of rows, never HTML. Every body that can be repeated or swapped stands
// in one <template>, where `data-s` says which slots an element has; a body on the page is walked beside its template
// to find them, and rows only once one of them changes. See runtime/server/parts.py for the comments between which
// rows and branches stand.

import { movable } from "./drag.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */
/** @typedef {{kind: string, slot: number, name: string}} Mark  What `data-s` says: `a7:placeholder`. */
/** @typedef {{kind: string, name: string, node: Element}} Spot  Where a slot's value goes. */
/** @typedef {{mark: Comment, block: Block | null}} Row */
/** @typedef {{open: Comment, close: Comment, shown: string, block: Block | null, rows: Map<string, Row>}} Extent */
/** @typedef {{bodies: Map<string, Node>, homes: Map<number, string>}} Kind  A view: its bodies, and the one that each slot stands in. */
/** @typedef {{kind: Kind, spots: Map<number, Spot[]>, ranges: Map<number, Extent>, keys: string[]}} Block */
/** @typedef {[op: string, slot: any, keys: any, value?: any, before?: string | null]} Operation */
/**
 * @typedef {object} Entry  An event or edit that the server has not answered yet.
 * @property {number} n
 * @property {any} frame
 * @property {Element | null} form  what sent it, where what was wrong is said: a form, or a column
 * @property {Map<Control, string>} sets    bound controls, and what they held
 * @property {Map<Control, string>} fields  unbound ones
 * @property {(happened: boolean) => void} [then]  told once it is known
 */
/** @typedef {[kind: string, nth: number, text: string]} Held  What a control held: the nth of its kind. */
/** @typedef {{client: string, count: number, sent: [frame: any, sets: Held[], fields: Held[]][], kept: Held[], focus?: [string, number, number | null, number]}} Left */

// After the last key an edit is said; for who types on, another program waits so long at most.
const EDIT_MS = 300;
const WORD_MS = 2_000;
// Before a wait is worth a word.
const QUIET_MS = 1000;
const BEAT_MS = 20_000;
const PATIENCE_MS = 8_000;
const FRAME_BYTES_MAX = 64 * 1024;
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 30_000;

const page = document.body.dataset;
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const random = crypto.getRandomValues(new Uint8Array(12));
/** @type {Left | null} what this page left behind when another program took over, see `reload` */
const left = JSON.parse(sessionStorage.left ?? null);
delete sessionStorage.left;
// In memory only, but for that: a duplicated tab is another client. It begins with the server's day, whatever this clock says.
const client = left?.client ?? `${page.day}-` + Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
let version = Number(page.seq);

// ---- Templates, and where their slots are

/** @type {Map<string, Kind>} views by recipe: `` the page's own; bodies by name: `` the view, `5` rows of slot 5, `4.1` branch 1 of slot 4 */
const kinds = new Map();
/** @type {WeakMap<Node, Mark[]>} of every node of a template that has slots, or has one that does */
const marks = new WeakMap();

for (const template of document.querySelectorAll("template")) {
  const [recipe, name] = (template.dataset.t ?? "").split("/");
  if (!kinds.has(recipe)) kinds.set(recipe, { bodies: new Map(), homes: new Map() });
  prepare(/** @type {Kind} */ (kinds.get(recipe)), name, template.content);
}

/** @param {Kind} kind @param {string} name @param {DocumentFragment} content */
function prepare({ bodies, homes }, name, content) {
  bodies.set(name, content);
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const found = node instanceof Element ? readMarks(node) : [];
    for (const { slot } of found) homes.set(slot, name);
    if (opens(node)) homes.set(Number(node.data.slice(1)), name);
    else if (node instanceof Element && (found.length || namedByRow(node))) marks.set(node, found);
    else continue;
    for (let up = node.parentNode; up && !marks.has(up); up = up.parentNode) marks.set(up, []);
  }
}

/** @param {Element} node @returns {Mark[]} */
function readMarks(node) {
  const text = node.getAttribute("data-s");
  node.removeAttribute("data-s");
  return (text?.split(" ") ?? []).map((mark) => {
    const [slot, name = ""] = mark.slice(1).split(":");
    return { kind: mark[0], slot: Number(slot), name };
  });
}

/** @param {Element} node */
function namedByRow(node) {
  return node.getAttribute("name")?.includes("{") ?? false;
}

// A form answers to the names of its controls first, so one called `append` or `action` would be in the way of these.
const { querySelectorAll, append, getAttribute, closest } = Element.prototype;

/** @param {Element} node @param {string} selector @returns {Element[]} */
function inside(node, selector) {
  return Array.from(querySelectorAll.call(node, selector));
}

/** @param {Node | null} node @returns {node is Comment} */
function opens(node) {
  return node instanceof Comment && node.data[0] === "[";
}

/** The end of what begins at a comment. @param {Node} open @returns {Comment} */
function closing(open) {
  let depth = 0;
  for (let node = /** @type {Node | null} */ (open); node; node = node.nextSibling) {
    if (opens(node)) depth++;
    else if (node instanceof Comment && node.data === "]" && !--depth) return node;
  }
  throw new Error("a range has no end");
}

/** Find the slots of a body on the page, beside its template. @param {Kind} kind @param {string} name @param {Node | null} first @param {string[]} keys @returns {Block} */
function bind(kind, name, first, keys) {
  /** @type {Block} */
  const block = { kind, spots: new Map(), ranges: new Map(), keys };
  walk(/** @type {Node} */ (kind.bodies.get(name)).firstChild, first, block);
  return block;
}

/** @param {Node | null} model @param {Node | null} live @param {Block} block */
function walk(model, live, block) {
  for (; model && live; model = model.nextSibling, live = live.nextSibling) {
    if (opens(model)) {
      const slot = Number(model.data.slice(1));
      const open = /** @type {Comment} */ (live);
      const range = { open, close: closing(open), shown: open.data.split(":")[1], block: null, rows: new Map() };
      if (block.kind.bodies.has(String(slot))) findRows(range);
      block.ranges.set(slot, range);
      model = closing(model);
      live = range.close;
      continue;
    }
    const found = marks.get(model);
    if (!found || !(live instanceof Element)) continue;
    for (const { kind, slot, name } of found) {
      block.spots.set(slot, [...(block.spots.get(slot) ?? []), { kind, name, node: live }]);
    }
    if (namedByRow(live)) nameByRow(live, block.keys);
    walk(model.firstChild, live.firstChild, block);
  }
}

/** @param {Element} node @param {string[]} keys */
function nameByRow(node, keys) {
  const name = /** @type {string} */ (node.getAttribute("name"));
  node.setAttribute("name", name.replace(/\{(\d+)\}/g, (_, depth) => keys[depth]));
}

/** @param {Extent} range */
function findRows(range) {
  for (let node = range.open.nextSibling; node && node !== range.close; node = node.nextSibling) {
    if (opens(node)) node = closing(node);
    else if (node instanceof Comment && node.data[0] === "=") {
      range.rows.set(decodeURIComponent(node.data.slice(1)), { mark: node, block: null });
    }
  }
}

/** The body on the page that holds a slot of a view, if it is there now. @param {Block} view @param {number} slot @param {string[]} keys @returns {Block | null} */
function find(view, slot, keys) {
  const home = view.kind.homes.get(slot);
  if (!home) return home === "" ? view : null;
  const [outer, branch] = home.split(".");
  const around = branch === undefined ? keys.slice(0, -1) : keys;
  const range = find(view, Number(outer), around)?.ranges.get(Number(outer));
  if (!range) return null;
  if (branch !== undefined) {
    if (range.shown !== branch) return null;
    return (range.block ??= bind(view.kind, home, range.open.nextSibling, keys));
  }
  const row = range.rows.get(keys[keys.length - 1]);
  return row ? (row.block ??= bind(view.kind, home, row.mark.nextSibling, keys)) : null;
}

const own = bind(/** @type {Kind} */ (kinds.get("")), "", main.firstChild, []);
/** @type {WeakMap<Element, Block>} the views of charms that are shown within */
const views = new WeakMap();

/** Every place where the page shows a charm. @param {string} charm @param {string} recipe @returns {Block[]} */
function places(charm, recipe) {
  const sections = /** @type {HTMLElement[]} */ (inside(main, `section[data-charm="${CSS.escape(charm)}"]`));
  return sections.flatMap((section) => {
    const kind = /** @type {Kind} */ (kinds.get(recipe));
    if (section.parentElement?.closest(`[data-charm="${CSS.escape(charm)}"]`)) {
      section.textContent = "This is shown further up already.";
      return [];
    }
    if (!section.dataset.recipe) section.replaceChildren(document.importNode(/** @type {Node} */ (kind.bodies.get("")), true));
    section.dataset.recipe = recipe;
    const view = views.get(section) ?? bind(kind, "", section.firstChild, []);
    views.set(section, view);
    return [view];
  });
}

// ---- Patches

/** @param {Operation[]} operations */
function applyAll(operations) {
  let here = [own];
  for (const operation of operations) {
    if (operation[0] === "in") here = operation[1] ? places(operation[1], operation[2]) : [own];
    else for (const view of here) apply(view, operation);
  }
}

/** @param {Block} view @param {Operation} operation */
function apply(view, [op, slot, keys, value, before]) {
  const block = find(view, slot, keys);
  const range = block?.ranges.get(slot);
  if (op === "set" && range) return show(block, range, slot, keys, String(value));
  if (op === "set") return block?.spots.get(slot)?.forEach((spot) => put(spot, value));
  if (!block || !range) return;
  if (op === "rows") return reconcile(block, range, slot, keys, value);
  const row = range.rows.get(value);
  if (op === "remove" && row) remove(range, value, row);
  else if (op === "insert" && !row) insert(block, range, slot, keys, value, placeOf(range, before));
  else if (op === "insert" || op === "move") if (row) move(range, row, placeOf(range, before));
}

/** @param {Block} block @param {Extent} range @param {number} slot @param {string[]} keys @param {string} number */
function show({ kind }, range, slot, keys, number) {
  if (range.shown === number) return;
  for (const node of between(range.open.nextSibling, range.close)) node.remove();
  range.shown = number;
  range.block = null;
  if (kind.bodies.has(`${slot}.${number}`)) range.block = clone(kind, `${slot}.${number}`, range.close, keys);
}

/** A fresh body before that node. @param {Kind} kind @param {string} name @param {ChildNode} before @param {string[]} keys */
function clone(kind, name, before, keys) {
  const body = document.importNode(/** @type {DocumentFragment} */ (kind.bodies.get(name)), true);
  const block = bind(kind, name, body.firstChild, keys);
  before.before(body);
  return block;
}

/** @param {Extent} range @param {string | null | undefined} key @returns {Comment} */
function placeOf(range, key) {
  return (key != null && range.rows.get(key)?.mark) || range.close;
}

/** @param {Block} block @param {Extent} range @param {number} slot @param {string[]} keys @param {string} key @param {ChildNode} before */
function insert({ kind }, range, slot, keys, key, before) {
  const mark = document.createComment("=");
  before.before(mark);
  range.rows.set(key, { mark, block: clone(kind, String(slot), before, [...keys, key]) });
}

/** @param {Extent} range @param {string} key @param {Row} row */
function remove(range, key, row) {
  range.rows.delete(key);
  for (const node of between(row.mark, end(range, row))) node.remove();
}

/** @param {Extent} range @param {Row} row @param {ChildNode} before */
function move(range, row, before) {
  if (before === row.mark) return;
  for (const node of between(row.mark, end(range, row))) {
    // The newer way keeps focus, caret and scroll of what moves.
    if ("moveBefore" in Element.prototype) /** @type {any} */ (before.parentNode).moveBefore(node, before);
    else before.before(node);
  }
}

/** The node behind a row's last one. @param {Extent} range @param {Row} row @returns {ChildNode} */
function end(range, row) {
  for (let node = row.mark.nextSibling; node && node !== range.close; node = node.nextSibling) {
    if (opens(node)) node = closing(node);
    else if (node instanceof Comment && node.data[0] === "=") return node;
  }
  return range.close;
}

/** @param {ChildNode | null} first @param {ChildNode} last @returns {ChildNode[]} */
function between(first, last) {
  const found = [];
  for (let node = first; node && node !== last; node = node.nextSibling) found.push(node);
  return found;
}

/** @param {Block} block @param {Extent} range @param {number} slot @param {string[]} keys @param {string[]} wanted */
function reconcile(block, range, slot, keys, wanted) {
  const stay = new Set(wanted);
  for (const [key, row] of range.rows) if (!stay.has(key)) remove(range, key, row);
  // Everything before `next` is in order already.
  let next = /** @type {ChildNode} */ (range.open.nextSibling);
  for (const key of wanted) {
    const row = range.rows.get(key);
    if (!row) insert(block, range, slot, keys, key, next);
    else if (row.mark === next) next = end(range, row);
    else move(range, row, next);
  }
}

/** @param {Spot} spot @param {any} value */
function put({ kind, name, node }, value) {
  if (kind === "t") node.textContent = textOf(value);
  else if (kind === "T") putTime(node, value);
  else if (kind === "v") putBound(/** @type {Control} */ (node), value);
  else if (kind === "g") node.setAttribute("value", value === null ? "" : JSON.stringify(value));
  else if (kind === "p") node.setAttribute("value", value === null ? " " : ` ${JSON.stringify(value)}`);
  else if (kind === "j") putAttribute(node, name, value === null ? null : JSON.stringify(value));
  else if (kind === "c") putCharm(/** @type {HTMLElement} */ (node), value);
  else if (kind === "l") putAttribute(node, name, value && `/c/${value}`);
  else if (kind === "u") putAttribute(node, name, safe(textOf(value)));
  else if (kind === "f" && !name.startsWith("aria-")) node.toggleAttribute(name, Boolean(value));
  else putAttribute(node, name, kind === "f" ? String(Boolean(value)) : value == null ? null : textOf(value));
}

/** What a charm looks like comes behind: see `places`. @param {HTMLElement} node @param {string | null} charm */
function putCharm(node, charm) {
  if (node.dataset.charm === (charm ?? undefined)) return;
  node.replaceChildren();
  views.delete(node);
  delete node.dataset.recipe;
  putAttribute(node, "data-charm", charm);
}

/** @param {Element} node @param {string} name @param {string | null} value */
function putAttribute(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/** The same list as the server's. @param {string} url */
function safe(url) {
  const bare = url.replace(/[\x00-\x20]/g, "");
  return /^(https?:\/\/|mailto:|tel:|\/c\/)/i.test(bare) ? bare : null;
}

/** @param {any} value @returns {string} */
function textOf(value) {
  return typeof value === "string" ? value : value == null || value === false ? "" : JSON.stringify(value);
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment in the reader's own zone, as short as it is clear. @param {Element} node @param {string} value */
function putTime(node, value) {
  const at = new Date(value);
  node.setAttribute("datetime", value ?? "");
  if (isNaN(+at) || !value) return void (node.textContent = "");
  const now = new Date();
  const isToday = at.toDateString() === now.toDateString();
  const isNear = Math.abs(+now - +at) < 180 * 86_400_000;
  node.setAttribute("title", whole.format(at));
  if (getAttribute.call(node, "role") === "timer") return countDown(node);
  node.textContent = isToday ? clock.format(at) : isNear ? `${day.format(at)}, ${clock.format(at)}` : whole.format(at);
}

// How far this clock is behind the server's: it said its time when the page came.
const arrived = /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType("navigation")[0])?.responseStart;
const behind = Number(page.now) - (performance.timeOrigin + (arrived ?? performance.now()));

/** The time that is left. Nothing is announced: whoever listens reads it when they want to know. @param {Element} node */
function countDown(node) {
  const left = Date.parse(getAttribute.call(node, "datetime") ?? "") - (Date.now() + behind);
  if (isNaN(left)) return;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const clock = hours ? `${hours % 24}:${two(minutes % 60)}` : String(minutes);
  const words = `${days ? `${days} d ` : ""}${clock}:${two(seconds % 60)}`;
  if (node.textContent !== words) node.textContent = words;
}

setInterval(() => main.querySelectorAll("time[role=timer]").forEach(countDown), 250);

// ---- Controls. The page owns one that has the focus or was edited; nobody writes over what somebody types.

/** @type {Map<Control, number>} edited controls that the server does not have yet, and the timer of each */
const edited = new Map();

/** What a bound control showed last that came from the server. @param {Control} control @returns {HTMLInputElement | null} */
function was(control) {
  return control.closest(".field")?.querySelector(":scope > input[name^='was:']") ?? null;
}

/** @param {EventTarget | null} target @returns {Control | null} */
function bound(target) {
  const isControl = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  return isControl && target.type !== "hidden" && was(target) ? target : null;
}

/** @param {Control} control @param {any} value */
function putBound(control, value) {
  const known = /** @type {HTMLInputElement} */ (was(control));
  known.value = textOf(value);
  if (control !== document.activeElement && !edited.has(control)) hold(control, known.value);
}

/** @param {Control} control */
function held(control) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? "true" : "";
  if (control instanceof HTMLSelectElement && control.multiple) {
    return JSON.stringify(Array.from(control.selectedOptions, (option) => option.value));
  }
  return control.value;
}

/** @param {Control} control @param {string} text */
function hold(control, text) {
  if (held(control) === text) return;
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = text === "true";
  else if (control instanceof HTMLSelectElement && control.multiple) {
    const chosen = new Set(JSON.parse(text || "[]"));
    for (const option of control.options) option.selected = chosen.has(option.value);
  } else if (control === document.activeElement && "setSelectionRange" in control && control.type !== "date") {
    const { selectionStart, selectionEnd } = control;
    control.value = text;
    if (selectionStart !== null) control.setSelectionRange(selectionStart, selectionEnd);
  } else control.value = control.dataset.as?.startsWith("time") ? text.replace("Z", "") : text;
}

/** What a control says, as JSON. What cannot be read stays text: the server knows best what is wrong with it. @param {Control} control */
function said(control) {
  if (control.type === "checkbox") return held(control) === "true";
  if (control instanceof HTMLSelectElement && control.multiple) return JSON.parse(held(control));
  const text = control.value;
  const [reading, optional] = (control.dataset.as ?? "text").split("?");
  if (optional !== undefined && text === "") return null;
  if (reading === "number") return text.trim() && isFinite(Number(text)) ? Number(text) : text;
  if (reading === "time") return text.replace(/^(.{16})$/, "$1:00").replace(/^(.{19})$/, "$1.000").replace(/Z?$/, "Z");
  if (reading !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Say an edit now. @param {Control} control */
function flush(control) {
  clearTimeout(edited.get(control));
  const text = held(control);
  if (outbox.some((entry) => entry.sets.get(control) === text)) return;
  queue({ set: { [control.name]: said(control) } }, control.form, new Map([[control, text]]), new Map());
}

let typed = 0;

document.addEventListener("input", ({ target }) => {
  typed = Date.now();
  const control = bound(target);
  if (!control) return;
  clearTimeout(edited.get(control));
  edited.set(control, setTimeout(flush, EDIT_MS, control));
});

document.addEventListener("change", ({ target }) => {
  const control = bound(target);
  // A choice is made at once. Words are said when the focus leaves; Enter says them with their form.
  const isChoice = control instanceof HTMLSelectElement || control?.type === "checkbox";
  if (control && isChoice && edited.has(control)) flush(control);
  // A control with an arrow of its own is a form that nobody presses.
  const form = !control && target instanceof Element && closest.call(target, "form.alone");
  if (form) HTMLFormElement.prototype.requestSubmit.call(form);
});

document.addEventListener("focusout", ({ target }) => {
  const control = bound(target);
  if (!control) return;
  if (edited.has(control)) flush(control);
  else hold(control, /** @type {HTMLInputElement} */ (was(control)).value);
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const isPress = submitter?.name === "_press";
  const action = isPress ? submitter.formAction : new URL(getAttribute.call(form, "action") ?? "", location.href).href;
  const [, , , verb, handler] = new URL(action).pathname.split("/");
  const controls = /** @type {Control[]} */ (inside(form, "input:not([type=hidden]), textarea, select"));
  if (verb === "set") return controls.filter((control) => edited.has(control)).forEach(flush);
  const args = isPress ? submitter.value.replace(/^[^ ]* /, "") : inside(form, "input[name=_args]")[0]?.getAttribute("value");
  const payload = JSON.parse(args || "{}");
  /** @type {Record<string, any>} */
  const set = {};
  const sets = new Map();
  const fields = new Map();
  for (const control of controls) {
    if (was(control)) {
      // All of them, also those that the server has already: it may empty them.
      sets.set(control, held(control));
      if (!edited.has(control)) continue;
      clearTimeout(edited.get(control));
      set[control.name] = said(control);
    } else if (!isPress) {
      payload[control.name] = said(control);
      fields.set(control, held(control));
    }
  }
  // Enter is a change and sends the form as well.
  const isSaid = outbox.some((entry) => entry.form === form && [...fields].every(([control, text]) => entry.fields.get(control) === text));
  if (closest.call(form, ".alone") && isSaid) return;
  queue({ event: handler, payload, set }, form, sets, fields);
});

document.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey } = event;
  // In one line Enter sends by itself; in several it is a new line, and this sends.
  if (!(target instanceof HTMLTextAreaElement) || !target.form || key !== "Enter") return;
  if (ctrlKey || metaKey) HTMLFormElement.prototype.requestSubmit.call(target.form);
});

// ---- The outbox: each event has its effect once, however often it has to be sent

/** @type {Entry[]} */
const outbox = [];
let count = left?.count ?? 0;

/** @param {any} frame @param {Element | null} form @param {Map<Control, string>} sets @param {Map<Control, string>} fields @param {(happened: boolean) => void} [then] */
function queue(frame, form, sets, fields, then) {
  const n = ++count;
  const stands = /** @type {Element} */ (form ?? [...sets.keys()][0]);
  const charm = /** @type {HTMLElement} */ (closest.call(stands, "[data-charm]")).dataset.charm;
  const entry = { n, frame: { ...frame, n, ...(charm !== page.charm && { charm }) }, form, sets, fields, then };
  outbox.push(entry);
  // The server would close the socket, and the page send it again for ever.
  if (new Blob([JSON.stringify(entry.frame)]).size > FRAME_BYTES_MAX) return refused(n, "This is too long to send.", []);
  if (greeted) send(entry.frame);
  setTimeout(sayState, QUIET_MS);
}

/** @param {number} n */
function taken(n) {
  const at = outbox.findIndex((entry) => entry.n === n);
  return at < 0 ? null : outbox.splice(at, 1)[0];
}

/** It happened, and is durable. @param {number} n @param {string} [go] */
function acknowledged(n, go) {
  const entry = taken(n);
  if (!entry) return;
  for (const [control, text] of entry.sets) {
    complain(control, "");
    // What was typed since stays, and goes out on its own.
    if (held(control) !== text) continue;
    edited.delete(control);
    const isEvent = "event" in entry.frame;
    if (isEvent || control !== document.activeElement) hold(control, /** @type {HTMLInputElement} */ (was(control)).value);
  }
  for (const [control, text] of entry.fields) {
    complain(control, "");
    if (held(control) === text) empty(control);
  }
  message(entry.form ?? main, "");
  entry.then?.(true);
  if (go) location.assign(go);
}

/** @param {Control} control */
function empty(control) {
  if (control instanceof HTMLSelectElement) control.selectedIndex = control.multiple ? -1 : 0;
  else if (control.type === "checkbox") /** @type {HTMLInputElement} */ (control).checked = false;
  else control.value = "";
}

/** It did not happen. What was typed stays; the reasons go where they belong. @param {number} n @param {string} words @param {{path: string, message: string}[]} errors */
function refused(n, words, errors) {
  const entry = taken(n);
  if (!entry) return;
  entry.then?.(false);
  const controls = [...entry.sets.keys(), ...entry.fields.keys()];
  controls.forEach((control) => complain(control, ""));
  const others = [];
  let first = null;
  for (const { path, message } of errors) {
    const control = controls.find(({ name }) => name === path) ?? controls.find(({ name }) => name === path.split(/[./]/)[0]);
    if (control) complain(control, message);
    else others.push(path ? `${path}: ${message}` : message);
    first ??= control;
  }
  const isEvent = "event" in entry.frame;
  if (!isEvent && !first && controls[0]) return complain(controls[0], [words, ...others].join(" "));
  message(entry.form ?? main, first ? others.join(" ") : [...(errors.length ? others : [words])].join(" "));
  if (!isEvent) return;
  const next = first ?? controls.find((control) => control.type !== "checkbox");
  if (next && !controls.includes(/** @type {Control} */ (document.activeElement))) next.focus();
  else first?.focus();
}

let complaints = 0;

/** What is wrong with a control; "" for nothing. @param {Control} control @param {string} words */
function complain(control, words) {
  const field = /** @type {Element} */ (control.closest(".field"));
  field.querySelector(":scope > .error")?.remove();
  control.removeAttribute("aria-invalid");
  control.removeAttribute("aria-describedby");
  if (!words) return;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", alertIn(field, words).id);
}

/** What a form has to say that belongs to none of its controls. @param {Element} form @param {string} words */
function message(form, words) {
  inside(form, ":scope > .error").forEach((alert) => alert.remove());
  if (words) alertIn(form, words);
}

/** @param {Element} parent @param {string} words */
function alertIn(parent, words) {
  const alert = document.createElement("p");
  alert.className = "error";
  alert.id = `complaint-${++complaints}`;
  alert.setAttribute("role", "alert");
  alert.textContent = words;
  append.call(parent, alert);
  return alert;
}

// ---- The socket

/** @type {WebSocket | null} */
let socket = null;
let greeted = false;
let attempts = 0;
let heard = Date.now();
let waiting = 0;
let over = false;

function connect() {
  clearTimeout(waiting);
  if (over) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const opened = new WebSocket(`${scheme}//${location.host}/c/${page.charm}/live`);
  opened.binaryType = "arraybuffer";
  socket = opened;
  heard = Date.now();
  opened.onopen = () => {
    if (socket !== opened) return opened.close();
    greeted = true;
    send({ hello: version, client, build: page.build });
    for (const { frame } of outbox) send(frame);
    sayState();
  };
  opened.onmessage = ({ data }) => {
    if (socket !== opened) return;
    attempts = 0;
    heard = Date.now();
    receive(JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data)));
  };
  opened.onclose = () => {
    if (socket === opened) lost();
  };
}

function lost() {
  socket = null;
  greeted = false;
  // Anywhere within the time, so that a server which comes back does not meet everybody at once.
  waiting = setTimeout(connect, Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** attempts++));
  setTimeout(sayState, QUIET_MS);
}

/** Now is a good moment: the network is back, the page is looked at. */
function wake() {
  if (over || document.hidden) return;
  if (!socket) connect();
  else check();
}

/** A socket may be dead without anyone having said so. */
function check() {
  const asked = socket;
  if (!asked || !greeted) return;
  const since = Date.now();
  send({ ping: true });
  setTimeout(() => {
    if (socket !== asked || heard >= since) return;
    // It closes when it can; the next one does not wait for that.
    asked.close();
    lost();
    wake();
  }, PATIENCE_MS);
}

setInterval(check, BEAT_MS);
addEventListener("online", wake);
addEventListener("focus", wake);
addEventListener("pageshow", wake);
document.addEventListener("visibilitychange", wake);

/** @param {any} frame */
function send(frame) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

/** @param {any} frame */
function receive(frame) {
  if ("to" in frame && "shared" in frame) {
    version = frame.to;
    applyAll(frame.shared);
    applyAll(frame.local);
    settle();
  } else if ("ack" in frame) acknowledged(frame.ack, frame.go);
  else if ("refused" in frame) refused(frame.refused, frame.message, frame.errors ?? []);
  else if (frame.reload) return reload();
  else if (frame.gone) over = true;
  sayState();
}

/** Say how things stand, when that is worth a word. */
function sayState() {
  const words = over
    ? "This page is gone."
    : !greeted
      ? navigator.onLine ? "Connecting …" : "You are offline. What you do is kept until you are back."
      : outbox.length ? "Sending …" : "";
  status.textContent = words;
  status.hidden = !words;
}

// ---- After each change, and at the start

/** Logs whose reader went back in them; the others show the newest. @type {WeakSet<Element>} */
const readBack = new WeakSet();
/** How far down each log was when it last scrolled. @type {WeakMap<Element, number>} */
const tops = new WeakMap();

document.addEventListener("scroll", ({ target }) => {
  if (!(target instanceof Element) || target.getAttribute("role") !== "log") return;
  const isAtEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 40;
  // Only who goes up reads back: a row that came between our own scrolling and this event moved the end, not the reader.
  const wentUp = target.scrollTop < (tops.get(target) ?? 0);
  tops.set(target, target.scrollTop);
  if (isAtEnd) readBack.delete(target);
  else if (wentUp) readBack.add(target);
}, { capture: true, passive: true });

let following = 0;

function follow() {
  following = 0;
  for (const log of main.querySelectorAll("[role=log]")) {
    if (!readBack.has(log)) log.scrollTop = log.scrollHeight;
  }
}

addEventListener("resize", follow);

const drawn = movable(main, (column, event, payload, then) => {
  queue({ event, payload, set: {} }, column, new Map(), new Map(), then);
});

function settle() {
  const title = (main.querySelector("[data-title]") ?? main.querySelector("h1"))?.textContent;
  if (title) document.title = title;
  drawn();
  // Once per picture, however many frames came: to scroll is to lay out the page.
  following ||= requestAnimationFrame(follow);
}

/** Another program serves this page now. What was typed and not yet answered is kept in this tab until the new page has it. */
function reload() {
  over = true;
  // To the last moment: until the new page is there, people go on with this one.
  addEventListener("pagehide", leave);
  const end = Date.now() + WORD_MS;
  // A key that is pressed between two pages is lost, so it waits for who types to pause.
  const go = () => void (Math.min(typed + EDIT_MS, end) > Date.now() ? setTimeout(go, 20) : location.reload());
  go();
}

/** Of one that is another kind of control now, nothing is kept. @param {Control} control */
function kindOf(control) {
  return `${control.type} ${control.name}`;
}

/** The controls that somebody may fill in; those of one kind. @param {string} [kind] */
function fillable(kind) {
  const all = /** @type {Control[]} */ (inside(main, "input:not([type=hidden]), textarea, select"));
  return all.filter((control) => control.name && (!kind || kindOf(control) === kind));
}

/** @param {Control} control @returns {[string, number]} */
function placed(control) {
  return [kindOf(control), fillable(kindOf(control)).indexOf(control)];
}

function leave() {
  const controls = fillable();
  const write = (/** @type {Iterable<[Control, string]>} */ texts) => Array.from(texts, ([control, text]) => [...placed(control), text]);
  const active = /** @type {HTMLInputElement | undefined} */ (controls.find((control) => control === document.activeElement));
  sessionStorage.left = JSON.stringify({
    client,
    count,
    sent: outbox.map(({ frame, sets, fields }) => [frame, write(sets), write(fields)]),
    kept: write(controls.filter((control) => edited.has(control) || !was(control)).map((control) => [control, held(control)])),
    focus: active && [...placed(active), active.selectionStart, active.selectionEnd],
  });
}

/** Go on as the page that left. @param {Left} left */
function goOn({ sent, kept, focus }) {
  const read = (/** @type {Held[]} */ texts) => texts.flatMap(([kind, nth, text]) => {
    const control = fillable(kind)[nth];
    return control ? [/** @type {[Control, string]} */ ([control, text])] : [];
  });
  for (const [frame, ...texts] of sent) {
    const [sets, fields] = texts.map((each) => new Map(read(each)));
    outbox.push({ n: frame.n, frame, form: [...sets.keys(), ...fields.keys()][0]?.form ?? null, sets, fields });
  }
  for (const [control, text] of read(kept)) {
    hold(control, text);
    // What is on its way is not said once more.
    if (outbox.some(({ sets }) => sets.get(control) === text)) edited.set(control, 0);
    else control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!focus) return;
  const [kind, nth, from, to] = focus;
  const active = /** @type {HTMLInputElement | undefined} */ (fillable(kind)[nth]);
  active?.focus();
  if (from !== null) active?.setSelectionRange(from, to);
}

if (left) goOn(left);
for (const node of main.querySelectorAll("time[datetime]")) putTime(node, node.getAttribute("datetime") ?? "");
drawn();
follow();
connect();
