// The first steps: a supplier and its account are made in one go; then the page follows what becomes of the files.
import { forget } from "./keep.js";
import { Refused, write } from "./write.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-first-step]");
  if (!form) return;
  event.preventDefault();
  const said = form.querySelector(".said");
  const value = (name) => form.elements[name]?.value.trim() || undefined;
  try {
    let supplier = form.dataset.supplier;
    if (!supplier) {
      supplier = (await write("POST /api/v1/suppliers", { name: value("name") })).body.id;
      form.dataset.supplier = supplier; // where the account is refused, the supplier is not made twice
    }
    await write(`POST /api/v1/suppliers/${supplier}/accounts`, { retailer: value("retailer"), currency: value("currency")?.toUpperCase() });
    forget(form);
    location.assign(`/welcome?supplier=${supplier}`);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    said.textContent = refused.message;
    said.classList.add("bad");
  }
});

const step = () => document.getElementById("step");
document.addEventListener("recoup:stream", (event) => {
  if (step()?.dataset.step === "2" && event.detail.event === "document") location.reload();
});
