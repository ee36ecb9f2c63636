/** How far a person is in the guide, as this browser remembers it. */

import { type Progress, STEPS } from "./steps";

const KEY = "guide";
/** at the end of an address that begins the guide */
const ASKED = "#guide";

/** What is remembered; null where this browser knows nothing of the guide yet. */
export function kept(): Progress | null {
  const text = localStorage.getItem(KEY);
  if (text === null) return null;
  return /^\d$/.test(text) && Number(text) < STEPS.length ? Number(text) : "over";
}

export function keep(progress: Progress): void {
  localStorage.setItem(KEY, `${progress}`);
}

/** Whether to lead on: who is on the way, who asks for it, and a newcomer at the first page that says they are one. */
export function isWanted(page: ParentNode = document): boolean {
  const asked = location.hash === ASKED;
  if (asked) history.replaceState(null, "", location.pathname + location.search);
  if (asked || (kept() === null && page.querySelector("[data-newcomer]"))) keep(0);
  return kept() !== null && kept() !== "over";
}
