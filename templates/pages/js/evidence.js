// Evidence and the paper that it stands on: a number in the calculation, its line in the list and its box on the page light up together.
//
// data-evidence="3"  a link to a place; the one with data-document knows where it is (data-page and data-box, or data-rows)
import { PageView } from "./page-view.js";
import { t } from "./words.js";

const pane = document.getElementById("pane");
const crop = document.getElementById("pane-crop");
const rows = document.getElementById("pane-rows");
const known = new Map();
let view = null;
let opening = null;
let at = null;
let turn = 0;

const shownPane = () => pane && pane.offsetParent !== null;
const placeOf = (number) => document.querySelector(`[data-evidence="${CSS.escape(number)}"][data-document]`);
const places = () => [...document.querySelectorAll("[data-evidence][data-document]")];
const edges = (place) => place.box.split(",").map(Number);

/** Shows what a link cites, and lights up all that belongs to it: not so where the page opens it and nobody has pointed at anything yet. */
export async function show(number, { unasked = false } = {}) {
  const link = placeOf(number);
  if (!link || !pane) return;
  if (!unasked) light(number);
  if (!shownPane() || at === number) return;
  at = number;
  const place = { ...link.dataset };
  document.getElementById("pane-fact").textContent = place.fact;
  document.getElementById("pane-name").textContent = [place.name, place.where].filter(Boolean).join(", ");
  const open = document.getElementById("pane-open");
  open.href = link.href;
  open.hidden = false;
  pane.classList.toggle("has-rows", Boolean(place.rows));
  await (place.rows ? showRows(place) : showPage(place, number));
}

/** The first place of the case that stands on a page; else the first one. */
export async function showFirst() {
  const all = places().filter((link) => link.closest("details.line")?.open ?? true);
  const first = all.find((link) => link.dataset.box) || all.find((link) => link.dataset.page) || all[0];
  if (first) await show(first.dataset.evidence, { unasked: true });
}

function light(number) {
  for (const element of document.querySelectorAll("[data-evidence].lit, tr.lit")) element.classList.remove("lit");
  if (!number) return;
  for (const element of document.querySelectorAll(`[data-evidence="${CSS.escape(number)}"]`)) element.classList.add("lit");
  for (const row of document.querySelectorAll("[data-cites]")) row.classList.toggle("lit", row.dataset.cites.split(" ").includes(number));
}

/** The page that a place stands on, with every place of the case in that document as a box. */
async function showPage(place, number) {
  const mine = ++turn;
  const boxes = places()
    .filter((link) => link.dataset.document === place.document && link.dataset.box)
    .map((link) => ({ key: link.dataset.evidence, page: Number(link.dataset.page), box: edges(link.dataset), label: /^\d/.test(link.dataset.evidence) ? `${link.dataset.evidence}: ${link.dataset.fact}` : link.dataset.fact, tone: "cited" }));
  const told = { document: Number(place.document), page: Number(place.page), boxes };
  await opening;
  if (mine !== turn) return;
  if (view?.document !== told.document) {
    opening = view ? view.open(told) : (view = new PageView(document.getElementById("pane-view"), told)).ready;
    await opening;
    if (mine !== turn) return;
    for (const tool of view.element.querySelectorAll("[data-key]")) tool.removeAttribute("data-key"); // the case has its own keys
  } else {
    view.show(told.page);
    view.setBoxes(boxes);
  }
  const found = view.document === told.document;
  rows.hidden = found;
  if (!found) {
    rows.replaceChildren(note(t("There is no picture of this page.")));
    crop.hidden = true;
    return;
  }
  view.element.hidden = false;
  view.lay();
  view.light(place.box ? number : null, { scroll: true });
  crop.hidden = !place.box;
  if (place.box) cut(crop, place, view.address(view.at, 144));
}

/** The part of a page around a box, large enough to read. */
export async function cut(frame, place, picture) {
  const [left, top, right, bottom] = edges(place);
  const image = new Image();
  image.alt = "";
  image.src = picture;
  try {
    await image.decode();
  } catch {
    frame.hidden = true;
    return;
  }
  const [wide, high] = [frame.clientWidth || 360, frame.clientHeight || 116];
  const least = image.naturalWidth / 2 / 4; // a quarter of the page, so that the words around it are read too
  const scale = Math.min(wide / Math.max(least, (right - left) * 1.4), high / Math.max(34, (bottom - top) * 1.8));
  image.style.width = `${(image.naturalWidth / 2) * scale}px`; // 144 dots an inch: two to a point
  image.style.left = `${wide / 2 - ((left + right) / 2) * scale}px`;
  image.style.top = `${high / 2 - ((top + bottom) / 2) * scale}px`;
  const mark = document.createElement("span");
  mark.className = "crop-mark";
  Object.assign(mark.style, {
    left: `${wide / 2 - ((right - left) / 2 + 2) * scale}px`,
    top: `${high / 2 - ((bottom - top) / 2 + 2) * scale}px`,
    width: `${(right - left + 4) * scale}px`,
    height: `${(bottom - top + 4) * scale}px`,
  });
  frame.replaceChildren(image, mark);
}

async function showRows(place) {
  const mine = ++turn;
  crop.hidden = true;
  let part = known.get(place.rows);
  if (!part) {
    const answer = await fetch(place.rows, { headers: { "HX-Request": "true" } });
    const told = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content") : null;
    part = told ? [...told.children] : [note(t("This row is not in the table any more."))];
    known.set(place.rows, part);
  }
  if (mine !== turn) return;
  if (view?.element) view.element.hidden = true;
  rows.hidden = false;
  rows.replaceChildren(...part.map((element) => document.importNode(element, true)));
}

function note(text) {
  const said = document.createElement("p");
  said.className = "muted pane-empty";
  said.textContent = text;
  return said;
}

pane?.addEventListener("page-view:over", (event) => light(event.detail.key));
pane?.addEventListener("page-view:choose", (event) => {
  const link = placeOf(event.detail.key);
  link?.closest("details")?.setAttribute("open", "");
  link?.focus();
});

// ---------------------------------------------------------------- pointing

let waiting = 0;
document.addEventListener("mouseover", (event) => {
  const link = event.target.closest?.("[data-evidence]");
  if (link) {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(link.dataset.evidence), 60);
    if (!shownPane()) float(link);
  }
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
  }
});
document.addEventListener("click", (event) => {
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
  floating = document.createElement("div");
  floating.className = "float-crop";
  floating.setAttribute("aria-hidden", "true");
  document.body.append(floating);
  const edge = link.getBoundingClientRect();
  const under = edge.bottom + 8 + floating.clientHeight < innerHeight;
  floating.style.top = `${under ? edge.bottom + 8 : edge.top - floating.clientHeight - 8}px`;
  floating.style.left = `${Math.max(8, Math.min(edge.left, innerWidth - floating.clientWidth - 8))}px`;
  cut(floating, place, `/api/v1/documents/${place.document}/pages/${place.page}.webp?dpi=144`);
}
function unfloat() {
  floating?.remove();
  floating = null;
}
