// Single keys: pages declare them, this carries them out and lists them. None inside inputs, browser keys are never taken.
//
// data-key="a"            pressing it clicks the element (or focuses it, where it is an input); data-key-label says what it does
// data-list               a list or table of rows `data-row="7"`: j k move, x selects, Enter opens its `[data-open]`
// data-goto="q"           g then q goes there
const off = new Set((document.body.dataset.keysOff || "").split(" ").filter(Boolean));
const allOff = document.body.hasAttribute("data-all-keys-off");
let waiting = 0;

const visible = (element) => element.offsetParent !== null || element.getClientRects().length > 0;
const typing = (element) => element?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]");

/** What an element is called, without the key that stands beside it. */
export function called(element) {
  const told = element.cloneNode(true);
  for (const key of told.querySelectorAll("kbd")) key.remove();
  return told.textContent.trim();
}

/** The element that a key stands for now: in an open dialog only what is in it. */
function declared(key) {
  const scope = [...document.querySelectorAll("dialog[open]")].pop() || document;
  const found = [...scope.querySelectorAll("[data-key]")].filter((element) => element.dataset.key.split(" ").includes(key));
  return found.find((element) => visible(element) && !element.disabled && element.getAttribute("aria-disabled") !== "true");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.querySelector('[data-opens="palette"]')?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key;
  if (allOff && key !== "Enter") return;
  if (off.has(key)) return;
  if (key === "Enter" && event.target.closest?.("a[href], button, summary, [role=button]")) return; // it presses what has the focus
  if (waiting && Date.now() - waiting < 1500) {
    waiting = 0;
    const place = document.querySelector(`[data-goto="${CSS.escape(key)}"]`);
    if (place) {
      event.preventDefault();
      place.click();
      return;
    }
  }
  const target = declared(key);
  if (target) {
    event.preventDefault();
    if (target.matches("input, textarea, select")) {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (key === "g") {
    waiting = Date.now();
    return;
  }
  inList(event, key);
});

// ---------------------------------------------------------------- lists

const list = () => document.querySelector("[data-list]");
const rows = () => [...(list()?.querySelectorAll("[data-row]") || [])];
const cursor = { row: null, at: 0 };
const selected = new Set();

function inList(event, key) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.dataset.row === cursor.row);
  if (key === "j" || key === "k") {
    event.preventDefault();
    moveTo(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + (key === "j" ? 1 : -1)))]);
  } else if (key === "x" && at >= 0) {
    event.preventDefault();
    select(all[at], !selected.has(cursor.row));
  } else if (key === "Enter" && at >= 0 && (event.target === document.body || event.target.closest?.("[data-row]") === all[at])) {
    event.preventDefault();
    all[at].querySelector("[data-open]")?.click();
  } else if (key === "Escape" && selected.size) {
    for (const row of all) select(row, false);
  }
}

/** Puts the cursor on a row and brings it into view. */
export function moveTo(row) {
  put(row);
  row.scrollIntoView({ block: "nearest" });
  const open = row.querySelector("[data-open]");
  if (open && document.activeElement !== open) open.focus({ preventScroll: true });
}

function put(row) {
  cursor.row = row.dataset.row;
  cursor.at = rows().indexOf(row);
  sessionStorage.setItem(`cursor:${location.pathname}`, cursor.row);
  paint();
  document.dispatchEvent(new CustomEvent("recoup:moved", { detail: { row: cursor.row } }));
}

/** Selects a row or lets go of it. */
export function select(row, on) {
  if (on) selected.add(row.dataset.row);
  else selected.delete(row.dataset.row);
  paint();
  tellSelected();
}

function tellSelected() {
  sessionStorage.setItem(`selected:${location.pathname}${location.search}`, [...selected].join(" "));
  document.dispatchEvent(new CustomEvent("recoup:selected", { detail: { rows: [...selected] } }));
}

/** The rows that are selected, by their numbers. */
export function selection() {
  return [...selected];
}

function paint() {
  for (const row of rows()) {
    row.classList.toggle("cursor", row.dataset.row === cursor.row);
    row.classList.toggle("selected", selected.has(row.dataset.row));
    const box = row.querySelector("input[type=checkbox][data-selects]");
    if (box) box.checked = selected.has(row.dataset.row);
  }
}

document.addEventListener("change", (event) => {
  const box = event.target.closest?.("input[data-selects]");
  if (box) select(box.closest("[data-row]"), box.checked);
  const all = event.target.closest?.("input[data-selects-all]");
  if (all) {
    const on = all.checked; // what is told of each row may change the box
    for (const row of rows()) select(row, on);
  }
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-list] [data-row]");
  if (row && row.dataset.row !== cursor.row) put(row);
});

// After a swap: rows that are gone are selected no more, and the cursor is on the row that took the place of its own.
document.addEventListener("htmx:after:swap", () => {
  const all = rows();
  const there = new Set(all.map((row) => row.dataset.row));
  const gone = [...selected].filter((number) => !there.has(number));
  for (const number of gone) selected.delete(number);
  if (cursor.row !== null && !there.has(cursor.row) && all.length) put(all[Math.max(0, Math.min(cursor.at, all.length - 1))]);
  paint();
  if (gone.length) tellSelected();
});

function putBack() {
  if (!list()) return;
  const known = rows().find((row) => row.dataset.row === sessionStorage.getItem(`cursor:${location.pathname}`));
  if (known) put(known);
  for (const number of (sessionStorage.getItem(`selected:${location.pathname}${location.search}`) || "").split(" ").filter(Boolean)) {
    if (rows().some((row) => row.dataset.row === number)) selected.add(number);
  }
  paint();
  if (selected.size) document.dispatchEvent(new CustomEvent("recoup:selected", { detail: { rows: [...selected] } }));
}
// Modules of the page listen by then.
queueMicrotask(() => setTimeout(putBack, 0));

// ---------------------------------------------------------------- the list of keys

document.getElementById("key-help")?.addEventListener("recoup:opens", (event) => {
  const spot = event.target.querySelector("[data-key-list]");
  const lines = [];
  if (list()) {
    lines.push([["j", "k"], spot.dataset.move], [["x"], spot.dataset.select], [["Enter"], spot.dataset.open]);
  }
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!visible(element) || element.closest("dialog") || element.dataset.key.split(" ").every((key) => off.has(key))) continue;
    lines.push([element.dataset.key.split(" "), element.dataset.keyLabel || element.getAttribute("aria-label") || called(element)]);
  }
  for (const element of document.querySelectorAll("[data-goto]")) {
    lines.push([["g", element.dataset.goto], `${spot.dataset.go}: ${element.textContent.trim()}`]);
  }
  lines.push([["Ctrl", "K"], spot.dataset.commands]);
  spot.replaceChildren(
    ...lines.flatMap(([keys, label]) => {
      const term = document.createElement("dt");
      for (const key of keys) {
        const shown = document.createElement("kbd");
        shown.textContent = key;
        term.append(shown, " ");
      }
      const told = document.createElement("dd");
      told.textContent = label;
      return [term, told];
    }),
  );
});
