// Uploads in the background, on every page: what is not sent yet is kept by the browser, so that a reload or another page goes on
// with it. One tab sends at a time (Web Locks), a few files at once, each with its progress; the tray shows them all.
import { logInAgain } from "./session.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const AT_ONCE = 3;
const STORE = "files";
const me = document.body.dataset.me;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("recoup-uploads") : null;
let database = null;
const held = new Map(); // where the browser keeps nothing
let items = [];
let working = false;
let putOff = false; // somebody did not log in again: nothing is sent until they ask for it

// ---------------------------------------------------------------- what is kept

function open() {
  database ??= new Promise((resolve) => {
    let request;
    try {
      request = indexedDB.open("recoup-uploads", 1);
    } catch {
      resolve(null); // some browsers refuse it outright
      return;
    }
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
  return database;
}

async function run(mode, work) {
  const known = await open();
  if (!known) return null;
  return new Promise((resolve) => {
    let change;
    let asked;
    try {
      change = known.transaction(STORE, mode);
      asked = work(change.objectStore(STORE));
    } catch {
      resolve(null);
      return;
    }
    change.oncomplete = () => resolve(asked?.result ?? true);
    change.onerror = change.onabort = () => resolve(null);
  });
}

const put = (item) => run("readwrite", (store) => store.put(item));
const drop = (id) => run("readwrite", (store) => store.delete(id));
const all = async () => ((await run("readonly", (store) => store.getAll())) || []).filter((item) => item.me === me);

/** What is kept of a file without its bytes, for the tray. */
const plain = ({ blob, ...rest }) => rest;

// ---------------------------------------------------------------- taking files in

/** Takes files in: [{file, path}], for an account. They are sent in the background. */
export async function bring(files, { supplier, account }) {
  let refused = false;
  for (const { file, path } of files) {
    const item = { id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, me, path, size: file.size, supplier, account, state: "waiting", sent: 0, at: Date.now() };
    held.set(item.id, file); // until the browser keeps it
    items.push(item);
    show();
    if (await put({ ...item, blob: file })) held.delete(item.id);
    else refused = true;
  }
  putOff = false;
  if (refused) toast(t("The browser keeps no room for these files; keep this page open until they are uploaded."), { seconds: 12 });
  show();
  send();
}

/** The files of a drop, folders walked through. */
export async function filesOf(transfer) {
  const found = [];
  const walk = async (entry, under) => {
    if (entry.isFile) {
      const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
      if (file) found.push({ file, path: `${under}${file.name}` });
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
        if (!some.length) break;
        for (const one of some) await walk(one, `${under}${entry.name}/`);
      }
    }
  };
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ file, path: file.name }));
  for (const entry of entries) await walk(entry, "");
  return found;
}

// ---------------------------------------------------------------- sending

async function send() {
  if (working) return;
  working = true;
  const go = async () => {
    items = merged(await all());
    show();
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  };
  try {
    if (navigator.locks) await navigator.locks.request("recoup-uploads", go);
    else await go();
  } finally {
    working = false;
  }
  if (!putOff && items.some((item) => item.state === "waiting")) setTimeout(send, 1000);
}

/** Goes on with what waits. */
function goOn() {
  putOff = false;
  send();
}

function merged(kept) {
  const known = new Map(items.map((item) => [item.id, item]));
  for (const item of kept) if (!known.has(item.id)) known.set(item.id, plain(item));
  return [...known.values()].sort((one, other) => one.at - other.at);
}

async function one() {
  for (;;) {
    const item = putOff ? null : items.find((each) => each.state === "waiting" && !each.taken);
    if (!item) return;
    item.taken = true;
    await sendOne(item);
    item.taken = false;
    show();
  }
}

