// Menus: `popover data-menu` elements, placed below the button that opens them (popovertarget), closed by Escape or a click beside them.

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const width = menu.offsetWidth;
  const height = menu.offsetHeight;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 && at.top - height - 4 > 8 ? at.top - height - 4 : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("[popover][data-menu]")) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
    button?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open" || !button) return;
    place(menu, button);
    (menu.querySelector("[aria-current]") || menu.querySelector("a, button:not([aria-disabled=true]), select, input"))?.focus({ preventScroll: true });
  },
  true,
);

// Up and down walk the entries of a menu.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[popover][data-menu]");
  if (!menu || event.target.matches("select, input, textarea")) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const entries = [...menu.querySelectorAll("a, button")].filter((entry) => entry.offsetParent !== null);
  const at = entries.indexOf(document.activeElement);
  event.preventDefault();
  entries[(at + (event.key === "ArrowDown" ? 1 : -1) + entries.length) % entries.length]?.focus();
});

// What was chosen in a menu closes it.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[popover][data-menu] :is(a, button)");
  const menu = chosen?.closest("[popover][data-menu]");
  if (menu && !chosen.hasAttribute("data-stays") && menu.matches(":popover-open") && chosen.type !== "submit") menu.hidePopover();
});
