// One event stream for all tabs of this browser: the tab that holds the lock listens, and tells the others.
//
// Fires `recoup:changed` on the document with {noun, id, supplier_id, actor, action}, and `recoup:stream` for what else the
// stream brings ({event, data}). Elements with data-live="case:7 draft" are refreshed when such a thing changes.
import { t } from "./words.js";
import { toast } from "./toast.js";

const STREAM = "/api/v1/events/stream";
const channel = "BroadcastChannel" in window ? new BroadcastChannel("recoup-live") : null;
let trouble = null;
let failures = 0;
// Where the stream was left, for the tab that listens next; at first when this page was made, since much may end before it listens.
let place = document.querySelector('meta[name="live-place"]')?.content || "";
const me = `${Date.now()}-${Math.random()}`; // the browser names a tab only on a secure line
const MOST_KEPT = 200;
const kept = []; // what was heard lately, for tabs that open meanwhile

function heard(message) {
  const { event, data } = message;
  place = message.place || place;
  kept.push({ at: Date.now(), message });
  if (kept.length > MOST_KEPT) kept.shift();
  if (event === "behind") {
    // Too much was missed to tell it one by one.
    for (const element of document.querySelectorAll("[data-live]")) htmx.trigger(element, "live");
    return;
  }
  document.dispatchEvent(new CustomEvent("recoup:stream", { detail: message }));
  if (event === "job" && data.document_id && data.state !== "waiting" && data.state !== "running") {
    const read = { noun: "document", id: data.document_id, supplier_id: data.supplier_id, actor: "", action: data.state };
    document.dispatchEvent(new CustomEvent("recoup:changed", { detail: read }));
  }
  if (event === "presence" || event === "job") return;
  const change = { noun: data.noun, id: data.noun_id, supplier_id: data.supplier_id, actor: data.actor, action: data.action };
  document.dispatchEvent(new CustomEvent("recoup:changed", { detail: change }));
}

function tell(message) {
  heard(message);
  channel?.postMessage(message);
}

let listens = false;
if (channel) {
  channel.onmessage = ({ data }) => {
    if (data.event !== "opened") {
      if (!data.to || data.to === me) heard(data);
    } else if (listens) {
      for (const { at, message } of kept) if (at >= data.since) channel.postMessage({ ...message, to: data.from });
    }
  };
  // What the tab that listens told the others between the making of this page and now is told once more.
  channel.postMessage({ event: "opened", from: me, since: performance.timeOrigin });
}

function listen(release) {
  listens = true;
  const source = new EventSource(place ? `${STREAM}?since=${place}` : STREAM);
  const take = (event) => {
    failures = 0;
    trouble?.remove();
    trouble = null;
    let data = {};
    try {
      data = JSON.parse(event.data || "{}");
    } catch {
      return;
    }
    if (event.type === "end") {
      source.close();
      release("end");
      return;
    }
    // A change goes by the name of what was changed.
    tell({ event: event.type === "change" ? data.noun : event.type, data, place: event.lastEventId });
  };
  // `again`, the last event of a stream whose time is over, needs nothing: the browser comes again by itself.
  for (const name of ["change", "job", "presence", "behind", "end"]) source.addEventListener(name, take);
  source.onerror = () => {
    failures += 1;
    if (failures > 3 && !trouble) trouble = toast(t("Live updates are paused; trying again."), { seconds: 0 });
    if (source.readyState === EventSource.CLOSED) setTimeout(release, Math.min(60_000, 2_000 * failures));
  };
  // A page that is left lets another tab listen; where the browser brings it back, it listens again.
  const left = () => {
    listens = false;
    source.close();
    release("left");
  };
  addEventListener("pagehide", left, { once: true });
}

/** After a log-out nothing is heard until something could be written again. */
const loggedInAgain = () => new Promise((resolve) => document.addEventListener("recoup:written", resolve, { once: true }));

async function begin() {
  if (document.body.dataset.quiet !== undefined) return; // a partner's pages ask by themselves now and then; the stream is the house's
  if (!("EventSource" in window) || !document.querySelector('meta[name="csrf"]')) return;
  if (!navigator.locks) {
    listen((how) => (how === "end" ? loggedInAgain().then(begin) : setTimeout(begin, 5_000)));
    return;
  }
  for (;;) {
    const how = await navigator.locks.request("recoup-live", () => new Promise((release) => listen(release)));
    if (how === "end") await loggedInAgain();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

const due = new WeakMap();
document.addEventListener("recoup:changed", (event) => {
  const { noun, id } = event.detail;
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!element.dataset.live.split(" ").some((wanted) => wanted === noun || wanted === `${noun}:${id}`)) continue;
    clearTimeout(due.get(element));
    due.set(element, setTimeout(() => htmx.trigger(element, "live"), 300));
  }
});

begin();
