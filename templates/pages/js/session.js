// The log-in that comes up in place when a session has ended: nothing that was typed is lost.
import { t } from "./words.js";

let asking = null;

/** Asks for the password until somebody is logged in again; resolves to true, or to false where it was put off. */
export function logInAgain() {
  if (asking) return asking;
  const dialog = document.getElementById("log-in-again");
  if (!dialog) {
    location.assign(`/log-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    return Promise.resolve(false);
  }
  const form = dialog.querySelector("form");
  const said = form.querySelector(".said");
  asking = new Promise((resolve) => {
    const ended = () => {
      form.removeEventListener("submit", submitted);
      dialog.removeEventListener("close", ended);
      asking = null;
      resolve(dialog.returnValue === "in");
    };
    const submitted = async (event) => {
      event.preventDefault();
      said.textContent = "";
      const body = JSON.stringify({ email: form.elements.email.value, password: form.elements.password.value });
      try {
        const answer = await fetch("/api/v1/sessions", { method: "POST", headers: { "Content-Type": "application/json" }, body });
        const told = await answer.json();
        if (!answer.ok) {
          said.textContent = told.detail || t("That did not work.");
          said.classList.add("bad");
          form.elements.password.select();
          return;
        }
        if (told.user_id !== Number(document.body.dataset.me)) {
          location.reload(); // somebody else's page is not shown on
          return;
        }
        document.querySelector('meta[name="csrf"]').content = told.csrf;
        for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = told.csrf;
        form.elements.password.value = "";
        dialog.close("in");
      } catch {
        said.textContent = t("The server cannot be reached. What you typed is kept; try again.");
        said.classList.add("bad");
      }
    };
    form.addEventListener("submit", submitted);
    dialog.addEventListener("close", ended);
    dialog.returnValue = "";
    dialog.showModal();
    form.elements.password.focus();
  });
  return asking;
}

/** A fetch that asks for the password where the session has ended, and goes on after it; the CSRF word is the one of now. */
export async function fetchAgain(address, options = {}) {
  for (;;) {
    const headers = { "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content, ...options.headers };
    const answer = await fetch(address, { ...options, headers });
    if (answer.status !== 401 || !(await logInAgain())) return answer;
  }
}
