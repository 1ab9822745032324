// Undo rather than confirm: after a deed a message offers to take it back, also on the page that one goes on to.
import { toast } from "./toast.js";
import { t } from "./words.js";
import { Refused, write } from "./write.js";

const KEPT = "deed";

/** Takes the last deed on a case back. Fires `recoup:undone` on the document; says why where it cannot be. */
export async function undo(caseId, match = null) {
  try {
    const answer = await write(`POST /api/v1/cases/${caseId}/undo`, undefined, { match });
    document.dispatchEvent(new CustomEvent("recoup:undone", { detail: { caseId: Number(caseId), etag: answer.etag } }));
    toast(t("Taken back"));
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.status === 412 ? t("Somebody changed this meanwhile. What you typed is kept.") : refused.message, { bad: true, seconds: 10 });
  }
}

/** Offers to take a deed back: `deed` is {text, caseId, match}; without a case it is only told. Gives the message. */
export function offer({ text, caseId = null, match = null }) {
  const action = caseId ? { label: t("Undo"), run: () => undo(caseId, match) } : null;
  const made = toast(text, { action, seconds: caseId ? 10 : 5 });
  if (action) made.dataset.offers = caseId;
  return made;
}

/** While a message offers to take something back, the key means that: also on the page that one went on to. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "u" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const off = document.body.hasAttribute("data-all-keys-off") || (document.body.dataset.keysOff || "").split(" ").includes("u");
  if (off || event.target.closest?.("input, textarea, select, [contenteditable=true]") || document.querySelector("dialog[open]")) return;
  const offered = [...document.querySelectorAll(".toast[data-offers] button")].pop();
  if (!offered) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(".toast[data-offers]")) if (!other.contains(offered)) other.remove(); // only the last deed can be
  offered.click();
}, true);

/** Keeps a deed for the next page, which offers to take it back. */
export function keepForNext(deed) {
  sessionStorage.setItem(KEPT, JSON.stringify(deed));
}

// Letters and filings lead on to the next case, which says what was done to this one.
document.addEventListener("recoup:written", ({ target, detail }) => {
  const { toast: text, then, undoes } = target.dataset;
  if (text && (then || "").includes("next") && !document.getElementById("case")) keepForNext({ text, caseId: undoes || null, match: detail.etag });
});

const kept = sessionStorage.getItem(KEPT);
if (kept) {
  sessionStorage.removeItem(KEPT);
  offer(JSON.parse(kept));
}
