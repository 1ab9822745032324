// Evidence and the paper that it stands on: a number in the calculation, its line in the list and its box on the page light up together.
//
// data-evidence="3"  a link to a place; the one with data-document knows where it is (data-page and data-box, or data-rows)
import { t } from "./words.js";

const DPI = 144;
const pane = document.getElementById("pane");
const sheet = document.getElementById("pane-page");
const crop = document.getElementById("pane-crop");
const known = new Map();
let at = null;
let turn = 0;

const shownPane = () => pane && pane.offsetParent !== null;
const placeOf = (number) => document.querySelector(`[data-evidence="${CSS.escape(number)}"][data-document]`);
const picture = (place) => `/api/v1/documents/${place.document}/pages/${place.page}.webp?dpi=${DPI}`;

/** Shows what a link cites, and lights up all that belongs to it. */
export function show(number) {
  const link = placeOf(number);
  if (!link || !pane) return;
  light(number);
  if (!shownPane() || at === number) return;
  at = number;
  const place = { ...link.dataset };
  document.getElementById("pane-fact").textContent = place.fact;
  document.getElementById("pane-name").textContent = [place.name, place.where].filter(Boolean).join(", ");
  const open = document.getElementById("pane-open");
  open.href = link.href;
  open.hidden = false;
  if (place.rows) showRows(place);
  else showPage(place, number);
}

/** The first place of the case that stands on a page; else the first one. */
export function showFirst() {
  const all = [...document.querySelectorAll("#lines [data-evidence][data-document]")];
  const first = all.find((link) => link.dataset.page) || all[0] || document.querySelector("[data-evidence][data-document]");
  if (first) show(first.dataset.evidence);
  light(null);
}

function light(number) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  if (!number) return;
  for (const element of document.querySelectorAll(`[data-evidence="${CSS.escape(number)}"], .box[data-number="${CSS.escape(number)}"]`)) element.classList.add("lit");
  for (const row of document.querySelectorAll("[data-cites]")) row.classList.toggle("lit", row.dataset.cites.split(" ").includes(number));
}

function showPage(place, number) {
  const mine = ++turn;
  const address = picture(place);
  const drawn = sheet.querySelector("img");
  if (drawn && drawn.getAttribute("src") === address) {
    focusBox(place, number);
    return;
  }
  const image = new Image();
  image.alt = `${place.name}, ${place.where}`;
  image.className = "page-picture";
  image.onload = () => {
    if (mine !== turn) return;
    const paper = document.createElement("div");
    paper.className = "page-paper";
    paper.append(image, ...boxesOn(place, image));
    sheet.replaceChildren(paper);
    focusBox(place, number);
  };
  image.onerror = () => {
    if (mine !== turn) return;
    crop.hidden = true;
    sheet.replaceChildren(note(t("There is no picture of this page.")));
  };
  image.src = address;
}

/** All places of the case that stand on the same page, as boxes on it. */
function boxesOn(place, image) {
  const [width, height] = [(image.naturalWidth * 72) / DPI, (image.naturalHeight * 72) / DPI];
  const here = [...document.querySelectorAll("[data-evidence][data-document]")].filter(
    (link) => link.dataset.document === place.document && link.dataset.page === place.page && link.dataset.box,
  );
  return here.map((link) => {
    const [left, top, right, bottom] = link.dataset.box.split(",").map(Number);
    const box = document.createElement("button");
    box.type = "button";
    box.className = "box";
    box.dataset.number = link.dataset.evidence;
    box.setAttribute("aria-label", `${link.dataset.evidence}: ${link.dataset.fact}`);
    const margin = 2;
    box.style.left = `${(100 * (left - margin)) / width}%`;
    box.style.top = `${(100 * (top - margin)) / height}%`;
    box.style.width = `${(100 * (right - left + 2 * margin)) / width}%`;
    box.style.height = `${(100 * (bottom - top + 2 * margin)) / height}%`;
    return box;
  });
}

function focusBox(place, number) {
  const box = sheet.querySelector(`.box[data-number="${CSS.escape(number)}"]`);
  light(number);
  crop.hidden = !box;
  if (!box) return;
  cut(crop, sheet.querySelector("img"), place.box.split(",").map(Number));
  const paper = sheet.querySelector(".page-paper");
  const middle = box.offsetTop + box.offsetHeight / 2 - sheet.clientHeight / 2;
  sheet.scrollTo({ top: Math.max(0, middle), left: Math.max(0, box.offsetLeft - paper.clientWidth / 3), behavior: "smooth" });
}

