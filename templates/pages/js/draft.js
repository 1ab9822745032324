// The letter under review: a sentence shows its facts and their spots; accept, rewrite with live remarks, strike, add, approve.
import { show } from "./exhibits.js";
import { forget, place as keptAt } from "./keep.js";
import { toast } from "./toast.js";
import { keepForNext } from "./undo.js";
import { t } from "./words.js";
import { Refused, write } from "./write.js";

const page = () => document.getElementById("draft");
const rows = () => [...document.querySelectorAll(".sentence")];
const current = () => document.querySelector(".sentence.cursor") || rows()[0];
const factsOf = (row) => (row?.dataset.facts || "").split(" ").filter(Boolean).map(Number);
/** Whether the facts scroll beside the letter; on a narrow page they stand below it, and the letter stays in sight. */
const factsScroll = () => [...document.querySelectorAll(".fact-list")].some((list) => list.scrollHeight > list.clientHeight);

// ---------------------------------------------------------------- facts and their spots

let lit = 0;

/** Lights a fact up everywhere and shows the spot that it stands on; for a computed one the first spot below it. */
function light(number, { scroll = true, at = null } = {}) {
  if (!number) return;
  lit = number;
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  for (const element of document.querySelectorAll(`[data-fact="${number}"]`)) element.classList.add("lit");
  const line = document.getElementById(`fact-${number}`);
  if (!line) return;
  line.classList.add("lit");
  if (scroll) line.scrollIntoView({ block: "nearest" });
  document.getElementById("fact-said").textContent = `${number} · ${line.querySelector(".fact-label").textContent}: ${line.querySelector(".fact-value").textContent}`;
  const place = at || placeOf(number);
  if (place) show(place, spotsBeside(number));
}

/** The spots of all facts of the sentence in hand, where the fact is one of them. */
function spotsBeside(number) {
  const facts = factsOf(current());
  return facts.includes(number) ? facts.map((one) => placeOf(one)).filter(Boolean) : [];
}

function placeOf(number, seen = new Set()) {
  if (seen.has(number)) return null;
  seen.add(number);
  const line = document.getElementById(`fact-${number}`);
  const own = line?.querySelector("[data-place][data-page]") || line?.querySelector("[data-place]");
  if (own) return own;
  for (const ref of line?.querySelectorAll(".fact-ref") || []) {
    const below = placeOf(Number(ref.dataset.fact), seen);
    if (below) return below;
  }
  return null;
}

/** The fact of a sentence that is shown first: one with a spot on a page, else one in a row of a table. */
function lightSentence(row) {
  const facts = factsOf(row);
  const shown = facts.find((number) => placeOf(number)?.dataset.box) || facts.find((number) => placeOf(number)) || facts[0];
  if (shown) light(shown, { scroll: factsScroll() });
}

document.addEventListener("click", (event) => {
  const ref = event.target.closest("[data-fact]");
  if (ref) light(Number(ref.dataset.fact));
  const place = event.target.closest("[data-place]");
  if (place && (place.dataset.page || place.dataset.rows) && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    light(Number(place.closest("[data-fact-line]").dataset.factLine), { scroll: false, at: place });
  }
});
document.addEventListener("focusin", (event) => {
  const ref = event.target.closest("[data-fact]");
  if (ref) return light(Number(ref.dataset.fact));
  const row = event.target.closest(".sentence");
  if (row) lightSentence(row);
});
document.addEventListener("mouseover", (event) => {
  const ref = event.target.closest(".fact-ref");
  if (ref && Number(ref.dataset.fact) !== lit) light(Number(ref.dataset.fact), { scroll: false });
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (/^[1-9]$/.test(event.key) && current()) {
    const ref = current().querySelectorAll(".fact-ref")[Number(event.key) - 1];
    if (ref) light(Number(ref.dataset.fact));
  }
});

// ---------------------------------------------------------------- accept

const accepted = () => new Set((sessionStorage.getItem(`accepted:${page().dataset.draft}`) || "").split(" ").filter(Boolean));

function paintAccepted() {
  const known = accepted();
  for (const row of rows()) row.classList.toggle("accepted", known.has(row.dataset.row));
}

function step(row, by) {
  const all = rows();
  all[Math.min(all.length - 1, Math.max(0, all.indexOf(row) + by))]?.querySelector("[data-open]").focus();
}

function accept() {
  const row = current();
  const known = accepted().add(row.dataset.row);
  sessionStorage.setItem(`accepted:${page().dataset.draft}`, [...known].join(" "));
  paintAccepted();
  step(row, 1);
}

// ---------------------------------------------------------------- rewrite

const form = () => document.getElementById("rewrite");
let doing = null; // {row, adds}
let turn = 0;

