// How a document is cut into papers: where each begins, what it is, and which pages belong to none.
import { t } from "./words.js";
import { Refused, write } from "./write.js";

const dialog = document.querySelector("[data-cuts]");

if (dialog) begin();

function begin() {
  const address = `/api/v1/documents/${document.getElementById("doc").dataset.document}/cuts`;
  const pages = [...dialog.querySelectorAll("[data-cut-page]")];
  const said = dialog.querySelector("[data-cuts-said]");

  const watch = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        entry.target.src = entry.target.dataset.src;
        watch.unobserve(entry.target);
      }
    },
    { root: dialog, rootMargin: "200px" },
  );

  const out = (page) => page.hasAttribute("data-out");
  const starts = (page) => page.hasAttribute("data-starts");

  /** The papers as they are cut now: page numbers and kind, in the order of the pages. */
  function papers() {
    const found = [];
    for (const page of pages) {
      if (out(page)) continue;
      if (starts(page) || !found.length) found.push({ pages: [], kind: page.querySelector("[data-cut-kind]").value || null });
      found.at(-1).pages.push(Number(page.dataset.cutPage));
    }
    return found;
  }

  function paint() {
    let number = 0;
    let begun = false;
    for (const page of pages) {
      const begins = !out(page) && (starts(page) || !begun);
      if (begins) number += 1;
      begun ||= !out(page);
      page.classList.toggle("begins", begins);
      page.dataset.paper = out(page) ? "" : String(number);
      page.classList.toggle("odd", number % 2 === 1);
      page.querySelector("[data-cut]").setAttribute("aria-pressed", String(starts(page)));
      page.querySelector("[data-cut-out]").checked = out(page);
      page.querySelector("[data-cut-kind]").tabIndex = begins ? 0 : -1;
    }
    dialog.querySelector("[data-cuts-count]").textContent = t("Papers: {count}", { count: number });
  }

  function move(page, by) {
    const next = pages[Math.max(0, Math.min(pages.length - 1, pages.indexOf(page) + by))];
    for (const one of pages) one.querySelector("[data-cut-at]").tabIndex = one === next ? 0 : -1;
    next.querySelector("[data-cut-at]").focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function cut(page) {
    if (page === pages[0]) return;
    page.toggleAttribute("data-starts");
    if (starts(page)) page.removeAttribute("data-out");
    paint();
  }

  function leaveOut(page) {
    page.toggleAttribute("data-out");
    const next = pages[pages.indexOf(page) + 1];
    // the paper that began on a page that is left out begins on the next one
    if (out(page) && starts(page) && next && !out(next) && !starts(next)) {
      next.setAttribute("data-starts", "");
      next.querySelector("[data-cut-kind]").value = page.querySelector("[data-cut-kind]").value;
    }
    if (out(page)) page.removeAttribute("data-starts");
    paint();
  }

  async function save(wanted) {
    said.textContent = t("Saving…");
    said.className = "said";
    try {
      await write(`PUT ${address}`, { papers: wanted });
      dialog.close();
      location.assign(location.pathname); // positions may be others now
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      said.textContent = (refused.problem.errors || []).map((error) => error.message).join(" ") || refused.message;
      said.className = "said bad";
    }
  }

  dialog.addEventListener("recoup:opens", () => {
    for (const picture of dialog.querySelectorAll("img[data-src]:not([src])")) watch.observe(picture);
    said.textContent = "";
    paint();
    setTimeout(() => pages[0]?.querySelector("[data-cut-at]").focus(), 0);
  });
  dialog.addEventListener("click", (event) => {
    const page = event.target.closest("[data-cut-page]");
    if (event.target.closest("[data-cut]")) cut(page);
    else if (event.target.closest("[data-cut-at]")) move(page, 0);
    else if (event.target.closest("[data-cuts-save]")) save(papers());
    else if (event.target.closest("[data-cuts-readers]")) save(null);
  });
  dialog.addEventListener("change", (event) => {
    if (event.target.matches("[data-cut-out]")) leaveOut(event.target.closest("[data-cut-page]"));
  });
  dialog.addEventListener("keydown", (event) => {
    const page = event.target.closest("[data-cut-page]");
    if (!page || !event.target.matches("[data-cut-at]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const across = Math.max(1, pages.filter((one) => one.offsetTop === pages[0].offsetTop).length);
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -pages.length, End: pages.length }[event.key];
    if (by) move(page, by);
    else if (event.key === "c" || event.key === " ") cut(page);
    else if (event.key === "x") leaveOut(page);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
