/** Controls that do nothing at this moment, and say why. */

/** Offer a control, or say why it does nothing: it can still be reached, so that its reason can be read. */
export function offer(control: HTMLElement, why: string): void {
  control.toggleAttribute("data-off", why !== "");
  if (why) control.setAttribute("aria-disabled", "true");
  else control.removeAttribute("aria-disabled");
  control.title = why;
}
