// The administration: links and tokens that are shown once, and background work as it goes on.
import { toast } from "./toast.js";
import { t } from "./words.js";
import { bodyOf, refresh, refusedAt, Refused, write } from "./write.js";

/** Shows what is shown once; nothing of it stays in the page once the dialog is closed. */
function reveal(id, secret, whose, until) {
  const dialog = document.getElementById(id);
  const shown = dialog.querySelector("[data-secret]");
  shown.value = secret;
  dialog.querySelector("[data-secret-for]").textContent = whose;
  const day = until && new Date(until).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  dialog.querySelector("[data-secret-until]").textContent = day ? `(${t("Good until {moment}", { moment: day })})` : "";
  dialog.querySelector(".said").textContent = "";
  dialog.addEventListener("close", () => (shown.value = ""), { once: true });
  dialog.showModal();
  shown.select();
}

async function makeLink(userId, name) {
  try {
    const { body } = await write(`POST /api/v1/users/${userId}/links`, undefined, { key: null });
    reveal("link-made", body.url.startsWith("/") ? location.origin + body.url : body.url, name, body.expires_at);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.message, { bad: true, seconds: 12 });
  }
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-link]");
  if (link) makeLink(link.dataset.link, link.dataset.linkName);
  const copier = event.target.closest("[data-copy-secret]");
  if (!copier) return;
  const dialog = copier.closest("dialog");
  const field = dialog.querySelector("[data-secret]");
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    document.execCommand("copy"); // plain http has no clipboard interface
  }
  dialog.querySelector(".said").className = "said good";
  dialog.querySelector(".said").textContent = t("Copied. It is not shown again.");
});

// A new user comes with a role and the link for the first log-in.
const newUser = document.querySelector("[data-new-user]");
function roleOf() {
  const role = { role: newUser.querySelector("[data-new-role]").value };
  const supplier = newUser.querySelector("[data-new-for]").value;
  if (supplier) role.supplier_id = Number(supplier);
  const partner = newUser.querySelector("[data-new-partner]")?.value;
  if (partner) role.partner_id = Number(partner);
  newUser.dataset.body = JSON.stringify({ roles: [role] });
}
newUser?.addEventListener("change", roleOf);
if (newUser) roleOf();
newUser?.addEventListener("recoup:written", async (event) => {
  newUser.closest("dialog").close();
  newUser.reset();
  roleOf();
  await refresh("#people");
  makeLink(event.detail.body.id, event.detail.body.name);
});

// A token's secret is in the answer alone, so the answer is not kept under a key.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-secret-write]");
  if (!form) return;
  event.preventDefault();
  const said = form.querySelector(".said");
  said.textContent = "";
  try {
    const { body } = await write(form.dataset.secretWrite, bodyOf(form), { key: null });
    form.closest("dialog").close();
    form.reset();
    await refresh("#tokens");
    reveal("token-made", body.secret, body.name, body.expires_at);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    refusedAt(form, refused);
  }
});

// Background work tells how far it is through the stream.
let due = 0;
document.addEventListener("recoup:stream", (event) => {
  const jobs = document.querySelector("[data-live-jobs]");
  if (!jobs || event.detail.event !== "job") return;
  clearTimeout(due);
  due = setTimeout(() => htmx.trigger(jobs, "live"), 300);
});
