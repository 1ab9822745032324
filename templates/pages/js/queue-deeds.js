// Deeds in the queue: to the cases that are selected, else to the one under the cursor; what is refused is told case by case.
import { bodyOf, newKey, refresh, Refused, write } from "./write.js";
import { moveTo, select, selection } from "./keys.js";
import { fetchAgain } from "./session.js";
import { toast } from "./toast.js";
import { t } from "./words.js";

const LAST = "last-deed";
const row = (id) => document.querySelector(`[data-list] [data-row="${CSS.escape(String(id))}"]`);
const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];
const under = () => document.querySelector("[data-list] [data-row].cursor");

const MOST = 1000; // cases that one bulk action takes
let wide = null; // the cases of the whole view, where they were all selected
let acting = false;

const seen = (one) => ({
  id: Number(one.dataset.row),
  number: one.dataset.number,
  account: one.dataset.account,
  assignee: one.dataset.assignee,
  priority: one.dataset.priority,
  tags: [...one.querySelectorAll(".tag")].map((tag) => tag.textContent),
});

/** The cases that a deed is done to. */
function meant() {
  if (wide) return wide;
  const chosen = selection().map(row).filter(Boolean);
  const here = under();
  return (chosen.length ? chosen : here ? [here] : []).map(seen);
}

// ---------------------------------------------------------------- the toolbar

function paint() {
  const count = document.getElementById("selected-count");
  if (!count) return;
  const chosen = selection().filter(row);
  const told = chosen.length || wide ? t("{count} selected", { count: wide?.length ?? chosen.length }) : count.dataset.none;
  if (count.textContent !== told) count.textContent = told;
  count.classList.toggle("some", chosen.length > 0);
  document.getElementById("queue-toolbar").classList.toggle("some", chosen.length > 0);
  document.getElementById("select-none").hidden = !chosen.length;
  const any = chosen.length > 0 || under() !== null;
  for (const button of document.querySelectorAll("[data-deed], #work-on")) button.setAttribute("aria-disabled", String(!any));
  document.getElementById("undo-last").setAttribute("aria-disabled", String(!sessionStorage.getItem(LAST)));
  const all = document.querySelector("input[data-selects-all]");
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === rows().length;
    all.indeterminate = chosen.length > 0 && !all.checked;
  }
  const further = document.getElementById("select-view");
  if (further) further.hidden = !(all?.checked && !wide);
}
document.addEventListener("recoup:selected", () => {
  const all = new Set(wide?.map((one) => String(one.id)));
  if (wide && !acting && rows().some((one) => all.has(one.dataset.row) && !one.classList.contains("selected"))) wide = null;
  paint();
});
document.addEventListener("recoup:moved", paint);
document.addEventListener("focusin", () => setTimeout(paint, 0));
document.addEventListener("htmx:after:swap", () => setTimeout(paint, 0));
setTimeout(paint, 0);

document.addEventListener("click", (event) => {
  if (event.target.closest("#select-none")) for (const one of rows()) select(one, false);
  if (event.target.closest("#select-view")) selectView(event.target.closest("#select-view"));
  if (event.target.closest("#undo-last")) undoLast();
  const button = event.target.closest("[data-deed]");
  if (button && button.getAttribute("aria-disabled") !== "true") open(button.dataset.deed);
});

/** Selects the cases of the whole view, as many as one bulk action takes. */
async function selectView(button) {
  const found = [];
  let after = "";
  button.setAttribute("aria-busy", "true");
  try {
    do {
      const answer = await fetchAgain(`/api/v1/cases?limit=200&${button.dataset.query}${after && `&after=${after}`}`);
      if (!answer.ok) return;
      const page = await answer.json();
      for (const one of page.items) found.push({ id: one.id, number: one.number, account: String(one.account_id), assignee: String(one.assignee_id ?? ""), priority: String(one.priority), tags: one.tags });
      after = page.next;
    } while (after && found.length < MOST);
    wide = found.slice(0, MOST);
  } finally {
    button.removeAttribute("aria-busy");
    paint();
  }
}

// A click beside links and boxes puts the cursor on the row; a double click opens it.
document.addEventListener("click", (event) => {
  const here = event.target.closest("[data-list] [data-row]");
  if (here && !event.target.closest("a, button, input, label") && !String(getSelection())) moveTo(here);
});
document.addEventListener("dblclick", (event) => {
  const here = event.target.closest("[data-list] [data-row]");
  if (here && !event.target.closest("a, button, input, label")) here.querySelector("[data-open]").click();
});

// ---------------------------------------------------------------- the dialogs

let targets = [];

