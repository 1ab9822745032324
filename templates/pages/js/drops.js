// Files dropped on any page: they go where the inbox would put them; where it is not clear for which account they are, that is asked.
import { filesOf } from "./uploads.js";

const DROPPED = "Files";
const zone = () => document.querySelector("[data-bring]");
const inbox = () => document.querySelector('nav a[href^="/inbox"]');
const meant = (event) => !zone() && inbox() && [...(event.dataTransfer?.types || [])].includes(DROPPED);

let depth = 0;
document.addEventListener("dragenter", (event) => {
  if (!meant(event)) return;
  depth += 1;
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!meant(event)) return;
  depth = Math.max(0, depth - 1);
  if (!depth) document.body.classList.remove("dropping");
});
document.addEventListener("dragover", (event) => {
  if (meant(event)) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  if (!meant(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("dropping");
  const files = await filesOf(event.dataTransfer); // at once: what is carried is gone after the event
  const asks = await dialogOfZone();
  if (!asks) return location.assign("/inbox");
  const { take } = await import("./inbox.js");
  asks.showModal();
  if (take(files)) asks.close();
});

/** The inbox's own zone in a dialog, which is gone once it is closed; null where there is no account yet. */
async function dialogOfZone() {
  const answer = await fetch(inbox().href, { headers: { "HX-Request": "true" } });
  const found = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-bring]") : null;
  if (!found) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "bring-title");
  dialog.append(document.importNode(found, true));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("recoup:brought", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}
