// The queue: filters as short addresses, views, and the cases that deeds are done to.
import "./menu.js";
import { forget } from "./keep.js";
import "./queue-deeds.js";
import { refresh, write } from "./write.js";
import { toast } from "./toast.js";

// A form that asks for a page names only what is set.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-plain]");
  if (!form) return;
  event.preventDefault();
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (String(value).trim() !== "") told.append(name, String(value).trim());
  const query = told.toString();
  location.assign(query ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action"));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});

// A search field that is emptied shows all again.
document.getElementById("queue-text")?.addEventListener("search", (event) => {
  if (event.target.value === "" && event.target.defaultValue !== "") event.target.form.requestSubmit();
});
document.getElementById("queue-text")?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.value = event.target.defaultValue;
  event.target.blur();
});

// On to where the next step of the case under the cursor is done.
document.addEventListener("click", (event) => {
  if (!event.target.closest("#work-on")) return;
  const row = document.querySelector("[data-list] .cursor") || document.querySelector("[data-list] [data-row]");
  (row?.querySelector("[data-step]") || row?.querySelector("[data-open]"))?.click();
});

// ---------------------------------------------------------------- views

document.addEventListener("change", (event) => {
  const audience = event.target.closest?.('input[name="audience"]');
  if (audience) showWhatBelongs(audience.form);
});

function showWhatBelongs(form) {
  const chosen = form.querySelector('input[name="audience"]:checked')?.value;
  for (const part of form.querySelectorAll("[data-only-for]")) {
    part.hidden = part.dataset.onlyFor !== chosen;
    for (const field of part.querySelectorAll("select, input")) field.disabled = part.hidden;
  }
}
for (const dialog of document.querySelectorAll("#view-new, #view-edit")) showWhatBelongs(dialog.querySelector("form"));

document.addEventListener("recoup:written", (event) => {
  if (event.target.matches("[data-view-made]")) {
    event.preventDefault();
    const made = event.detail.body;
    location.assign(`/queue?view=${made.id}${made.query ? `&${made.query}` : ""}`);
  } else if (event.target.matches("[data-case-made]")) {
    event.preventDefault();
    forget(event.target);
    location.assign(`/cases/${event.detail.body.id}`);
  }
});

// A view goes one place up among one's own: the two change places.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-view-up]");
  if (!button) return;
  const own = [...document.querySelectorAll("[data-view-up]")];
  const at = own.indexOf(button);
  if (at <= 0) return;
  const order = own.map((one) => Number(one.dataset.viewUp));
  [order[at - 1], order[at]] = [order[at], order[at - 1]];
  try {
    for (const [position, id] of order.entries()) {
      if (position === at || position === at - 1 || Number(own[position].dataset.position) !== position) await write(`PATCH /api/v1/views/${id}`, { position });
    }
    await refresh("#saved-views");
  } catch (refused) {
    toast(refused.message, { bad: true });
  }
});

// ---------------------------------------------------------------- a case opened by hand

document.getElementById("account")?.addEventListener("change", (event) => {
  const currency = event.target.form.elements.currency;
  currency.value = event.target.selectedOptions[0].dataset.currency;
});
document.getElementById("claimed")?.addEventListener("change", (event) => {
  const recoverable = event.target.form.elements.recoverable;
  if (!recoverable.value) recoverable.value = event.target.value;
});
