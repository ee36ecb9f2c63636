/** Tips: the styles show one on hover and on focus; Escape closes it until it is pointed at or focused anew. */

const CLOSED = "is-closed";

export function startTips(): void {
  const reopen = (event: Event): void => tipOf(event)?.classList.remove(CLOSED);
  document.addEventListener("pointerover", (event) => {
    const tip = tipOf(event);
    if (tip && !tip.contains(event.relatedTarget as Node | null)) tip.classList.remove(CLOSED);
  });
  document.addEventListener("focusin", reopen);
  document.addEventListener("click", reopen);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const tip of document.querySelectorAll(".tip:is(:hover, :focus-within)")) tip.classList.add(CLOSED);
  });
}

function tipOf({ target }: Event): Element | null {
  return target instanceof Element ? target.closest(".tip") : null;
}
