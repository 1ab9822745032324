// Terms of an account: looked at before they are recorded.
import { forget } from "./keep.js";
import { Refused, write } from "./write.js";

const form = document.getElementById("terms-form");
const preview = document.getElementById("terms-preview");

const cell = (name, text, header = false) => {
  const made = document.createElement(header ? "th" : "td");
  made.textContent = text;
  if (name) made.className = name;
  return made;
};

function table(title, heads, rows) {
  const heading = document.createElement("h3");
  heading.textContent = title;
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const one of heads) head.append(Object.assign(cell("", one, true), { scope: "col" }));
  const body = made.createTBody();
  for (const row of rows) body.insertRow().append(...row.map((text) => cell("", text)));
  return [heading, made];
}

const said = (value) => (value === null || value === undefined ? "–" : typeof value === "object" ? JSON.stringify(value.value ?? value) : String(value));
const days = (told) => [told.safe_by, told.dispute_by].filter(Boolean).join(" / ") || "–";

async function send(dry) {
  const spot = form.querySelector(".said");
  spot.textContent = "";
  spot.className = "said";
  try {
    const answer = await write(`POST /api/v1/accounts/${form.dataset.account}/terms`, { text: form.querySelector("textarea").value, dry_run: dry });
    if (!dry) {
      forget(form);
      location.reload();
      return;
    }
    const { changes, redated } = answer.body;
    if (!changes.length) return preview.replaceChildren(Object.assign(document.createElement("p"), { className: "hint", textContent: preview.dataset.none }));
    const parts = table(preview.dataset.values, ["", preview.dataset.before, preview.dataset.after], changes.map((one) => [one.path.replaceAll("_", " "), said(one.before), said(one.after)]));
    if (redated.length) parts.push(...table(`${preview.dataset.cases} (${answer.body.redated_count})`, [preview.dataset.case, preview.dataset.before, preview.dataset.after], redated.slice(0, 50).map((one) => [one.kept ? `${one.number} · ${preview.dataset.kept}` : String(one.number), days(one.before), days(one.after)])));
    preview.replaceChildren(...parts);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    spot.textContent = refused.message;
    spot.className = "said bad";
  }
}

form?.querySelector("[data-look]").addEventListener("click", () => send(true));
form?.querySelector("[data-record]").addEventListener("click", () => send(false));
