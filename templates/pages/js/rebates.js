// Agreements: a form that shows what its mechanism asks for, rows that are added and removed, and terms beside their places on the paper.
import { PageView } from "./page-view.js";
import { toast } from "./toast.js";

// ---------------------------------------------------------------- the form of an agreement

const form = document.querySelector("form[data-mechanism-of]");
const shares = new Set(["growth"]);

/** Shows the fields of the mechanism; what does not belong to it is not sent. */
function suit() {
  const mechanism = form.querySelector("[data-mechanism]")?.value;
  for (const part of form.querySelectorAll("[data-for]")) {
    const wanted = part.dataset.for.split(" ").filter(Boolean);
    part.hidden = wanted.length > 0 && !wanted.includes(mechanism);
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = part.hidden;
  }
  // Tiers of growth start at a share above the baseline.
  for (const cell of form.querySelectorAll('[data-row-of="tiers"] input')) {
    if (!/\.(start|end)$/.test(cell.name)) continue;
    if (shares.has(mechanism)) cell.dataset.type = "percent";
    else delete cell.dataset.type;
    cell.placeholder = shares.has(mechanism) ? "%" : "";
  }
}

/** Rows are counted from 0, as the problems that come back count them. */
function renumber(rows) {
  [...rows.children].forEach((row, place) => {
    for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace(/\.\d+\./, `.${place}.`);
    for (const spot of row.querySelectorAll("[data-said-for]")) spot.dataset.saidFor = spot.dataset.saidFor.replace(/\.\d+\./, `.${place}.`);
  });
}

const isBlank = (row) => [...row.querySelectorAll("input")].every((field) => !field.value.trim());

function withoutBlankRows() {
  for (const rows of form.querySelectorAll("[data-rows]")) {
    for (const row of [...rows.children].slice(1)) if (isBlank(row)) row.remove();
    renumber(rows);
  }
}

/** Partners and currency go by the account. */
function suitAccount() {
  const account = form.querySelector("[data-account]")?.selectedOptions[0];
  if (!account) return;
  form.dataset.write = form.dataset.write.replace(/suppliers\/\d+/, `suppliers/${account.dataset.supplier}`);
  for (const option of form.querySelectorAll("[data-partner] option[data-supplier]")) {
    option.hidden = option.disabled = option.dataset.supplier !== account.dataset.supplier;
    if (option.disabled && option.selected) option.parentElement.value = "";
  }
  const currency = form.elements["terms.currency"];
  if (currency && (!currency.value || currency.dataset.filled)) {
    currency.value = account.dataset.currency;
    currency.dataset.filled = "yes";
  }
}

if (form) {
  suit();
  suitAccount();
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-mechanism]")) suit();
    if (event.target.matches("[data-account]")) suitAccount();
  });
  form.addEventListener("click", (event) => {
    const adds = event.target.closest("[data-adds-row]")?.dataset.addsRow;
    if (adds) {
      const rows = form.querySelector(`[data-rows="${adds}"]`);
      rows.append(document.querySelector(`template[data-blank-row="${adds}"]`).content.cloneNode(true));
      renumber(rows);
      suit();
      rows.lastElementChild.querySelector("input").focus();
    }
    const removed = event.target.closest("[data-removes-row]")?.closest("tr");
    if (removed) {
      const rows = removed.parentElement;
      if (rows.children.length > 1) removed.remove();
      else for (const field of removed.querySelectorAll("input")) field.value = "";
      renumber(rows);
      (rows.lastElementChild.querySelector("input") ?? form).focus();
    }
  });
  form.addEventListener("submit", withoutBlankRows, { capture: true });
}

// ---------------------------------------------------------------- where a write leads, and what is worked out again

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-recomputes]");
  if (!button) return;
  const spot = button.parentElement.querySelector(".said");
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.recomputes, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    spot.className = `said ${answer.ok && told.same ? "good" : "bad"}`;
    spot.textContent = !answer.ok ? told.detail || told.title : told.same ? button.dataset.same : button.dataset.other;
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("recoup:written", (event) => {
  if (event.target.dataset.toast) toast(event.target.dataset.toast);
  const goes = event.target.dataset.goes;
  if (!goes) return;
  const told = event.detail.body || {};
  location.assign(goes.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(told[name] ?? "")));
});

// Statements are worked out in the background; what they say is shown as soon as they are done.
document.addEventListener("recoup:stream", (event) => {
  const { event: what, data } = event.detail;
  if (what !== "job" || data.kind !== "rebates" || ["waiting", "running"].includes(data.state)) return;
  for (const part of document.querySelectorAll("#agreement, #agreements")) htmx.trigger(part, "live");
});

// ---------------------------------------------------------------- terms and their places on the paper

const drawn = document.getElementById("contract-page");
const view = drawn ? new PageView(drawn) : null;
const placed = (key) => (key ? document.querySelector(`[data-place="${CSS.escape(key)}"]`) : null);

function lightTerm(key) {
  for (const row of document.querySelectorAll("[data-place].lit")) row.classList.remove("lit");
  placed(key)?.classList.add("lit");
}

if (view) {
  const over = (event) => {
    const row = event.target.closest?.("[data-place]");
    if (row) view.light(row.dataset.place, { scroll: event.type === "focusin" });
  };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-shows]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    view.light(link.dataset.shows, { scroll: true });
    lightTerm(link.dataset.shows);
  });
  document.addEventListener("page-view:over", (event) => lightTerm(event.detail.key));
  document.addEventListener("page-view:choose", (event) => placed(event.detail.key)?.querySelector("a")?.focus());
}
