// The review of a paper: fields and boxes point at each other, values are accepted, typed, or taken from words on the page.
import "./document-cuts.js";
import { correctionOf, dirty, entry, key, lightRow, row, rowOf, say, tellOfCell } from "./document-values.js";
import { PageView } from "./page-view.js";
import { t } from "./words.js";
import { Refused, write } from "./write.js";

const doc = document.getElementById("doc");
const address = `/api/v1/documents/${doc.dataset.document}`;
const drawn = document.getElementById("doc-view");
const view = drawn ? new PageView(drawn) : null;
const looked = new Set();
const done = new Set();
let armed = null;
let arming = false;
let asking = 0;
let writing = Promise.resolve();

const unsure = (one) => (one.dataset.state === "review" || one.dataset.state === "unsure") && !done.has(key(one)) && !one.hidden;
const toReview = () => [...document.querySelectorAll("[data-value]")].filter(unsure);

// ---------------------------------------------------------------- fields and boxes

function arm(one) {
  if (armed && armed !== one) armed.classList.remove("armed");
  armed = one;
  one.classList.add("armed");
  looked.add(key(one));
  arming = true;
  view?.light(key(one), { scroll: true });
  arming = false;
  if (entry(one).matches("input, textarea")) view?.pick(t("Click or drag over words to put them into “{name}”.", { name: one.dataset.label }));
  else view?.pick(null);
  tellOfCell(one);
  remember({ field: one.dataset.name, line: one.dataset.line ?? null });
}

function disarm() {
  armed?.classList.remove("armed");
  armed = null;
  view?.pick(null);
  view?.light(null);
}

document.addEventListener("focusin", (event) => {
  const one = event.target.matches?.("[data-in]") ? rowOf(event.target) : null;
  if (one) arm(one);
  else if (armed && !event.target.closest?.(".doc-side, [data-page-view]")) disarm();
});
document.addEventListener("pointerover", (event) => {
  if (!event.target.closest?.(".doc-side")) return;
  const one = rowOf(event.target);
  view?.light(one ? key(one) : armed ? key(armed) : null);
});
drawn?.addEventListener("pointerenter", () => view.light(armed ? key(armed) : null));
document.addEventListener("page-view:over", (event) => {
  lightRow(event.detail.key, true);
  if (event.detail.key !== null) view.light(event.detail.key);
  else view.light(armed ? key(armed) : null);
});
document.addEventListener("page-view:choose", (event) => {
  const one = row(event.detail.key);
  if (one) focus(one);
});
document.addEventListener("page-view:page", (event) => remember(arming ? { page: event.detail.page } : { page: event.detail.page, field: null, line: null }));