function open(deed) {
  targets = meant();
  if (!targets.length) return;
  if (deed === "undo") {
    carryOut({ undo: true }, targets, null);
    return;
  }
  const dialog = document.getElementById(`deed-${deed}`);
  const form = dialog.querySelector("form");
  form.reset();
  for (const spot of form.querySelectorAll(".said, .field-said")) spot.textContent = "";
  form.querySelector(".refused")?.replaceChildren();
  dialog.querySelector(".deed-for").textContent = named(targets);
  prepared[deed]?.(form);
  dialog.showModal();
}

const named = (some) => (some.length === 1 ? t("case {number}", { number: some[0].number }) : t("{count} cases", { count: some.length }));

function prefill(form, name, attribute) {
  const values = new Set(targets.map((one) => one[attribute]));
  const box = values.size === 1 && [...form.querySelectorAll(`input[name="${name}"]`)].find((one) => one.value === [...values][0]);
  if (box) {
    box.checked = true;
    box.setAttribute("autofocus", "");
  }
}

const prepared = {
  priority: (form) => prefill(form, "change.priority", "priority"),
  tags: (form) => {
    const spot = form.querySelector(".tag-choices");
    const tags = [...new Set(targets.flatMap((one) => one.tags))].sort();
    spot.hidden = !tags.length;
    const boxes = tags.map((tag) => {
      const label = document.createElement("label");
      label.className = "check";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.name = "change.remove_tags[]";
      box.value = tag;
      label.append(box, tag);
      return label;
    });
    spot.replaceChildren(spot.querySelector("legend"), ...boxes);
  },
  "bulk-file": (form) => layouts(form),
};

document.addEventListener("input", (event) => {
  const day = event.target.closest?.('input[type="date"][name="transition.until"]');
  if (day && day.value) day.form.querySelector("[data-own-day]").checked = true;
});
document.addEventListener("change", (event) => {
  const choice = event.target.closest?.('input[type="radio"][name="transition.until"]');
  if (!choice) return;
  const day = choice.form.querySelector('input[type="date"]');
  if (choice.matches("[data-own-day]")) day.focus();
  else day.value = "";
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-deed-form]");
  if (!form) return;
  event.preventDefault();
  const body = bodyOf(form);
  if (!body) {
    form.querySelector(".said").textContent = t("Nothing is chosen.");
    return;
  }
  carryOut(body, targets, form);
});

