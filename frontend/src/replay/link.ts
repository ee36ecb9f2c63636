/** Links to exactly what is shown. */

import { el, icon, put } from "../panels/dom";

const TOLD_MS = 2000;

/** What of a replay is shown. */
export interface Moment {
  frame?: number;
  /** a held-out trial; null: the first of its generation's */
  trial?: number | null;
  /** how it is looked at, see sight.ts */
  sight?: string;
}

/** Address of a creature's replay. */
export function replayAddress(run: number, creature: string, generation: number, shown: Moment = {}): string {
  const { frame, trial = null, sight = "" } = shown;
  const at = `${trial === null ? "" : `&trial=${trial}`}${frame === undefined ? "" : `&frame=${frame}`}`;
  return `/runs/${run}/creatures/${creature}/?generation=${generation}${at}${sight}`;
}

/** A button that copies an address, or what `worded` makes of it; where the clipboard is closed to us, it shows the address to copy by hand. */
export function copyButton(
  label: string,
  address: () => string,
  worded = (url: string): string => url,
): HTMLButtonElement {
  const face = (name: string, words: string): void => put(button, icon(name), el("span", {}, words));
  const copy = async (): Promise<void> => {
    const text = worded(new URL(address(), location.href).href);
    try {
      await navigator.clipboard.writeText(text);
      face("check-lg", "Copied");
    } catch {
      window.prompt("Copy this", text);
    }
    setTimeout(() => face("link-45deg", label), TOLD_MS);
  };
  const button = el("button", {
    class: "btn btn-quiet",
    type: "button",
    "aria-label": label,
    onclick: () => void copy(),
  });
  face("link-45deg", label);
  return button;
}
