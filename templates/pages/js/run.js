// A run gone through again: asks the API, and says whether it comes out the same and what does not.
import { toast } from "./toast.js";
import { Refused, write } from "./write.js";

const place = document.getElementById("replay");

function told(answer) {
  if (answer.lacking) return [line("warning", answer.lacking)];
  if (answer.same) return [line("fine", place.dataset.same)];
  const others = answer.steps.flatMap((step) => step.differences.map((said) => `${step.node} ${step.attempt}: ${said}`));
  const list = document.createElement("ul");
  list.append(...others.map((said) => Object.assign(document.createElement("li"), { textContent: said })));
  return [line("problem", place.dataset.other), list];
}

function line(how, text) {
  return Object.assign(document.createElement("p"), { className: how, textContent: text });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-replay]");
  if (!button || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const { body } = await write(`POST /api/v1/runs/${button.dataset.replay}/replay`, undefined, { key: null });
    place.replaceChildren(...told(body));
    place.hidden = false;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    toast(refused.message, { bad: true });
  } finally {
    button.removeAttribute("aria-busy");
  }
});
