// Short messages in the corner; one with an action stays until it is used or others push it out.

/** Shows a message. `action` = {label, run}. Returns the element. */
export function toast(text, { bad = false, action = null, seconds = 6 } = {}) {
  const shelf = document.getElementById("toasts");
  const made = document.createElement("div");
  made.className = bad ? "toast bad" : "toast";
  const said = document.createElement("span");
  said.textContent = text;
  made.append(said);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      made.remove();
      action.run();
    });
    made.append(button);
  }
  shelf.append(made);
  while (shelf.children.length > 3) shelf.firstElementChild.remove();
  if (seconds) setTimeout(() => made.remove(), seconds * 1000);
  return made;
}
