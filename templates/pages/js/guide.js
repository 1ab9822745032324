// The hint of a screen on the first visit: dismissed for good, on this screen or on all of them.
import { fetchAgain } from "./session.js";
import { toast } from "./toast.js";
import { Refused, write } from "./write.js";

const guide = document.getElementById("guide");

async function dismiss(names) {
  guide.hidden = true;
  document.getElementById("main").focus({ preventScroll: true });
  try {
    // What other tabs dismissed meanwhile stays dismissed.
    const me = await fetchAgain("/api/v1/me").then((answer) => (answer.ok ? answer.json() : null));
    const seen = new Set([...(me?.preferences.guides_seen ?? []), ...names]);
    await write("PATCH /api/v1/me/preferences", { guides_seen: [...seen] });
    guide.remove();
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    guide.hidden = false;
    toast(refused.message, { bad: true });
  }
}

guide?.querySelector("[data-guide-seen]").addEventListener("click", () => dismiss([guide.dataset.guide]));
guide?.querySelector("[data-guides-seen]").addEventListener("click", () => dismiss(guide.dataset.guides.split(" ")));
