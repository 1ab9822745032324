// A partner's own pages: a claim is sent with its files in one piece, and what is refused stands beside the fields.
import { forget } from "./keep.js";
import { logInAgain } from "./session.js";
import { t } from "./words.js";
import { Refused, newKey, refusedAt } from "./write.js";

const unsure = new WeakMap(); // what got no answer: sent once more as it was, it is carried out once

async function send(form) {
  for (;;) {
    const headers = { "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content };
    const key = unsure.get(form) ?? newKey();
    unsure.set(form, key);
    headers["Idempotency-Key"] = key;
    let answer;
    try {
      answer = await fetch(form.dataset.sendsFiles, { method: "POST", headers, body: filled(form) });
    } catch {
      throw new Refused({ detail: t("The server cannot be reached. What you typed is kept; try again.") }, 0);
    }
    unsure.delete(form);
    const text = await answer.text();
    const told = text && /json/.test(answer.headers.get("content-type") || "") ? JSON.parse(text) : null;
    if (answer.ok) return told || {};
    if (answer.status === 401 && (await logInAgain())) continue;
    throw new Refused(told || {}, answer.status);
  }
}

/** The fields that say something, and the files that were chosen. */
function filled(form) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) if (value instanceof File ? value.name : value.trim()) body.append(name, value);
  return body;
}

document.addEventListener("input", (event) => event.target.form && unsure.delete(event.target.form));

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-sends-files]");
  if (!form) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  const spot = form.querySelector(".said");
  form.setAttribute("aria-busy", "true");
  for (const said of form.querySelectorAll("[data-said-for]")) said.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  spot.className = "said";
  spot.textContent = t("Uploading");
  try {
    const told = await send(form);
    forget(form);
    const goes = form.dataset.goes;
    if (goes) location.assign(goes.replace("{id}", told.id));
    else location.reload();
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    refusedAt(form, refused);
  } finally {
    form.removeAttribute("aria-busy");
  }
});
