/** What every panel beside the stage is to the page. */

import { el } from "../panels/dom";

export interface Panel {
  root: HTMLElement;
  /** Show a stored frame; called once for each that the clock comes to. */
  update(frame: number): void;
}

/** A section beside the stage. @param tools to the right of its title */
export function section(
  title: string,
  unit: string,
  tools: (HTMLElement | null)[],
  ...content: (Node | null)[]
): HTMLElement {
  const heading = el("h2", {}, title, unit && el("span", { class: "unit" }, ` ${unit}`));
  return el(
    "section",
    { class: "side-section", "aria-label": title },
    el("header", { class: "side-head" }, heading, ...tools),
    ...content,
  );
}

/** Calls what is given only while it can be seen; what was missed is shown when it comes into sight. */
export function whileSeen(
  root: HTMLElement,
  show: (frame: number) => void,
  left: AbortSignal,
): (frame: number) => void {
  let seen = false;
  let latest = 0;
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1)!.isIntersecting;
    if (seen) show(latest);
  });
  sight.observe(root);
  left.addEventListener("abort", () => sight.disconnect());
  return (frame) => {
    latest = frame;
    if (seen) show(frame);
  };
}
