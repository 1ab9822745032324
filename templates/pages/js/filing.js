// The filing kit: copy a field, have the packet built, record the filing.
import "./presence.js";
import { toast } from "./toast.js";
import { t } from "./words.js";
import { Refused, write } from "./write.js";

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // plain http has no clipboard interface
    area.remove();
    button.focus();
  }
  const said = button.querySelector("span");
  const before = said?.textContent;
  if (said) {
    said.textContent = t("Copied");
    setTimeout(() => (said.textContent = before), 1800);
  } else {
    toast(t("Copied"), { seconds: 2 });
  }
  button.closest(".kit-field")?.classList.add("copied");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  copy(button.dataset.copyText ?? document.getElementById(button.dataset.copy).textContent, button);
});

const kit = document.getElementById("kit");
if (kit?.dataset.needsPacket) {
  write(`POST /api/v1/cases/${kit.dataset.needsPacket}/packets`).catch((refused) => {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.message, { bad: true, seconds: 12 });
  });
}
