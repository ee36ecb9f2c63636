/** Notes over a comparison: what is missing from it, and what makes it hard to read. */

import { el, icon } from "../panels/dom";
import { plural } from "../panels/format";

export function warning(words: string): HTMLElement {
  return el(
    "div",
    { class: "note warn", role: "status" },
    icon("exclamation-triangle"),
    el("span", {}, words),
  );
}

/** That so many of the runs in the address are not shown; null: none. */
export function leftOutWords({ length }: number[]): string | null {
  if (length === 0) return null;
  return `${plural(length, "run")} of those named ${length === 1 ? "is" : "are"} not there, or not for you to see, and left out.`;
}
