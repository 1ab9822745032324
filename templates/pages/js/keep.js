// Typed text is kept in the browser until it was written: `data-keep` on inputs and textareas.

/** Where the text of a field is kept: for this page and this reader. */
export const place = (field) => `kept:${document.body.dataset.me}:${location.pathname}:${field.dataset.keep || field.name || field.id}`;

function restore(root) {
  for (const field of root.querySelectorAll("[data-keep]")) {
    if (field.dataset.keepReady) continue;
    field.dataset.keepReady = "yes";
    field.dataset.keepWas = field.value;
    const kept = sessionStorage.getItem(place(field));
    if (kept !== null && kept !== field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** Forgets what was kept for the fields of a form: it is written. */
export function forget(root) {
  for (const field of root.querySelectorAll("[data-keep]")) sessionStorage.removeItem(place(field));
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-keep]")) return;
  if (field.value === field.dataset.keepWas) sessionStorage.removeItem(place(field));
  else sessionStorage.setItem(place(field), field.value);
});
document.addEventListener("recoup:kept-written", (event) => forget(event.detail.form));
document.addEventListener("htmx:after:swap", () => restore(document));
restore(document);