function focus(one) {
  one.hidden = false;
  const target = entry(one);
  target.focus({ preventScroll: true });
  target.select?.();
  one.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** What is looked at stands in the address. */
function remember(parts) {
  const url = new URL(location.href);
  if (doc.dataset.position !== "") url.searchParams.set("paper", doc.dataset.position);
  for (const [name, value] of Object.entries(parts)) {
    if (value === null || value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (parts.field) url.searchParams.delete("box");
  history.replaceState(history.state, "", url);
}

// ---------------------------------------------------------------- writing

/** Sends corrections one after the other; says beside the field what came of it. */
function send(corrections, one) {
  say(one, t("Saving…"));
  writing = writing.then(async () => {
    try {
      await write(`PATCH ${address}/fields`, { corrections });
      if (one) {
        const target = entry(one);
        if (target?.value !== undefined) target.dataset.was = target.value;
      }
      await renew();
      const now = one && row(key(one));
      if (now) say(now, t("Saved"), "good");
      return true;
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      const told = (refused.problem.errors || []).map((error) => error.message).join(" ");
      done.delete(one && key(one));
      delete entry(one && row(key(one)))?.dataset.sent;
      say(one && row(key(one)), (told || refused.message).replace(/^[a-z_]+: /, ""), "bad");
      return false;
    }
  });
  return writing;
}

function save(one, place = {}) {
  const text = entry(one).value;
  if (text.trim() === "" && one.dataset.state === "missing") return Promise.resolve(true);
  done.add(key(one));
  entry(one).dataset.sent = text; // leaving the field does not send it again
  return send([correctionOf(one, text, place)], one);
}

/** Looks right: the value stands as it was read, by a person's word. */
function accept(one) {
  done.add(key(one));
  return send([correctionOf(one, entry(one).value)], one);
}

/** To the next value to look at; after the last one to the next paper. */
function goOn(one) {
  const left = toReview();
  const following = left.find((other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = following || left[0];
  if (next) {
    focus(next);
    return;
  }
  const jump = document.querySelector("[data-jump]");
  const after = document.getElementById("next-paper") || (jump && !document.getElementById(`line-${jump.dataset.jump}`) ? jump : null);
  (after || entry(one)).focus();
}

document.addEventListener("change", (event) => {
  const one = event.target.matches("[data-in]") ? rowOf(event.target) : null;
  if (one && dirty(one) && entry(one).value !== entry(one).dataset.sent) save(one);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    const button = document.getElementById("accept-paper");
    if (button && !button.hidden) {
      event.preventDefault();
      acceptPaper();
    }
    return;
  }
  const one = event.target.matches?.("[data-in]") ? rowOf(event.target) : null;
  if (!one || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    if (dirty(one)) save(one);
    else if (unsure(one)) accept(one);
    goOn(one);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (dirty(one)) {
      entry(one).value = entry(one).dataset.was;
      say(one, "");
    } else {
      entry(one).blur();
      disarm();
    }
  }
});

document.addEventListener("page-view:words", (event) => {
  if (!armed) return;
  const { text, page, box, more } = event.detail;
  const target = entry(armed);
  const joins = more || (armed.dataset.type === "list" && target.value.trim() !== "");
  const mark = armed.dataset.type === "list" ? ", " : " ";
  const listed = target.value.split(/[,;\n]+/).map((part) => part.trim());
  if (joins && armed.dataset.type === "list" && listed.includes(text)) return;
  target.value = joins ? `${target.value.trim()}${mark}${text}` : text;
  const whole = joins && !more ? {} : { page, box };
  save(armed, whole);
});

/** Confirms all that was looked at, in one go; what nobody looked at is shown first. */
async function acceptPaper() {
  const left = toReview();
  const unseen = left.filter((one) => !looked.has(key(one)));
  const said = document.getElementById("doc-said");
  if (unseen.length) {
    focus(unseen[0]);
    said.textContent = t("{count} values were not looked at yet; this is the first of them.", { count: unseen.length });
    said.className = "said";
    return;
  }
  if (!left.length) return;
  const went = await send(left.map((one) => correctionOf(one, entry(one).value)), left[0]);
  if (went) {
    for (const one of left) done.add(key(one));
    said.textContent = "";
    document.getElementById("next-paper")?.focus();
  }
}

document.addEventListener("click", async (event) => {
  const on = (name) => event.target.closest?.(`[data-${name}]`);
  const one = rowOf(event.target);
  if (on("accept")) {
    accept(one);
    goOn(one);
  } else if (on("accept-cell")) {
    const cell = row(on("accept-cell").dataset.acceptCell);
    accept(cell);
    goOn(cell);
  } else if (on("accept-paper")) {
    acceptPaper();
  } else if (on("remove")) {
    entry(one).value = "";
    save(one);
  } else if (on("undo")) {
    undo(on("undo").dataset.undo, one || armed);
  } else if (on("remove-line")) {
    const line = Number(on("remove-line").dataset.removeLine);
    send([{ position: Number(doc.dataset.position), name: "line", line, value: null }], null);
  } else if (on("add-line")) {
    const added = document.getElementById("line-new");
    added.hidden = false;
    added.closest(".table-region").hidden = false;
    focus(added.querySelector("[data-value]"));
  } else if (on("jump")) {
    const line = document.getElementById(`line-${on("jump").dataset.jump}`);
    const cell = line && [...line.querySelectorAll("[data-value]")].find(unsure);
    if (cell) {
      event.preventDefault();
      focus(cell);
    }
  }
});

function undo(number, one) {
  writing = writing.then(async () => {
    try {
      await write(`DELETE /api/v1/corrections/${number}`);
      if (one) done.delete(key(one));
      await renew();
      const now = one && row(key(one));
      if (now) {
        say(now, t("Taken back"), "good");
        focus(now);
      }
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      say(one, refused.message, "bad");
    }
  });
}

document.addEventListener("change", async (event) => {
  if (event.target.matches("[data-add]") && event.target.value) {
    const one = row(event.target.value);
    event.target.value = "";
    if (one) focus(one);
  } else if (event.target.matches("[data-kind]")) {
    const said = document.querySelector("[data-kind-said]");
    const told = (text, tone) => {
      said.textContent = text;
      said.className = `field-said ${tone}`;
    };
    try {
      await write(`PATCH ${address}/fields`, { corrections: [{ position: Number(doc.dataset.position), name: "kind", value: event.target.value }] });
      event.target.dataset.was = event.target.value;
      told(t("Saved. It is read again as this kind."), "good");
      renew();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      event.target.value = event.target.dataset.was;
      told(refused.message, "bad");
    }
  } else if (event.target.matches("[data-paper-choice]")) {
    location.assign(`${location.pathname}?paper=${event.target.value}`);
  } else if (event.target.matches("[data-link-what]")) {
    const number = event.target.form.querySelector("#link-number");
    number.name = event.target.value;
    if (event.target.value === "case_id") number.dataset.type = "int";
    else delete number.dataset.type;
  }
});

// ---------------------------------------------------------------- what changed meanwhile

const served = new Map([...document.querySelectorAll("[data-part]")].map((part) => [part.id, part.outerHTML]));

/** Gets the page again and puts what changed in place of the old, but never under somebody's hands. */
async function renew() {
  const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.getElementById("doc");
  if (!now) return;
  const anyDirty = [...document.querySelectorAll("[data-value]")].some((one) => dirty(one) && one === armed);
  const pages = (root) => JSON.stringify(JSON.parse(root.querySelector("[data-page-view]")?.dataset.pageView || "{}").pages ?? null);
  if (!anyDirty && (now.dataset.paper !== doc.dataset.paper || (view && pages(now) !== JSON.stringify(view.pages.map((p) => [p.number, p.width, p.height, p.turned]))))) {
    location.reload();
    return;
  }
  const values = fresh.getElementById("values");
  const old = document.getElementById("values");
  const names = (root) => [...root.querySelectorAll("[data-value]")].map((one) => one.id).sort().join(" ");
  if (values && old && names(values) !== names(old) && !anyDirty) swap(old, values);
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const there = document.getElementById(part.id);
    if (!there || part.hasAttribute("data-whole") || served.get(part.id) === part.outerHTML) continue;
    if (part.id === "doc-links" && there.contains(document.activeElement) && document.activeElement.matches("input")) continue;
    if (there.matches("[data-value]") && dirty(there) && there.contains(document.activeElement)) continue;
    swap(there, part);
  }
  const boxes = fresh.getElementById("doc-boxes");
  if (boxes && view) view.setBoxes(JSON.parse(boxes.textContent));
  doc.dataset.lines = now.dataset.lines;
  askAgain();
}

/** While a document is being read it is asked for now and then, should the stream of changes be cut. */
function askAgain() {
  clearTimeout(asking);
  if (document.querySelector("#doc-state[data-busy]")) asking = setTimeout(soon, 4000);
}

const place = (element) => [...element.parentElement.querySelectorAll(":scope > details")].indexOf(element) + 1;

function swap(there, part) {
  served.set(part.id, part.outerHTML);
  for (const inner of part.querySelectorAll("[data-part]")) served.set(inner.id, inner.outerHTML);
  const focused = there.contains(document.activeElement) ? document.activeElement : null;
  const made = document.importNode(part, true);
  if (there.dataset.state === "missing" && !there.hidden) made.hidden = false;
  for (const told of there.querySelectorAll("details[open]")) made.querySelector(`details:nth-of-type(${place(told)})`)?.setAttribute("open", "");
  const wasArmed = armed && there.contains(armed) ? armed.id : null;
  there.replaceWith(made);
  if (wasArmed) {
    armed = document.getElementById(wasArmed);
    armed?.classList.add("armed");
  }
  if (!focused) return;
  const again = (focused.id && document.getElementById(focused.id)) || made.querySelector("[data-in]");
  again?.focus({ preventScroll: true });
}

let due = 0;
function soon() {
  clearTimeout(due);
  due = setTimeout(() => (writing = writing.then(renew)), 250);
}
doc.addEventListener("live", soon);
document.addEventListener("recoup:written", soon);

// ---------------------------------------------------------------- where one begins

function begin() {
  document.querySelector(".doc-papers [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  document.getElementById("cited-row")?.scrollIntoView({ block: "center" });
  const asked = doc.dataset.field && row(doc.dataset.line === "" ? doc.dataset.field : `${doc.dataset.line}-${doc.dataset.field}`);
  if (asked) {
    focus(asked);
    return;
  }
  if (doc.hasAttribute("data-cited")) {
    view?.light("cited", { scroll: true });
    return;
  }
  if (doc.hasAttribute("data-paged")) return;
  const first = toReview()[0];
  if (first && matchMedia("(min-width: 701px)").matches && document.activeElement === document.body) focus(first);
}
begin();
askAgain();
