// Ctrl-K: what can be done from here, and cases and papers found while typing.
import { called } from "./keys.js";
import { t } from "./words.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("ul");
let found = [];
let at = 0;
let asked = 0;

const commands = () =>
  [...document.querySelectorAll("[data-command], [data-key]")]
    .filter((element) => !element.closest("dialog, [hidden]") && !element.disabled && element.getAttribute("aria-disabled") !== "true")
    .sort((one, other) => (one.closest("main") ? 0 : 1) - (other.closest("main") ? 0 : 1)) // what this page does comes first
    .map((element) => ({
      text: element.dataset.command || element.dataset.keyLabel || element.getAttribute("aria-label") || called(element),
      keys: element.dataset.key || (element.dataset.goto ? `g ${element.dataset.goto}` : ""),
      run: () => {
        dialog.close();
        if (element.matches("input, textarea, select")) element.focus();
        else element.click();
      },
    }))
    .filter((command, index, all) => command.text && all.findIndex((other) => other.text === command.text) === index);

function show(groups) {
  found = [];
  const parts = [];
  for (const [title, items] of groups) {
    if (!items.length) continue;
    const heading = document.createElement("li");
    heading.setAttribute("role", "presentation");
    heading.textContent = title;
    parts.push(heading);
    for (const item of items) {
      const line = document.createElement("li");
      line.id = `palette-${found.length}`;
      line.setAttribute("role", "option");
      line.textContent = item.text;
      if (item.keys) {
        const keys = document.createElement("kbd");
        keys.textContent = item.keys;
        line.append(keys);
      }
      if (item.note) {
        const note = document.createElement("small");
        note.textContent = item.note;
        line.append(note);
      }
      line.addEventListener("click", item.run);
      found.push({ ...item, line });
      parts.push(line);
    }
  }
  if (!found.length) {
    const nothing = document.createElement("li");
    nothing.setAttribute("role", "presentation");
    nothing.textContent = t("No command found");
    parts.push(nothing);
  }
  list.replaceChildren(...parts);
  at = 0;
  paint();
}

function paint() {
  found.forEach((item, index) => item.line.setAttribute("aria-selected", String(index === at)));
  input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
  found[at]?.line.scrollIntoView({ block: "nearest" });
}

async function look() {
  const typed = input.value.trim();
  const wanted = typed.toLowerCase();
  const own = commands().filter((command) => matches(command.text, wanted)).slice(0, typed ? 8 : 14);
  const turn = ++asked;
  const everywhere = { text: t("Search everywhere for “{words}”", { words: typed }), run: () => location.assign(`/search?q=${encodeURIComponent(typed)}`) };
  const further = typed.length < 1 ? [] : [everywhere];
  show([[list.dataset.commands, [...own, ...further]]]);
  if (typed.length < 1) return;
  await new Promise((resolve) => setTimeout(resolve, 120));
  if (turn !== asked) return;
  let told;
  try {
    const answer = await fetch(`/search/found?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked) return;
    told = await answer.json();
  } catch {
    return; // commands are there all the same
  }
  if (turn !== asked) return;
  const links = (items) => items.map((item) => ({ text: item.text, note: item.note, run: () => location.assign(item.address) }));
  show([
    [list.dataset.cases, links(told.cases)],
    [list.dataset.papers, links(told.papers)],
    [list.dataset.commands, [...own, ...further]],
  ]);
}

/** Whether every word that was typed begins a word of a command. */
function matches(text, wanted) {
  const words = text.toLowerCase().split(/[\s:,…]+/);
  return wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
}

if (dialog) {
  dialog.addEventListener("recoup:opens", () => {
    input.value = "";
    look();
    setTimeout(() => input.focus(), 0);
  });
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(1, found.length);
      paint();
    } else if (event.key === "Enter" && found[at]) {
      event.preventDefault();
      found[at].run();
    }
  });
}
