// The case page: deeds and what follows them, parts that are brought up to date without losing typed text, and finding papers and cases.
import { showFirst } from "./evidence.js";
import { fetchAgain } from "./session.js";
import { toast } from "./toast.js";
import { keepForNext, offer, undo } from "./undo.js";
import { t } from "./words.js";
import { Refused, write } from "./write.js";

const page = document.getElementById("case");
const caseId = page.dataset.case;
const UNDOABLE = /\/(transitions|waiver)$|^PATCH /;
let renewing = null;
let stale = false;

// ---------------------------------------------------------------- parts

const current = () => document.getElementById("next-step").dataset.match;
const dirty = (part) =>
  [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue || field === document.activeElement);

/** Gets the page again and puts its parts in place of the old ones, but for those that somebody types in. */
export function renew() {
  stale = true;
  renewing ??= again().finally(() => (renewing = null));
  return renewing;
}

/** What was asked for while something was done meanwhile is asked for again: the page never shows a state before one's own deed. */
async function latest() {
  for (;;) {
    stale = false;
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    const text = answer.ok ? await answer.text() : null;
    if (!stale) return text === null ? null : new DOMParser().parseFromString(text, "text/html");
  }
}

async function again() {
  const fresh = await latest();
  if (!fresh) return;
  const focus = document.activeElement?.id; // by now: what had it when the page was asked for may be left since
  const open = new Map([...page.querySelectorAll("details.line")].map((line) => [line.id, line.open]));
  for (const part of document.querySelectorAll("[data-part]")) {
    const replacement = fresh.getElementById(part.id);
    if (!replacement) continue;
    if (dirty(part)) {
      takeMatches(part, replacement);
      continue;
    }
    if (replacement.isEqualNode(part)) continue;
    for (const line of replacement.querySelectorAll("details.line")) if (open.has(line.id)) line.open = open.get(line.id);
    part.replaceWith(document.adoptNode(replacement));
  }
  if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  document.dispatchEvent(new CustomEvent("recoup:renewed"));
}

/** Fields that stay as they are typed are written against the state that is shown around them, but for the one being typed in. */
function takeMatches(part, replacement) {
  for (const form of part.querySelectorAll("[data-match]")) {
    const twin = replacement.querySelector(`[data-write="${form.dataset.write}"]`);
    if (twin && !dirty(form)) form.dataset.match = twin.dataset.match;
  }
}

/** What stood on the state before one's own deed stands on the state after it. */
function takeTag(etag) {
  const was = current();
  for (const element of document.querySelectorAll("[data-match]")) if (element.dataset.match === was) element.dataset.match = etag;
}

document.addEventListener("recoup:opens", (event) => {
  for (const form of event.target.querySelectorAll("form[data-match]")) form.dataset.match = current();
});

// ---------------------------------------------------------------- deeds

document.addEventListener("recoup:written", (event) => {
  const element = event.target;
  if (!page.contains(element) && !element.closest(".page-head")) return;
  const { etag, body } = event.detail;
  stale = true;
  if (etag?.startsWith(`"case-${caseId}-`)) takeTag(etag);
  if (element.dataset.letter) {
    event.preventDefault();
    return writeLetter(element.dataset.letter, etag);
  }
  if (element.closest("#ask-papers") && body) return showMail(body);
  if (element.closest("#settle") && body?.id) return location.assign(`/cases/${body.id}`);
  element.closest("dialog")?.close("done");
  if (element.matches("[data-clears]")) element.reset();
  const form = element instanceof HTMLFormElement && element.closest("dialog") ? element : null;
  if (form) queueMicrotask(() => form.reset());
  const undoable = UNDOABLE.test(element.dataset.write) && !/"to": ?"(filed|answered)"/.test(element.dataset.body || "");
  const deed = { text: element.dataset.toast || t("Saved"), caseId: undoable ? caseId : null, match: etag };
  if ((element.dataset.then || "").includes("next")) return keepForNext(deed);
  if (element.dataset.toast) offer(deed);
  return renew();
});

