// Deeds on many rebate claims: those that are selected are taken on, each as it was seen; what is refused stays selected and is told.
import { select, selection } from "./keys.js";
import { refresh, Refused, write } from "./write.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const form = document.querySelector("form[data-claims-deed]");
const row = (id) => document.querySelector(`[data-list] [data-row="${CSS.escape(String(id))}"]`);
const chosen = () => selection().map(row).filter(Boolean);
const worded = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function paint() {
  const some = chosen().length;
  form.hidden = !some && !form.querySelector(".refused").childElementCount;
  form.querySelector(".toolbar-count").textContent = worded(form.dataset.count, { count: some });
}

/** The selected claims by their supplier: each supplier's are one request. */
function bySupplier() {
  const found = new Map();
  for (const one of chosen()) {
    const of = found.get(one.dataset.supplier) || [];
    of.push({ id: Number(one.dataset.row), version: Number(one.dataset.version) });
    found.set(one.dataset.supplier, of);
  }
  return found;
}

function tellRefused(refused, all) {
  const spot = form.querySelector(".refused");
  spot.replaceChildren();
  if (!refused.length) return;
  const title = document.createElement("p");
  title.className = "problem";
  title.textContent = worded(form.dataset.left, { count: refused.length, all });
  const list = document.createElement("ul");
  for (const one of refused) {
    const line = document.createElement("li");
    const number = document.createElement("strong");
    number.textContent = one.number;
    line.append(number, ` ${one.message}`);
    list.append(line);
  }
  spot.append(title, list);
}

async function carryOut() {
  const said = form.querySelector(".said");
  const body = { to: form.elements.to.value, reason: form.elements.reason.value };
  const results = [];
  form.setAttribute("aria-busy", "true");
  said.className = "said";
  said.textContent = t("Saving…");
  try {
    for (const [supplier, claims] of bySupplier()) {
      const { body: told } = await write(`POST /api/v1/suppliers/${supplier}/rebate-claims/transitions`, { ...body, claims });
      results.push(...told.results);
    }
    said.textContent = "";
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    said.className = "said bad";
    said.textContent = [refused.message, ...(refused.problem.errors || []).map((error) => error.message)].join(" ");
  } finally {
    form.removeAttribute("aria-busy");
  }
  const done = results.filter((one) => one.done);
  for (const one of done) if (row(one.id)) select(row(one.id), false);
  tellRefused(results.filter((one) => !one.done), results.length);
  if (done.length) toast(worded(form.dataset.done, { count: done.length }));
  if (results.length) await refresh("#claims");
  paint();
}

if (form) {
  document.addEventListener("recoup:selected", paint);
  document.addEventListener("htmx:after:swap", () => setTimeout(paint, 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") carryOut();
  });
  paint();
}