function begin(row, adds) {
  doing = { row: row.dataset.row, adds };
  const area = form().querySelector("textarea");
  row.after(form());
  form().hidden = false;
  area.dataset.keep = `draft-${page().dataset.draft}-${row.dataset.row}${adds ? "-added" : ""}`;
  area.dataset.keepWas = adds ? "" : row.querySelector("[data-text]").textContent.trim();
  area.value = sessionStorage.getItem(keptAt(area)) ?? area.dataset.keepWas;
  form().querySelector(".lint").replaceChildren();
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

function end() {
  const row = rows().find((one) => one.dataset.row === doing?.row);
  doing = null;
  form().hidden = true;
  row?.querySelector("[data-open]").focus();
}

/** The sentences of the letter with the change that is being made. */
function told(change) {
  return rows().flatMap((row) => {
    const own = { text: row.querySelector("[data-text]").textContent.trim(), kind: row.dataset.kind, paragraph: Number(row.dataset.paragraph), facts: row.dataset.facts.split(" ").filter(Boolean).map(Number) };
    if (!own.facts.length) delete own.facts;
    if (row.dataset.row !== change.row) return [own];
    if (change.strikes) return [];
    const made = { text: change.text, kind: change.adds ? "other" : row.dataset.kind, paragraph: own.paragraph };
    return change.adds ? [own, made] : [made];
  });
}

async function weigh() {
  const text = form().querySelector("textarea").value.trim();
  const mine = ++turn;
  const list = form().querySelector(".lint");
  if (!text) return list.replaceChildren();
  await new Promise((resolve) => setTimeout(resolve, 350));
  if (mine !== turn || !doing) return;
  try {
    const answer = await write(`POST /api/v1/drafts/${page().dataset.draft}/check`, { sentences: told({ ...doing, text }) }, { key: null });
    if (mine !== turn) return;
    const number = Number(doing.row) + (doing.adds ? 1 : 0);
    const own = answer.body.problems.filter((problem) => problem.sentence === number);
    const said = own.length ? own : [{ severity: "fine", message: t("Every figure and name in it is a fact of the case.") }];
    list.replaceChildren(
      ...said.map((problem) => {
        const line = document.createElement("li");
        line.className = problem.severity;
        line.textContent = problem.message;
        return line;
      }),
    );
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    list.replaceChildren(Object.assign(document.createElement("li"), { className: "objection", textContent: refused.message }));
  }
}

let keeping = false;
async function keep(change) {
  if (keeping) return;
  keeping = true;
  const element = page();
  try {
    await write(`PATCH /api/v1/drafts/${element.dataset.draft}`, { sentences: told(change) }, { match: element.dataset.draftMatch });
    forget(form());
    sessionStorage.setItem(`cursor:${location.pathname}`, String(Number(change.row) + (change.adds ? 1 : 0)));
    const there = new URL(location.href);
    there.searchParams.delete("version");
    location.assign(there);
  } catch (refused) {
    keeping = false;
    if (!(refused instanceof Refused)) throw refused;
    const anew = refused.status === 412 ? { label: t("Show the new state"), run: () => location.reload() } : null;
    if (doing) Object.assign(form().querySelector(".said"), { textContent: refused.message, className: "said bad" });
    if (!doing || anew) toast(refused.message, { bad: true, action: anew, seconds: 12 });
  }
}

document.addEventListener("click", (event) => {
  if (!page()) return;
  if (event.target.closest("[data-accept]")) accept();
  else if (event.target.closest("[data-rewrite]")) begin(current(), false);
  else if (event.target.closest("[data-add]")) begin(current(), true);
  else if (event.target.closest("[data-strike]")) keep({ row: current().dataset.row, strikes: true });
  else if (event.target.closest("[data-cancel]")) {
    forget(form());
    end();
  }
  else if (event.target.closest("[data-approve]")) approve(event.target.closest("[data-approve]"));
});
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  const text = form().querySelector("textarea").value.trim();
  if (text) keep({ ...doing, text });
});
document.addEventListener("input", (event) => {
  if (event.target.id === "rewrite-text") weigh();
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "rewrite-text") return;
  if (event.key === "Escape") {
    forget(form());
    end();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form().requestSubmit();
});

// ---------------------------------------------------------------- approve

/** Approves the letter as it was seen, and goes on to the filing kit. */
async function approve(button) {
  if (button.getAttribute("aria-disabled") === "true" || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const address = `POST /api/v1/cases/${button.dataset.case}/transitions`;
  try {
    let match = button.dataset.match;
    if (button.dataset.state === "drafting") match = (await write(address, { to: "in_review" }, { match })).etag;
    await write(`POST /api/v1/drafts/${button.dataset.draft}/approve`, undefined, { match: page().dataset.draftMatch });
    const { etag } = await write(address, { to: "ready_to_file" }, { match });
    keepForNext({ text: button.dataset.toast, caseId: button.dataset.case, match: etag });
    location.assign(button.dataset.filing);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.message, { bad: true, seconds: 15, action: refused.status === 412 ? { label: t("Show the new state"), run: () => location.reload() } : null });
    button.removeAttribute("aria-busy");
  }
}

// What others change waits until the sentence is written: nothing is drawn anew under somebody's hands.
document.addEventListener("htmx:before:request", (event) => {
  if (doing && event.target === page()) event.preventDefault();
});

if (page()) {
  paintAccepted();
  document.addEventListener("htmx:after:swap", paintAccepted);
  // The head of the page speaks of the version that it was made for: where another has come, all of it is loaded anew.
  const shown = page().dataset.draft;
  document.addEventListener("htmx:after:swap", () => {
    if (!doing && page() && page().dataset.draft !== shown) location.reload();
  });
  const onPage = (row) => factsOf(row).some((fact) => placeOf(fact)?.dataset.box);
  const first = rows().find(onPage) || rows()[0];
  if (first && !sessionStorage.getItem(`cursor:${location.pathname}`)) lightSentence(first);
}