// Enter in a choice sends the dialog, as it does in a text field; Ctrl-Enter does so in a longer text.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-deed-form]");
  if (!form || event.key !== "Enter" || event.isComposing) return;
  const choice = event.target.matches("input[type=radio], input[type=checkbox]");
  if (choice || (event.target.matches("textarea") && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// ---------------------------------------------------------------- what is done

async function carryOut(body, some, form) {
  const ids = some.map((one) => one.id);
  const alone = !selection().length;
  const next = alone ? following(ids[0]) : null;
  const said = form?.querySelector(".said");
  if (form?.getAttribute("aria-busy") === "true") return;
  form?.setAttribute("aria-busy", "true");
  acting = true;
  if (said) said.textContent = t("Saving…");
  try {
    const { body: told } = await write("POST /api/v1/bulk-actions", { ...body, case_ids: ids }, { key: newKey() });
    const done = told.results.filter((one) => one.done).map((one) => one.case_id);
    const refused = told.results.filter((one) => !one.done);
    const whole = wide !== null;
    for (const id of done) if (row(id)) select(row(id), false);
    const left = new Set(refused.map((one) => one.case_id));
    wide = whole && left.size ? some.filter((one) => left.has(one.id)) : null;
    remember(body, done, form);
    if (said) said.textContent = "";
    if (done.length) tell(done, told.results, body, form);
    if (refused.length) tellRefused(refused, told.results.length, form);
    else form?.closest("dialog").close();
    // At once, so that nobody's cursor is moved who has put it elsewhere while the list is renewed.
    if (!refused.length) goOn(next, ids[0]);
    await refresh("#queue-list");
    const here = under();
    if (here && document.activeElement === document.body) moveTo(here);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    const all = (refused.problem.errors || []).map((error) => error.message).join(" ");
    const text = all && !refused.message.includes(all) ? `${refused.message} ${all}` : refused.message;
    if (said) {
      said.className = "said bad";
      said.textContent = text;
    } else {
      toast(text, { bad: true, seconds: 12 });
    }
  } finally {
    acting = false;
    form?.removeAttribute("aria-busy");
    paint();
  }
}

/** The row after one; the one before it at the end. */
function following(id) {
  const all = rows();
  const at = all.findIndex((one) => one.dataset.row === String(id));
  return (all[at + 1] || all[at - 1])?.dataset.row ?? null;
}

function goOn(next, was) {
  const to = (next && row(next)) || row(was) || rows()[0];
  if (to) moveTo(to);
  paint();
}

function remember(body, done, form) {
  if (!done.length || body.undo || form?.dataset.sure === "false") {
    if (body.undo) sessionStorage.removeItem(LAST);
    return;
  }
  sessionStorage.setItem(LAST, JSON.stringify(done));
}

function tell(done, results, body, form) {
  const number = results.find((one) => one.case_id === done[0]).number;
  const text = done.length === 1 ? t("Done: case {number}", { number }) : t("Done: {count} cases", { count: done.length });
  const undo = !body.undo && form?.dataset.sure !== "false";
  toast(body.undo ? t("Undone") : text, { action: undo ? { label: t("Undo"), run: undoLast } : null, seconds: undo ? 15 : 6 });
}

function tellRefused(refused, all, form) {
  const title = document.createElement("p");
  title.className = "problem";
  title.textContent = t("{count} of {all} were refused and stay selected:", { count: refused.length, all });
  const list = document.createElement("ul");
  for (const one of refused) {
    const line = document.createElement("li");
    const number = document.createElement("strong");
    number.textContent = t("case {number}", { number: one.number });
    line.append(number, ` ${one.message}`);
    list.append(line);
  }
  if (form) {
    form.querySelector(".refused").replaceChildren(title, list);
    targets = targets.filter((one) => refused.some((other) => other.case_id === one.id));
    form.closest("dialog").querySelector(".deed-for").textContent = named(targets);
  } else {
    toast(`${title.textContent} ${refused.map((one) => `${one.number}: ${one.message}`).join("; ")}`, { bad: true, seconds: 12 });
  }
  for (const one of refused) if (refused.length > 1 || all > 1) row(one.case_id) && select(row(one.case_id), true);
}

async function undoLast() {
  const ids = JSON.parse(sessionStorage.getItem(LAST) || "[]");
  if (!ids.length) return;
  sessionStorage.removeItem(LAST);
  try {
    const { body: told } = await write("POST /api/v1/bulk-actions", { case_ids: ids, undo: true });
    const refused = told.results.filter((one) => !one.done);
    if (told.done) toast(told.done === 1 ? t("Undone") : t("Undone for {count} cases", { count: told.done }));
    if (refused.length) tellRefused(refused, told.results.length, null);
    await refresh("#queue-list");
    const back = row(ids[0]);
    if (back) moveTo(back);
  } catch (refused) {
    toast(refused.message, { bad: true, seconds: 12 });
  }
  paint();
}

// ---------------------------------------------------------------- bulk files

async function layouts(form) {
  const spot = form.querySelector("#bulk-layouts");
  const said = form.querySelector(".said");
  const send = form.querySelector('[type="submit"]');
  spot.replaceChildren(spot.querySelector("legend"));
  const accounts = new Set(targets.map((one) => one.account));
  send.disabled = true;
  if (accounts.size !== 1) {
    said.textContent = said.dataset.oneAccount;
    return;
  }
  const answer = await fetchAgain(`/api/v1/accounts/${[...accounts][0]}/bulk-layouts`);
  const found = answer.ok ? await answer.json() : [];
  said.textContent = found.length ? "" : said.dataset.noLayout;
  send.disabled = !found.length;
  const choices = found.map((layout, index) => {
    const label = document.createElement("label");
    label.className = "check";
    const box = document.createElement("input");
    Object.assign(box, { type: "radio", name: "layout", value: layout.name, checked: index === 0 });
    label.append(box, `${layout.name.replaceAll("_", " ")} (${layout.format})`);
    return label;
  });
  spot.append(...choices);
}

document.getElementById("bulk-file-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector(".said");
  const body = { account_id: Number(targets[0].account), layout: form.elements.layout.value, case_ids: targets.map((one) => one.id) };
  const send = form.querySelector('[type="submit"]');
  send.disabled = true;
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetchAgain("/api/v1/bulk-files", sent).catch(() => new Response("{}", { status: 503 }));
  send.disabled = false;
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    said.textContent = problem.detail || t("That did not work.");
    said.classList.add("bad");
    return;
  }
  const told = (name) => answer.headers.get(name);
  const name = /filename="([^"]+)"/.exec(told("content-disposition") || "")?.[1] || "disputes";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  said.classList.remove("bad");
  said.textContent = said.dataset.made.replace("{rows}", told("x-rows")).replace("{cases}", told("x-enclosed")).replace("{refused}", told("x-refused"));
});
