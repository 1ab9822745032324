// What every page runs: keys, writes, kept text, live updates, commands, dropped files, and small things that pages declare.
import "./write.js";
import "./keep.js";
import "./keys.js";
import "./palette.js";
import "./live.js";
import "./uploads.js";
import "./drops.js";
import "./guide.js";
import "./undo.js";
import { logInAgain } from "./session.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    dialog.dispatchEvent(new CustomEvent("recoup:opens", { detail: { opener } }));
    dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog").close();
  const toggle = event.target.closest("[data-toggles]");
  if (toggle) {
    const open = document.getElementById(toggle.dataset.toggles).classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  }
  if (beside(event) && pressedBeside === event.target && event.target.open) event.target.close();
});

// Of tabs that do not all fit, the one that is open is in sight.
for (const open of document.querySelectorAll('.tabs [aria-current="page"]')) {
  open.parentElement.scrollLeft = open.offsetLeft + open.offsetWidth - open.parentElement.offsetLeft - open.parentElement.clientWidth;
}

// A press beside a dialog closes it; one on its rim does not, nor a drag over text that ends beside it.
let pressedBeside = null;
function beside(event) {
  if (!(event.target instanceof HTMLDialogElement)) return false;
  const edge = event.target.getBoundingClientRect();
  return event.clientX < edge.left || event.clientX > edge.right || event.clientY < edge.top || event.clientY > edge.bottom;
}
document.addEventListener("pointerdown", (event) => {
  pressedBeside = beside(event) ? event.target : null;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail?.ctx?.response?.status === 401) logInAgain();
});

document.addEventListener("htmx:after:swap", () => {
  const heading = document.querySelector("title");
  if (heading) document.title = heading.textContent;
});
