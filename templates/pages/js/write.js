// Everything that changes something goes through the API from here: forms and buttons that say `data-write="METHOD address"`.
//
// data-write   "POST /api/v1/cases/7/comments"
// data-match   the ETag of what was seen (If-Match)
// data-body    JSON that the fields are laid over
// data-then    what follows, several by ";": refresh SELECTOR | reload | go ADDRESS | next | none (default: reload)
// data-confirm a question that has to be answered first (only for what cannot be undone)
// Fields: `a.b` nests, `a.0.b` makes a list, `name[]` collects; data-type int|bool|json|lines|words|percent (a share) or minor (with
// data-digits); data-empty omit|null|keep for empty ones.
import { logInAgain } from "./session.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

/** A write that the server refused; `problem` holds what it said (RFC 9457). */
export class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || t("That did not work."));
    this.problem = problem;
    this.status = status;
  }
}

/** A key under which a write is carried out once, however often it is sent. */
export function newKey() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

/** Sends a write. Comes back with {status, body, etag}; asks for the password where the session has ended, and goes on. Throws Refused. */
export async function write(what, body = undefined, { match = null, key = newKey(), keepalive = false } = {}) {
  const [method, address] = what.split(" ");
  for (;;) {
    const headers = { "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content };
    if (key) headers["Idempotency-Key"] = key;
    if (match) headers["If-Match"] = match;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(address, { method, headers, keepalive, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
      throw new Refused({ detail: t("The server cannot be reached. What you typed is kept; try again.") }, 0);
    }
    const text = await answer.text();
    const told = text && /json/.test(answer.headers.get("content-type") || "") ? JSON.parse(text) : null;
    if (answer.ok) return { status: answer.status, body: told, etag: answer.headers.get("etag") };
    if (answer.status === 401 || told?.type === "urn:recoup:problem:forged-request") {
      if (await logInAgain()) continue;
      throw new Refused({ detail: t("Your session has ended. Log in again; nothing that you typed is lost.") }, 401);
    }
    throw new Refused(told || {}, answer.status);
  }
}

/** The fields of a form as the API takes them. */
export function bodyOf(form, submitter = null) {
  const body = JSON.parse(form.dataset.body || "{}");
  const fields = [...form.elements].filter((field) => field.name && !field.disabled && field.name !== "csrf");
  for (const field of fields) {
    if (field.type === "submit" || field.type === "button") {
      if (field !== submitter || !field.name) continue;
    }
    if ((field.type === "radio" || (field.type === "checkbox" && field.name.endsWith("[]"))) && !field.checked) continue;
    let value = field.type === "checkbox" && !field.name.endsWith("[]") ? field.checked : field.value;
    if (typeof value === "string" && value.trim() === "") {
      const empty = field.dataset.empty || "omit";
      if (empty === "omit" && !field.name.endsWith("[]")) continue;
      if (field.name.endsWith("[]")) continue;
      value = empty === "null" ? null : value;
    } else {
      value = typed(value, field.dataset.type, field.dataset.digits);
    }
    put(body, field.name, value);
  }
  return Object.keys(body).length || form.dataset.body ? body : undefined;
}

function typed(value, type, digits) {
  if (type === "int") return Number.parseInt(value, 10);
  if (type === "minor") return Math.round(Number(value) * 10 ** Number(digits || 0));
  if (type === "percent") return hundredth(String(value).trim());
  if (type === "bool") return value === true || value === "true" || value === "on";
  if (type === "json") return JSON.parse(value);
  if (type === "lines") return value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (type === "words") return value.split(",").map((word) => word.trim()).filter(Boolean);
  return value;
}

/** A percentage as the share that it is, digit by digit: 2.5 is 0.025. What is no number is left for the server to refuse. */
function hundredth(text) {
  const found = /^(-?)(\d+)(?:\.(\d+))?\s*%?$/.exec(text);
  if (!found) return text;
  const digits = found[2].padStart(3, "0");
  const share = `${digits.slice(0, -2).replace(/^0+(?=\d)/, "")}.${digits.slice(-2)}${found[3] || ""}`.replace(/\.?0+$/, "");
  return `${found[1]}${share}`;
}

function put(body, name, value) {
  const many = name.endsWith("[]");
  const parts = name.replace(/\[\]$/, "").split(".");
  const last = parts.pop();
  let place = body;
  parts.forEach((part, at) => {
    place = place[part] ??= /^\d+$/.test(parts[at + 1] ?? last) ? [] : {};
  });
  if (many) (place[last] ??= []).push(value);
  else place[last] = value;
}

const changedSince = new Set(); // forms that changed while they were sent
const unsure = new WeakMap(); // writes that got no answer: sent once more as they were, they are carried out once

function keyOf(element, told) {
  const sent = `${element.dataset.write} ${JSON.stringify(told)}`;
  const known = unsure.get(element);
  return known?.sent === sent ? known : { sent, key: newKey() };
}

/** Carries out what an element declares, and says at the element what came of it. */
export async function carryOut(element, submitter = null) {
  if (element.getAttribute("aria-busy") === "true") return null;
  if (element.dataset.confirm && !window.confirm(element.dataset.confirm)) return null;
  const form = element instanceof HTMLFormElement ? element : null;
  const told = form ? bodyOf(form, submitter) : element.dataset.body ? JSON.parse(element.dataset.body) : undefined;
  clear(element);
  element.setAttribute("aria-busy", "true");
  say(element, t("Saving…"));
  const once = keyOf(element, told);
  unsure.set(element, once);
  try {
    const answer = await write(element.dataset.write, told, { match: element.dataset.match || null, key: once.key });
    unsure.delete(element);
    const place = inPlace(element);
    say(place, t("Saved"), "good");
    if (place.dataset.match && answer.etag) place.dataset.match = answer.etag;
    const went = place.dispatchEvent(new CustomEvent("recoup:written", { bubbles: true, cancelable: true, detail: answer }));
    if (form) document.dispatchEvent(new CustomEvent("recoup:kept-written", { detail: { form } }));
    if (went && !changedSince.has(element)) follow(element.dataset.then ?? "reload");
    return answer;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (refused.status) unsure.delete(element);
    refusedAt(element, refused);
    return null;
  } finally {
    element.removeAttribute("aria-busy");
    if (changedSince.delete(element)) carryOut(element);
  }
}

/** The element, or what stands in its place where that part of the page was renewed while it was sent. */
function inPlace(element) {
  if (element.isConnected) return element;
  const { write: what, toast: text } = element.dataset;
  const alike = [...document.querySelectorAll("[data-write]")].find((other) => other.dataset.write === what && other.dataset.toast === text);
  return alike ?? document.body;
}

/** What follows a write. */
function follow(then) {
  for (const step of then.split(";").map((part) => part.trim())) {
    const [verb, ...rest] = step.split(" ");
    const told = rest.join(" ");
    if (verb === "reload") location.reload();
    else if (verb === "go") location.assign(told);
    else if (verb === "next") goNext();
    else if (verb === "refresh") refresh(told);
  }
}

/** To the next case of the queue one came from; to the queue where there is none. */
function goNext() {
  const next = document.getElementById("next-case")?.getAttribute("href");
  location.assign(next || document.getElementById("queue-address")?.getAttribute("href") || "/queue");
}

/** Gets the page again and puts the parts that the selectors name in place of the old ones. */
export function refresh(selectors) {
  const list = selectors.split(",").map((part) => part.trim());
  return Promise.all(list.map((selector) => htmx.ajax("GET", location.pathname + location.search, { target: selector, select: selector, swap: "outerMorph" })));
}

/** Says at a form what was refused: beside the fields that are named, the rest in its `.said`. */
export function refusedAt(element, refused) {
  const errors = refused.problem.errors || [];
  let placed = 0;
  for (const error of errors) {
    const name = error.field.replace(/^body\./, "");
    const spot = element.querySelector(`[data-said-for="${CSS.escape(name)}"]`);
    const field = element.elements?.[name];
    if (field instanceof HTMLElement) field.setAttribute("aria-invalid", "true");
    if (spot) {
      spot.id ||= `said-${field?.id || name}`;
      if (field instanceof HTMLElement) field.setAttribute("aria-errormessage", spot.id);
      spot.textContent = error.message;
      spot.classList.add("bad");
      if (placed === 0 && field instanceof HTMLElement) field.focus();
      placed += 1;
    }
  }
  if (refused.status === 412) {
    say(element, t("Somebody changed this meanwhile. What you typed is kept."), "bad", { label: t("Show the new state"), run: () => location.reload() });
  } else if (placed === 0 || placed < errors.length || !errors.length) {
    const all = errors.length ? errors.map((error) => error.message).join(" ") : "";
    say(element, all && !refused.message.includes(all) ? `${refused.message} ${all}` : refused.message, "bad");
  } else {
    say(element, "");
  }
  element.dispatchEvent(new CustomEvent("recoup:refused", { bubbles: true, detail: refused }));
}

function clear(element) {
  for (const spot of element.querySelectorAll("[data-said-for]")) {
    spot.textContent = "";
    spot.classList.remove("bad");
  }
  for (const field of element.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function say(element, text, tone = "", action = null) {
  const spot = element.querySelector(".said") || (element.dataset.saidAt && document.querySelector(element.dataset.saidAt));
  if (!spot) {
    if (tone === "bad") toast(text, { bad: true, action, seconds: 12 });
    return;
  }
  spot.className = `said ${tone}`;
  spot.textContent = text;
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = action.label;
    button.addEventListener("click", action.run);
    spot.append(" ", button);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-write]");
  if (!form) return;
  event.preventDefault();
  carryOut(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-write]");
  if (!button || button.disabled || button.getAttribute("aria-disabled") === "true") return;
  event.preventDefault();
  carryOut(button);
});

// A field that saves itself: `data-saves` in a form with data-write sends the form when it changes, and once more where it
// changes while it is being sent.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-saves]") && event.target.closest("form[data-write]");
  if (!form) return;
  if (form.getAttribute("aria-busy") === "true") changedSince.add(form);
  else carryOut(form);
});
