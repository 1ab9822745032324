"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const $ = (id) => document.getElementById(id);
  const cards = $("cards"), rows = $("rows");
  const all = [...cards.children], rest = rows ? [...rows.children] : [];
  const ranked = new Map(all.concat(rest).map((e, i) => [e, i]));
  const found = new Map(rest.map((e) => [e, e.textContent.toLowerCase()]));
  const fields = ["q", "verdict", "kind", "order"];
  form.hidden = false;

  const fits = (e, words, verdict, kind) => {
    if (verdict && e.dataset.verdict !== verdict) return false;
    if (kind && e.dataset.kind !== kind) return false;
    const text = e.dataset.search || found.get(e) || "";
    return words.every((w) => text.includes(w));
  };
  const compare = {
    money: (a, b) => Number(b.dataset.amount) - Number(a.dataset.amount) || ranked.get(a) - ranked.get(b),
    due: (a, b) => a.dataset.due.localeCompare(b.dataset.due) || ranked.get(a) - ranked.get(b),
    "": (a, b) => ranked.get(a) - ranked.get(b),
  };
  let order = "";
  const apply = () => {
    const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = $("verdict").value, kind = $("kind").value;
    let shown = 0;
    for (const e of all.concat(rest)) {
      e.hidden = !fits(e, words, verdict, kind);
      if (!e.hidden) shown += 1;
    }
    if (order !== $("order").value) {
      order = $("order").value;
      cards.append(...all.sort(compare[order]));
      if (rows) rows.append(...rest.sort(compare[order]));
    }
    const total = all.length + rest.length;
    $("shown").textContent = shown === total ? "" : `${shown.toLocaleString("en")} of ${total.toLocaleString("en")} shown`;
    $("nothing").hidden = shown > 0;
    const state = new URLSearchParams(fields.map((f) => [f, $(f).value]).filter(([, v]) => v)).toString();
    history.replaceState(null, "", state ? `#find?${state}` : location.hash.startsWith("#find?") ? "#findings" : location.hash || "#");
  };

  if (location.hash.startsWith("#find?")) {
    for (const [name, value] of new URLSearchParams(location.hash.slice(6))) if (fields.includes(name)) $(name).value = value;
    apply();
    $("findings").scrollIntoView();
  }
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 90); });
  form.addEventListener("submit", (e) => e.preventDefault());
  $("clear").addEventListener("click", () => { fields.forEach((f) => { $(f).value = ""; }); apply(); $("q").focus(); });
  $("open-all").addEventListener("click", (e) => {
    const open = e.target.textContent === "Open all";
    for (const c of all) if (!c.hidden) c.open = open;
    e.target.textContent = open ? "Close all" : "Open all";
  });
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
    if (e.key === "/") { e.preventDefault(); $("q").focus(); return; }
    if (e.key !== "j" && e.key !== "k") return;
    const visible = all.filter((c) => !c.hidden);
    const at = visible.findIndex((c) => c.contains(document.activeElement));
    const next = visible[Math.max(0, Math.min(visible.length - 1, at + (e.key === "j" ? 1 : -1)))];
    if (next) next.querySelector("summary").focus();
  });
  let opened = [];
  addEventListener("beforeprint", () => { opened = all.filter((c) => !c.hidden && !c.open && c.classList.contains("lead")); opened.forEach((c) => { c.open = true; }); });
  addEventListener("afterprint", () => { opened.forEach((c) => { c.open = false; }); });
})();
