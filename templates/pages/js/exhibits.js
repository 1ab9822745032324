// The evidence beside a letter: the page that a fact stands on, with a box around every spot of the sentence in hand, or the cited row.
//
// show(place, beside)  place: a link with data-document and data-page, data-box or data-rows; beside: those of the whole sentence
import { PageView } from "./page-view.js";
import { t } from "./words.js";

const frame = () => document.getElementById("exhibit-view");
const rows = new Map();
const cited = document.createElement("div");
let view = null;
let opening = null;
let turn = 0;

export async function show(place, beside) {
  const mine = ++turn;
  const part = place.dataset.rows ? await rowsOf(place.dataset.rows) : null;
  await opening;
  if (mine !== turn || !frame()) return;
  if (part) showRows(part);
  else if (place.dataset.page) await showPage(place, beside);
}

/** A box for each spot on the pages of one document, named as its fact is; where two facts share a spot it is drawn once. */
function boxesOf(place, beside) {
  const drawn = new Map();
  for (const one of [place, ...beside]) {
    if (one.dataset.document !== place.dataset.document || !one.dataset.box || drawn.has(one.dataset.box + one.dataset.page)) continue;
    const line = one.closest("[data-fact-line]");
    const label = `${line.querySelector(".fact-label").textContent}: ${line.querySelector(".fact-value").textContent}`;
    drawn.set(one.dataset.box + one.dataset.page, { key: line.dataset.factLine, page: Number(one.dataset.page), box: one.dataset.box.split(",").map(Number), label, tone: "cited" });
  }
  return [...drawn.values()];
}

async function showPage(place, beside) {
  const told = { document: Number(place.dataset.document), page: Number(place.dataset.page), boxes: boxesOf(place, beside) };
  cited.remove();
  if (view) view.element.hidden = false;
  if (view?.document === told.document) {
    view.show(told.page);
    view.setBoxes(told.boxes);
  } else {
    opening = view ? view.open(told) : (view = new PageView(frame().appendChild(document.createElement("div")), told)).ready;
    await opening;
    // the letter has keys of its own
    for (const tool of view.element.querySelectorAll('[data-pv="turn"], [data-pv="whole"], [data-pv="width"]')) tool.removeAttribute("data-key");
  }
  if (place.dataset.box && view.document === told.document) view.light(told.boxes[0].key, { scroll: true });
}

async function rowsOf(address) {
  if (!rows.has(address)) {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    const told = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("content") : null;
    rows.set(address, told ? [...told.children] : [Object.assign(document.createElement("p"), { className: "muted pad", textContent: t("This row is not in the table any more.") })]);
  }
  return rows.get(address);
}

function showRows(part) {
  if (view) view.element.hidden = true;
  cited.className = "exhibit-rows";
  cited.replaceChildren(...part.map((element) => document.importNode(element, true)));
  frame().append(cited);
}
