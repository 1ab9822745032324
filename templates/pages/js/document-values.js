// One value of a paper in review: its row, what stands in its field, what is sent for it and what is said beside it. For document.js.

export const rowOf = (element) => element?.closest?.("[data-value]") ?? null;
export const row = (key) => document.getElementById(`value-${key}`);
export const entry = (one) => one?.querySelector("[data-in]") ?? null;
export const key = (one) => one.dataset.value;
export const dirty = (one) => entry(one)?.value !== undefined && entry(one).value !== entry(one).dataset.was;

/** What is known of a cell is shown below the lines while it has the focus. */
export function tellOfCell(one) {
  const note = document.getElementById("line-note");
  if (!note) return;
  const about = one.querySelector(".cell-about");
  note.replaceChildren();
  if (!about) return;
  const told = about.cloneNode(true);
  told.hidden = false;
  for (const element of told.querySelectorAll("[id]")) element.removeAttribute("id");
  note.append(told);
}

/** Marks the row of a value, of none with null. */
export function lightRow(name, scroll = false) {
  for (const one of document.querySelectorAll("[data-value].lit")) one.classList.remove("lit");
  const one = name === null ? null : row(name);
  one?.classList.add("lit");
  if (one && scroll) one.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function valueOf(one, text) {
  const typed = text.trim();
  if (typed === "") return null;
  if (one.dataset.type === "yes_no") return typed === "true";
  if (one.dataset.type === "list") return typed.split(/[,;\n]+/).map((part) => part.trim()).filter(Boolean);
  return typed;
}

/** What is sent for a value: as typed, and where it stands on its page. */
export function correctionOf(one, text, place = {}) {
  const line = one.dataset.line === undefined ? {} : { line: Number(one.dataset.line) };
  return { position: Number(document.getElementById("doc").dataset.position), name: one.dataset.name, value: valueOf(one, text), ...line, ...place };
}

/** Says beside a value what came of it. */
export function say(one, text, tone = "") {
  const spot = one?.querySelector("[data-said]") || document.querySelector("#line-note .field-said") || made();
  spot.textContent = text;
  spot.className = `field-said ${tone}`;
  entry(one)?.setAttribute("aria-invalid", String(tone === "bad"));
}

function made() {
  const spot = document.createElement("p");
  (document.getElementById("line-note") || document.getElementById("doc-said")).append(spot);
  return spot;
}
