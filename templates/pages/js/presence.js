// Who else looks at this: `<span data-presence="case:7">` says their names, and tells them that we are here.
//
// We say so every 20 seconds while the page is seen; the server's stream brings the others.
import { t } from "./words.js";

const AGAIN = 20_000;
const WRITING = 8_000;
let typedAt = 0;
let saidTyping = false;

const spots = () => [...document.querySelectorAll("[data-presence]")];
const thing = (spot) => {
  const [noun, id] = spot.dataset.presence.split(":");
  return { noun, id: Number(id) };
};

async function say(spot, here = true) {
  const typing = here && Date.now() - typedAt < WRITING;
  saidTyping = typing;
  try {
    const answer = await fetch("/api/v1/presence", {
      method: "PUT",
      keepalive: true, // leaving the page does not cut it off
      headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf"]').content },
      body: JSON.stringify({ ...thing(spot), typing, here }),
    });
    if (answer.ok && here) show(spot, (await answer.json()).people);
  } catch {
    // no line: the next time says it again
  }
}

/** Names of the others, and who of them writes. */
function show(spot, people) {
  spot.classList.toggle("present", people.length > 0);
  const lines = people.map((person) => t(person.typing ? "{name} is writing" : "{name} is here too", { name: person.name }));
  if (spot.textContent !== lines.join(" · ")) spot.textContent = lines.join(" · ");
}

const sayAll = (here = true) => spots().forEach((spot) => say(spot, here));

document.addEventListener("recoup:stream", (event) => {
  const { event: name, data } = event.detail;
  if (name !== "presence") return;
  for (const spot of spots()) {
    const { noun, id } = thing(spot);
    if (data.noun === noun && data.id === id) show(spot, data.people);
  }
});
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("textarea, input")) return;
  typedAt = Date.now();
  if (!saidTyping) sayAll();
});
document.addEventListener("visibilitychange", () => sayAll(document.visibilityState === "visible"));
addEventListener("pagehide", () => sayAll(false));

for (const spot of spots()) spot.setAttribute("role", "status");
if (document.visibilityState === "visible") sayAll();
setInterval(() => document.visibilityState === "visible" && sayAll(), AGAIN);
