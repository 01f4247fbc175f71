// @ts-check
// Moves cards between columns, by hand and with the arrow keys; what a move means is the handler's of the column.
//
// A card says in `data-list` and `data-drag` which element of which list it is, a column in `data-list` what it
// accepts, and in `data-on`, `data-drop`, `data-before` and `data-args` what it sends. Nothing moves here before the
// server has said so. See runtime/server/markup.py.

/** @typedef {{charm: string | undefined, list: string | undefined, key: string | undefined}} Moved  An element, wherever it is drawn. */
/** @typedef {(column: HTMLElement, event: string, payload: any, then: (happened: boolean) => void) => void} Send */

const CARD = "[data-drag]";
const COLUMN = "[data-drop]";
const WORDS = "h1, h2, h3, strong, .text";
const { closest, querySelectorAll } = Element.prototype;

/** @param {Element} node @param {string} selector @returns {HTMLElement[]} */
const all = (node, selector) => Array.from(querySelectorAll.call(node, selector));

/** @param {EventTarget | null} target @param {string} selector @returns {HTMLElement | null} */
const around = (target, selector) => (target instanceof Element ? closest.call(target, selector) : null);

/** @param {HTMLElement} node @returns {Moved} */
const moved = (node) => ({ charm: around(node, "[data-charm]")?.dataset.charm, list: node.dataset.list, key: node.dataset.drag });

/** @param {HTMLElement} node @param {Moved} it */
const isOf = (node, it) => node.dataset.list === it.list && moved(node).charm === it.charm;

/** The column of a card, or the one that a card is held over. @param {Element | null} node @param {Moved} it @returns {HTMLElement | null} */
function columnAt(node, it) {
  const column = around(node, COLUMN);
  return !column || isOf(column, it) ? column : columnAt(column.parentElement, it);
}

/** @param {HTMLElement} column @param {Moved} it */
const cardsIn = (column, it) => all(column, CARD).filter((card) => isOf(card, it) && columnAt(card.parentElement, it) === column);

/** @param {HTMLElement} node */
const nameOf = (node) => (node.getAttribute("aria-label") ?? node.querySelector(WORDS)?.textContent ?? "").trim();

