/** Menus: a details element that closes when the person turns elsewhere. */

/** Watch over every [data-menu] of the page as it was sent, and open the one that the address leads into. */
export function startMenus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu]"))
    closeElsewhere(menu);
  const target = document.getElementById(location.hash.slice(1));
  const menu = target?.closest<HTMLDetailsElement>("details[data-menu]");
  if (!target || !menu) return;
  menu.open = true;
  target.focus();
  if (target instanceof HTMLInputElement) target.select();
}

/** Close a menu on Escape, and on a press or focus outside of it. @param left aborts when the menu goes */
export function closeElsewhere(menu: HTMLDetailsElement, left?: AbortSignal): void {
  const listening = left ? { signal: left } : {};
  const leave = (event: Event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  };
  document.addEventListener("pointerdown", leave, listening);
  document.addEventListener("focusin", leave, listening);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