async function sendOne(item) {
  const kept = await run("readonly", (store) => store.get(item.id));
  const file = held.get(item.id) || kept?.blob;
  if (!file) return settle(item, "failed", t("That did not work."));
  for (;;) {
    item.state = "sending";
    show();
    const answer = await post(item, file);
    if (answer.status === 401 || answer.status === 403) {
      if (answer.told?.type === "urn:recoup:problem:not-allowed") return settle(item, "failed", answer.told.detail);
      if (!putOff && (await logInAgain())) continue;
      if (!putOff) toast(t("Your session has ended. Log in again; nothing that you typed is lost."), { bad: true, action: { label: t("Try again"), run: goOn }, seconds: 0 });
      putOff = true;
      item.state = "waiting";
      item.sent = 0;
      return undefined;
    }
    if (answer.status === 429 || answer.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(60, Number(answer.after) || 3) * 1000));
      continue;
    }
    if (answer.status === 202) {
      item.document = answer.told.document.id;
      item.isNew = answer.told.new;
      const state = answer.told.document.state;
      return settle(item, answer.told.new || state === "received" ? "reading" : "known", "");
    }
    const silent = answer.status ? t("That did not work.") : t("The server cannot be reached. What you typed is kept; try again.");
    return settle(item, "failed", answer.told?.detail || silent);
  }
}

function post(item, file) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("supplier_id", item.supplier);
    if (item.account) form.append("account_id", item.account);
    form.append("path", item.path);
    form.append("file", file, item.path.split("/").pop());
    request.open("POST", "/api/v1/documents");
    request.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf"]').content);
    request.setRequestHeader("Idempotency-Key", item.id);
    request.upload.onprogress = (event) => {
      item.sent = event.loaded / Math.max(1, event.total);
      show();
    };
    const done = () => {
      let told = null;
      try {
        told = JSON.parse(request.responseText || "null");
      } catch {
        told = null;
      }
      resolve({ status: request.status, told, after: request.getResponseHeader("retry-after") });
    };
    request.onload = done;
    request.onerror = request.onabort = () => resolve({ status: 0 });
    request.send(form);
  });
}

async function settle(item, state, said) {
  item.state = state;
  item.said = said;
  if (state === "failed") {
    const kept = await run("readonly", (store) => store.get(item.id));
    if (kept) await put({ ...kept, state, said });
  } else {
    held.delete(item.id);
    await put({ ...plain(item), taken: false }); // the bytes are with the server now
  }
  channel?.postMessage({ item: plain(item) });
  show();
}

// ---------------------------------------------------------------- what becomes of them