/** Let cards be moved. Gives what is to be called whenever something was drawn. @param {HTMLElement} main @param {Send} send */
export function movable(main, send) {
  /** @type {Moved | null} the card that is dragged */
  let dragged = null;
  /** @type {HTMLElement | null} */
  let draggedCard = null;
  /** @type {Moved | null} the card that has the focus, or has something in it that does */
  let focused = null;
  /** @type {HTMLElement[]} where the dragged card would go: the column, then the card behind the place */
  let shown = [];
  let isSending = false;
  let names = 0;

  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);

  /** @param {Moved} it @param {HTMLElement} column @param {HTMLElement | null} before */
  function move(it, column, before) {
    const { on = "", drop = "", before: field, args } = column.dataset;
    const payload = { ...JSON.parse(args ?? "{}"), [drop]: JSON.parse(it.key ?? "null") };
    if (field) payload[field] = before && JSON.parse(before.dataset.drag ?? "null");
    const place = !field ? "" : before ? `, before ${nameOf(before)}` : ", at the end";
    const words = `Moved to ${column.getAttribute("aria-label") ?? `column ${all(main, COLUMN).indexOf(column) + 1}`}${place}.`;
    all(main, `${COLUMN} > .error`).forEach((error) => error.remove());
    isSending = true;
    said.textContent = "";
    send(column, on, payload, (happened) => {
      isSending = false;
      if (happened) said.textContent = words;
    });
  }

  /** @param {HTMLElement | null} column @param {HTMLElement | null} before */
  function show(column, before) {
    const [over, behind] = shown;
    if (over === column && behind === before) return;
    for (const node of shown) node?.classList.remove("over", "last", "behind");
    shown = column ? (before ? [column, before] : [column]) : [];
    column?.classList.add("over");
    if (before) before.classList.add("behind");
    else if (column?.dataset.before) column.classList.add("last");
  }

  function end() {
    draggedCard?.classList.remove("dragged");
    dragged = draggedCard = null;
    show(null, null);
  }

  /** Where what is dragged would go. @param {DragEvent} event @returns {[HTMLElement, HTMLElement | null] | null} */
  function placeAt({ target, clientY }) {
    const column = dragged && target instanceof Node && columnAt(target instanceof Element ? target : target.parentElement, dragged);
    if (!dragged || !column || draggedCard?.contains(column)) return null;
    if (!column.dataset.before) return [column, null];
    const others = cardsIn(column, dragged).filter((card) => card !== draggedCard);
    const behind = others.find((card) => {
      const { top, height } = card.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    return [column, behind ?? null];
  }

  /** Whether a card stands there already. @param {HTMLElement} column @param {HTMLElement | null} before */
  function isThere(column, before) {
    if (!dragged || !draggedCard?.isConnected || columnAt(draggedCard, dragged) !== column) return false;
    const cards = cardsIn(column, dragged);
    return !column.dataset.before || (cards[cards.indexOf(draggedCard) + 1] ?? null) === before;
  }

  document.addEventListener("pointerdown", ({ target }) => {
    const card = around(target, CARD);
    if (!card) focused = null;
    // What is typed in a card is selected with the mouse, not dragged away.
    else card.draggable = !around(target, "input, textarea, select");
  });

  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    if (!(target instanceof HTMLElement) || !target.matches(CARD)) return;
    dragged = moved(target);
    draggedCard = target;
    dataTransfer?.setData("text/plain", nameOf(target));
    // After the browser has taken its picture of the card. The card may be gone by the end, and still hears of it.
    setTimeout(() => draggedCard?.classList.add("dragged"));
    target.addEventListener("dragend", end, { once: true });
  });

  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const place = placeAt(event);
    if (place) event.preventDefault();
    show(place?.[0] ?? null, place?.[1] ?? null);
  });

  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) show(null, null);
  });

  document.addEventListener("drop", (event) => {
    const place = placeAt(event);
    if (!dragged || !place) return;
    event.preventDefault();
    if (!isThere(...place)) move(dragged, ...place);
    end();
  });

  document.addEventListener("keydown", (event) => {
    const card = /** @type {HTMLElement} */ (event.target);
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !card.matches?.(CARD)) return;
    const it = moved(card);
    const own = columnAt(card, it);
    const cards = own ? cardsIn(own, it) : [];
    const at = cards.indexOf(card);
    event.preventDefault();
    // Where the card stands is not known before the server has said what became of the last move.
    if (isSending) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (own?.dataset.before && cards[at + step]) move(it, own, (step < 0 ? cards[at - 1] : cards[at + 2]) ?? null);
      return;
    }
    const columns = all(main, COLUMN).filter((column) => isOf(column, it));
    const column = columns[(own ? columns.indexOf(own) : -1) + step];
    if (column) move(it, column, column.dataset.before && cardsIn(column, it)[at] || null);
  });

  document.addEventListener("focusin", ({ target }) => {
    const card = around(target, CARD);
    focused = card && moved(card);
    const words = card?.querySelector(WORDS);
    if (!card || !words || card.hasAttribute("aria-label")) return;
    words.id ||= `words-${++names}`;
    card.setAttribute("aria-labelledby", words.id);
  });

  return () => {
    for (const card of all(main, `${CARD}:not([tabindex])`)) {
      card.tabIndex = 0;
      card.setAttribute("aria-description", "Arrow keys move it.");
    }
    // A card that comes to stand elsewhere is drawn anew; who was on it stays on it.
    const it = focused;
    if (!it || document.activeElement !== document.body) return;
    all(main, CARD).find((card) => isOf(card, it) && card.dataset.drag === it.key)?.focus();
  };
}
