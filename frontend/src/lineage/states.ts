/** What every way of looking at a family is, and what stands in its place until it is there. */

import { el } from "../panels/dom";
import { failure } from "../panels/failure";

/** One way of looking at a family. */
export interface FamilyView {
  root: HTMLElement;
  dispose(): void;
}

/** What stands where a family will be. */
export function waiting(words: string): HTMLElement {
  return el("p", { class: "panel kin-empty skeleton-words", role: "status" }, words);
}

/** What stands where a family would be, and a way to try again. */
export function failed(error: Error, again: () => void): HTMLElement {
  return failure(error, again, "The run itself is untouched.");
}