/** Writes the letter of a case that was moved for it; where there is none to write, the case stays where it was. */
async function writeLetter(address, match) {
  try {
    await write(`POST /api/v1/cases/${caseId}/drafts`, {});
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.message, { bad: true, seconds: 12 });
    await write(`POST /api/v1/cases/${caseId}/undo`, undefined, { match }).catch(() => null);
    await renew();
    return;
  }
  location.assign(address);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-undo]");
  if (button) undo(button.dataset.undo, button.dataset.match);
  const day = event.target.closest("[data-presets] [data-day]");
  if (day) {
    const field = document.getElementById(day.closest("[data-presets]").dataset.presets);
    const until = new Date(`${field.dataset.today}T00:00:00Z`);
    until.setUTCDate(until.getUTCDate() + Number(day.dataset.day));
    field.value = until.toISOString().slice(0, 10);
    field.form.requestSubmit();
  }
});
document.addEventListener("recoup:undone", (event) => {
  if (String(event.detail.caseId) === caseId) renew();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("[data-submits-by-ctrl]")) event.target.form.requestSubmit();
});

// ---------------------------------------------------------------- what others do

let due = 0;
document.addEventListener("recoup:changed", (event) => {
  const { noun, id, actor } = event.detail;
  if (noun !== "case" || String(id) !== caseId) return;
  clearTimeout(due);
  due = setTimeout(async () => {
    const before = current();
    await renew();
    const mine = document.getElementById("again-email")?.value;
    if (actor && actor !== mine && current() !== before) toast(t("{who} changed this case; this is its new state.", { who: actor }));
  }, 300);
});

// ---------------------------------------------------------------- forms

function shown(select) {
  for (const part of select.form.querySelectorAll("[data-when]")) {
    const on = part.dataset.when.split(" ").includes(`${select.dataset.shows}:${select.value}`);
    part.hidden = !on;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !on;
  }
}
for (const select of document.querySelectorAll("[data-shows]")) shown(select);
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shows]")) shown(event.target);
});
document.addEventListener("reset", (event) => {
  setTimeout(() => {
    for (const select of event.target.querySelectorAll("[data-shows]")) shown(select);
  });
});

function showMail(mail) {
  document.getElementById("mail-written").hidden = false;
  document.getElementById("mail-subject").textContent = mail.subject;
  document.getElementById("mail-body").textContent = mail.body;
  const send = document.getElementById("mail-send");
  send.onclick = async () => {
    try {
      await write(`POST /api/v1/mails/${mail.id}/send`);
      send.closest("dialog").close();
      offer({ text: t("The mail is on its way") });
      renew();
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      toast(refused.message, { bad: true, seconds: 12 });
    }
  };
  send.focus();
  return undefined;
}

// ---------------------------------------------------------------- finding papers and cases

let asked = 0;
async function find(finder) {
  const words = finder.querySelector("input[type=search]").value.trim();
  const list = finder.querySelector(".found");
  const turn = ++asked;
  if (words.length < 2) {
    list.replaceChildren();
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
  if (turn !== asked) return;
  const query = new URLSearchParams({ q: words, noun: finder.dataset.noun, supplier_id: finder.dataset.supplier, limit: "12" });
  const answer = await fetchAgain(`/api/v1/search?${query}`);
  if (!answer.ok || turn !== asked) return;
  const { items } = await answer.json();
  const hits = items.filter((hit) => finder.dataset.noun !== "case" || String(hit.noun_id) !== caseId);
  list.replaceChildren(...hits.map((hit) => line(finder, hit)));
  if (!hits.length) {
    const none = document.createElement("li");
    none.className = "muted";
    none.textContent = t("Nothing was found");
    list.append(none);
  }
}

function line(finder, hit) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = hit.excerpt;
  button.addEventListener("click", () => choose(finder, hit, button));
  item.append(button);
  if (hit.document_id) {
    const look = document.createElement("a");
    look.href = `/documents/${hit.document_id}?paper=${hit.noun_id}`;
    look.target = "_blank";
    look.textContent = t("Look at it");
    item.append(look);
  }
  return item;
}

function choose(finder, hit, button) {
  const many = finder.dataset.many;
  if (!many) {
    finder.querySelector("input[type=hidden]").value = hit.noun_id;
    for (const other of finder.querySelectorAll(".found button")) other.setAttribute("aria-pressed", String(other === button));
    return;
  }
  const chosen = document.createElement("li");
  const value = document.createElement("input");
  Object.assign(value, { type: "hidden", name: many, value: hit.noun_id });
  value.dataset.type = "int";
  chosen.append(hit.excerpt, value);
  finder.querySelector(".chosen").append(chosen);
  button.closest("li").remove();
}

document.addEventListener("input", (event) => {
  const finder = event.target.matches("input[type=search]") && event.target.closest("[data-finder]");
  if (finder) find(finder);
});
document.addEventListener("recoup:opens", (event) => {
  const finder = event.target.querySelector("[data-finder]");
  if (finder) find(finder);
});

showFirst();
