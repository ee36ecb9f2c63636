/** What a creature's fitness is made of. */

import type { Clip } from "../api/clip";
import { el } from "../panels/dom";
import { signed } from "../panels/format";

/** Colours of the categorical scale, so that a part keeps its own on every page. */
const PARTS: Record<string, { colour: number; label: (clip: Clip) => string }> = {
  pellets: { colour: 1, label: (clip) => pelletsLabel(clip) },
  progress: { colour: 3, label: (clip) => `Progress to pellet ${reached(clip) + 1}` },
  travel: { colour: 4, label: () => "Ground travelled" },
  regression: { colour: 2, label: () => "Regression" },
  effort: { colour: 7, label: () => "Effort" },
  distance: { colour: 1, label: () => "Distance along x" },
  height: { colour: 4, label: () => "Height" },
  approach: { colour: 3, label: () => "Way to the stairs" },
};

/** The others are left out while they are 0, as effort always is without a brain. */
const ALWAYS_TOLD = ["pellets", "travel", "distance", "height"];

/** A bar of what adds to the score, and every part with its sign. */
export function partsList(clip: Clip): HTMLElement {
  const told = Object.entries(clip.parts).filter(([key, value]) => value !== 0 || ALWAYS_TOLD.includes(key));
  const parts = told.map(([key, value]) => {
    const known = PARTS[key];
    return { value, colour: `${known?.colour ?? "other"}`, label: known ? known.label(clip) : key };
  });
  const bar = el("div", { class: "parts-bar", "aria-hidden": "true" });
  for (const { value, colour } of parts) {
    if (value <= 0) continue;
    const piece = el("i", { "data-colour": colour });
    piece.style.setProperty("--weight", `${value}`);
    bar.append(piece);
  }
  const rows = parts.map(({ value, colour, label }) =>
    el(
      "div",
      {},
      el("dt", {}, el("i", { "data-colour": colour }), label),
      el("dd", { class: "num" }, signed(value)),
    ),
  );
  return el("div", { class: "parts" }, bar, el("dl", { class: "facts" }, ...rows));
}

function reached(clip: Clip): number {
  return clip.targets.filter((target) => target.reached !== null).length;
}

/** The sum is spelt out where it is one: a score over several layouts is a mean. */
function pelletsLabel(clip: Clip): string {
  const pellets = reached(clip);
  return clip.parts.pellets === 100 * pellets && pellets > 0 ? `Pellets, ${pellets} × 100` : "Pellets";
}
