/** A small square in the colour of what stands beside it. */

import { el } from "./dom";

/** @param colour CSS */
export function swatch(colour: string): HTMLElement {
  const square = el("i", { class: "swatch" });
  square.style.setProperty("--colour", colour);
  return square;
}