/** The part of a page around a box, large enough to read. */
function cut(frame, image, [left, top, right, bottom]) {
  const points = image.naturalWidth / ((image.naturalWidth * 72) / DPI);
  const wide = frame.clientWidth || 380;
  const shownPoints = Math.min(360, Math.max(150, (right - left) * 1.5));
  const scale = wide / shownPoints;
  const copy = new Image();
  copy.alt = "";
  copy.src = image.src;
  copy.style.width = `${(image.naturalWidth / points) * scale}px`;
  const high = frame.clientHeight || 120;
  copy.style.left = `${wide / 2 - ((left + right) / 2) * scale}px`;
  copy.style.top = `${high / 2 - ((top + bottom) / 2) * scale}px`;
  const mark = document.createElement("span");
  mark.className = "crop-mark";
  Object.assign(mark.style, {
    left: `${wide / 2 - ((right - left) / 2 + 2) * scale}px`,
    top: `${high / 2 - ((bottom - top) / 2 + 2) * scale}px`,
    width: `${(right - left + 4) * scale}px`,
    height: `${(bottom - top + 4) * scale}px`,
  });
  frame.replaceChildren(copy, mark);
}

async function showRows(place) {
  const mine = ++turn;
  crop.hidden = true;
  let part = known.get(place.rows);
  if (!part) {
    const answer = await fetch(place.rows, { headers: { "HX-Request": "true" } });
    if (mine !== turn) return;
    const told = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content") : null;
    part = told ? [...told.children] : [note(t("This row is not in the table any more."))];
    known.set(place.rows, part);
  }
  if (mine !== turn) return;
  sheet.replaceChildren(...part.map((element) => document.importNode(element, true)));
  const cited = sheet.querySelector("tr.cited");
  if (cited) sheet.scrollTo({ top: 0 });
}

function note(text) {
  const said = document.createElement("p");
  said.className = "muted pane-empty";
  said.textContent = text;
  return said;
}

// ---------------------------------------------------------------- pointing

let waiting = 0;
document.addEventListener("mouseover", (event) => {
  const link = event.target.closest?.("[data-evidence]");
  if (link) {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(link.dataset.evidence), 60);
    if (!shownPane()) float(link);
    return;
  }
  const box = event.target.closest?.(".box");
  if (box) light(box.dataset.number);
});
document.addEventListener("mouseout", (event) => {
  if (event.target.closest?.("[data-evidence]")) {
    clearTimeout(waiting);
    unfloat();
  }
});
document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.("[data-evidence]");
  if (link) {
    show(link.dataset.evidence);
    if (!shownPane()) float(link);
  } else {
    unfloat();
    const box = event.target.closest?.(".box");
    if (box) light(box.dataset.number);
  }
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".box");
  if (box) {
    const link = placeOf(box.dataset.number);
    link?.closest("details")?.setAttribute("open", "");
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
    return;
  }
  const link = event.target.closest?.("[data-evidence]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // a key of the page points at it, and so does the mouse beside the open paper; Enter opens the document
  const byKey = !event.isTrusted;
  if (byKey || (event.detail > 0 && shownPane())) {
    event.preventDefault();
    link.closest("details")?.setAttribute("open", "");
    const place = placeOf(link.dataset.evidence);
    (byKey ? place : link)?.focus();
    show(link.dataset.evidence);
  }
});
document.addEventListener("recoup:renewed", () => {
  const number = at;
  at = null;
  if (number && placeOf(number)) show(number);
  else showFirst();
});

// Where there is no room for the paper, the part around the box floats beside the number.
let floating = null;
function float(link) {
  const place = placeOf(link.dataset.evidence)?.dataset;
  unfloat();
  if (!place?.box) return;
  const image = new Image();
  const mine = (floating = document.createElement("div"));
  mine.className = "float-crop";
  mine.setAttribute("aria-hidden", "true");
  image.onload = () => {
    if (mine !== floating) return;
    const edge = link.getBoundingClientRect();
    document.body.append(mine);
    mine.style.top = `${edge.bottom + 8 + mine.clientHeight > innerHeight ? edge.top - mine.clientHeight - 8 : edge.bottom + 8}px`;
    mine.style.left = `${Math.max(8, Math.min(edge.left, innerWidth - mine.clientWidth - 8))}px`;
    cut(mine, image, place.box.split(",").map(Number));
  };
  image.src = picture(place);
}
function unfloat() {
  floating?.remove();
  floating = null;
}
