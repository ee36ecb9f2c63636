/** How far a person is in the guide, as this browser remembers it. */

import { kept as remembered } from "../storage";
import { type Progress, STEPS } from "./steps";

const KEPT = remembered("guide", progressOf);
/** at the end of an address that begins the guide */
const ASKED = "#guide";

/** What is remembered; null where this browser knows nothing of the guide yet. */
export function kept(): Progress | null {
  return KEPT.read();
}

export function keep(progress: Progress): void {
  KEPT.write(progress);
}

/** A place in the guide; what is none counts as its end, for who has been led is not led again. */
function progressOf(value: unknown): Progress {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < STEPS.length
    ? Number(value)
    : "over";
}

/** Whether to lead on: who is on the way, who asks for it, and a newcomer at the first page that says they are one. */
export function isWanted(page: ParentNode = document): boolean {
  const asked = location.hash === ASKED;
  if (asked) history.replaceState(null, "", location.pathname + location.search);
  if (asked || (kept() === null && page.querySelector("[data-newcomer]"))) keep(0);
  return kept() !== null && kept() !== "over";
}
