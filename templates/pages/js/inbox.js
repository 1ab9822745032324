// Bringing files in: by the buttons of the zone, or dropped anywhere on the page.
import { bring, filesOf } from "./uploads.js";
import { t } from "./words.js";

const zone = () => document.querySelector("[data-bring]");

function target() {
  const chosen = zone().querySelector("[data-target]");
  const option = chosen.matches("select") ? chosen.selectedOptions[0] : chosen;
  if (!option?.value) {
    zone().querySelector(".said").textContent = t("Say for which account the files are.");
    zone().querySelector(".said").classList.add("bad");
    chosen.focus();
    return null;
  }
  zone().querySelector(".said").textContent = "";
  return { account: Number(option.value), supplier: Number(option.dataset.supplier) };
}

let waiting = null;

/** Brings files in for the account that is chosen; false where none is yet: they wait until one is. */
export function take(files) {
  const known = files.filter(({ file }) => !file.name.startsWith(".") && !/^(thumbs\.db|desktop\.ini)$/i.test(file.name)); // what systems put into folders
  if (!known.length) return true;
  const meant = target();
  if (meant) bring(known, meant);
  else waiting = known;
  return Boolean(meant);
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-files]")) {
    take([...event.target.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    event.target.value = "";
  } else if (event.target.matches?.("[data-target]") && waiting) {
    const files = waiting;
    waiting = null;
    if (take(files)) event.target.dispatchEvent(new CustomEvent("recoup:brought", { bubbles: true }));
  }
});

let depth = 0;
const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
document.addEventListener("dragenter", (event) => {
  if (!zone() || !holdsFiles(event)) return;
  depth += 1;
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!holdsFiles(event)) return;
  depth = Math.max(0, depth - 1);
  if (!depth) document.body.classList.remove("dropping");
});
document.addEventListener("dragover", (event) => {
  if (zone() && holdsFiles(event)) event.preventDefault();
});
document.addEventListener("drop", async (event) => {
  if (!zone() || !holdsFiles(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("dropping");
  take(await filesOf(event.dataTransfer));
});
document.addEventListener("paste", (event) => {
  if (zone() && event.clipboardData?.files.length) take([...event.clipboardData.files].map((file) => ({ file, path: file.name })));
});
document.addEventListener("click", (event) => {
  const focuses = event.target.closest("[data-focuses]");
  if (focuses) document.querySelector(focuses.dataset.focuses)?.focus();
});