/** Asks what became of a file; says whether it is known by now. */
async function look(item) {
  const answer = await fetch(`/api/v1/documents/${item.document}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.status === 404) {
    items = items.filter((other) => other !== item);
    await drop(item.id);
    show();
    return true;
  }
  if (!answer?.ok) return false;
  const told = await answer.json();
  if (told.state === "received") return false;
  item.unsure = told.papers.reduce((sum, paper) => sum + (paper.gone ? 0 : paper.to_review), 0);
  item.said = told.error?.message || "";
  item.state = told.state === "failed" ? "unread" : "read";
  await put(plain(item));
  show();
  return true;
}

/** Looks at what is being read, the oldest first, as long as some of it is done. */
async function lookThrough() {
  for (;;) {
    const some = items.filter((each) => each.state === "reading").slice(0, 20);
    const known = await Promise.all(some.map(look));
    if (!known.includes(true)) return;
  }
}

let soon = null;
document.addEventListener("recoup:stream", (event) => {
  if (!["job", "document", "batch"].includes(event.detail.event)) return;
  soon ??= setTimeout(() => lookThrough().finally(() => (soon = null)), 800);
});
if (channel) {
  channel.onmessage = (event) => {
    if (event.data.cleared) items = items.filter((item) => !event.data.cleared.includes(item.id));
    else if (event.data.item.me === me) {
      const known = items.find((item) => item.id === event.data.item.id);
      if (known) Object.assign(known, event.data.item);
      else items.push(event.data.item);
    }
    show();
  };
}

// ---------------------------------------------------------------- the tray

const NAMES = { waiting: "Waiting", sending: "Uploading", reading: "Being read", known: "Known already", read: "Read", unread: "Could not be read", failed: "That did not work." };
let tray = null;
let planned = false;
const lines = new Map();

function show() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    draw();
  });
}

function draw() {
  if (!items.length) {
    tray?.remove();
    tray = null;
    lines.clear();
    return;
  }
  tray ??= makeTray();
  const sent = items.filter((item) => !["waiting", "sending", "failed"].includes(item.state)).length;
  tray.querySelector("strong").textContent = t("{done} of {all} uploaded", { done: sent, all: items.length });
  const bar = tray.querySelector("progress");
  bar.max = items.length;
  bar.value = sent + items.filter((item) => item.state === "sending").reduce((sum, item) => sum + item.sent, 0);
  const list = tray.querySelector("ul");
  const there = new Set(items.map((item) => item.id));
  for (const [id, row] of lines) {
    if (there.has(id)) continue;
    row.remove();
    lines.delete(id);
  }
  // A line that stands where it belongs is not moved: it would lose the focus.
  let at = list.firstElementChild;
  for (const item of items) {
    const row = line(item);
    if (row === at) at = at.nextElementSibling;
    else list.insertBefore(row, at);
  }
}

function line(item) {
  let row = lines.get(item.id);
  if (!row) {
    row = document.createElement("li");
    lines.set(item.id, row);
    row.innerHTML = '<span class="name"></span><span class="state"></span>';
  }
  const told = item.state + (item.document || "") + (item.unsure || "") + (item.said || "");
  if (row.dataset.told !== told) {
    row.dataset.told = told;
    row.className = ["failed", "unread"].includes(item.state) ? "bad" : ["read", "known"].includes(item.state) ? "good" : "";
    const name = row.querySelector(".name");
    if (item.document) {
      const link = document.createElement("a");
      link.href = `/documents/${item.document}`;
      link.textContent = item.path;
      name.replaceChildren(link);
    } else name.textContent = item.path;
    name.title = item.path;
    const state = row.querySelector(".state");
    state.textContent = item.state === "read" && item.unsure ? t("{count} fields to look at", { count: item.unsure }) : t(NAMES[item.state]);
    if (item.said) state.title = item.said;
    if (item.state === "failed") {
      const again = document.createElement("button");
      again.type = "button";
      again.className = "link";
      again.textContent = t("Try again");
      again.addEventListener("click", async () => {
        item.state = "waiting";
        const kept = await run("readonly", (store) => store.get(item.id));
        if (kept) await put({ ...kept, state: "waiting" });
        show();
        goOn();
      });
      state.append(" ", again);
    }
  }
  const bar = row.querySelector("progress");
  if (item.state === "sending" && !bar) row.append(Object.assign(document.createElement("progress"), { max: 1 }));
  if (item.state === "sending") row.querySelector("progress").value = item.sent;
  else bar?.remove();
  return row;
}

function makeTray() {
  const made = document.createElement("section");
  made.className = "tray";
  made.setAttribute("aria-label", t("Uploads"));
  made.innerHTML = '<div class="tray-head"><strong role="status"></strong><progress></progress><button type="button" class="quiet" data-tray-size aria-expanded="true"></button><button type="button" class="quiet" data-tray-clear></button></div><ul tabindex="0"></ul>';
  made.querySelector("progress").setAttribute("aria-label", t("Uploads"));
  made.querySelector("ul").setAttribute("aria-label", t("Uploads"));
  const size = made.querySelector("[data-tray-size]");
  size.textContent = t("Smaller");
  size.addEventListener("click", () => {
    const small = made.classList.toggle("small");
    size.textContent = small ? t("Larger") : t("Smaller");
    size.setAttribute("aria-expanded", String(!small));
    sessionStorage.setItem("tray", small ? "small" : "");
  });
  if (sessionStorage.getItem("tray") === "small") size.click();
  const clear = made.querySelector("[data-tray-clear]");
  clear.textContent = t("Clear");
  clear.addEventListener("click", async () => {
    const over = items.filter((item) => !["waiting", "sending"].includes(item.state));
    items = items.filter((item) => !over.includes(item));
    for (const item of over) await drop(item.id);
    channel?.postMessage({ cleared: over.map((item) => item.id) });
    show();
  });
  document.body.append(made);
  return made;
}

async function begin() {
  const kept = await all();
  if (!kept.length) return;
  items = merged(kept.map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item)));
  show();
  lookThrough();
  if (items.some((item) => item.state === "waiting")) send();
}

if (document.querySelector('meta[name="csrf"]')) begin();
