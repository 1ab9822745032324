// What every page runs: keys, writes, kept text, live updates, commands, and small things that pages declare.
import "./write.js";
import "./keep.js";
import "./keys.js";
import "./palette.js";
import "./live.js";
import "./uploads.js";
import "./guide.js";
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
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close(); // a click beside it
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
