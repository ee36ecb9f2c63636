/** What a creature's fitness is made of, now and at the end. */

import type { Clip } from "../api/clip";
import { el, write } from "../panels/dom";
import { signed } from "../panels/format";

/** Colours of the categorical scale, so that a part keeps its own on every page. */
const PARTS: Record<string, { colour: number; label: (clip: Clip) => string }> = {
  pellets: { colour: 1, label: (clip) => pelletsLabel(clip) },
  progress: { colour: 3, label: () => "Progress to the next pellet" },
  travel: { colour: 4, label: () => "Ground travelled" },
  regression: { colour: 2, label: () => "Regression" },
  effort: { colour: 7, label: () => "Effort" },
  distance: { colour: 1, label: () => "Distance along x" },
  height: { colour: 4, label: () => "Height" },
  approach: { colour: 3, label: () => "Way to the stairs" },
};

/** The others are left out while they are 0, as effort always is without a brain. */
const ALWAYS_TOLD = ["pellets", "travel", "distance", "height"];

/** The colour token of a part. */
export function partColour(name: string): string {
  return `c${PARTS[name]?.colour ?? "-other"}`;
}

/** A part's value in a frame; null where the clip does not tell. */
export function partAt({ partScores, parts, score }: Clip, name: string, frame: number): number | null {
  const names = Object.keys(parts);
  if (!partScores) return names.length === 1 && names[0] === name ? score[frame]! : null;
  const column = partScores.names.indexOf(name);
  return column < 0 ? null : partScores.values[frame * partScores.names.length + column]!;
}

export interface PartsList {
  root: HTMLElement;
  update(frame: number): void;
}

/** A bar of what adds to the score, and every part with its sign. */
export function partsList(clip: Clip): PartsList {
  const told = Object.entries(clip.parts).filter(
    ([key, value]) => value !== 0 || ALWAYS_TOLD.includes(key) || comes(clip, key),
  );
  const bar = el("div", { class: "parts-bar", "aria-hidden": "true" });
  for (const [key, value] of told) {
    if (value <= 0) continue;
    const piece = swatch(key);
    piece.style.setProperty("--weight", `${value}`);
    bar.append(piece);
  }
  const isTold = told.some(([key]) => partAt(clip, key, 0) !== null);
  const now = told.map(() => isTold && el("td", { class: "num" }));
  const rows = told.map(([key, value], i) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, swatch(key), PARTS[key]?.label(clip) ?? key),
      now[i],
      el("td", { class: "num" }, signed(value)),
    ),
  );
  const heads = ["Part", ...(isTold ? ["Now"] : []), "At the end"].map((head, i) =>
    el("th", { scope: "col", class: i ? "num" : null }, head),
  );
  const table = el(
    "table",
    { class: "parts-table" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  const update = (frame: number): void => {
    told.forEach(([key], i) => {
      const cell = now[i];
      if (cell) write(cell, signed(partAt(clip, key, frame) ?? 0));
    });
  };
  update(0);
  return { root: el("div", { class: "parts" }, bar, table), update };
}

function swatch(name: string): HTMLElement {
  const piece = el("i", {});
  piece.style.setProperty("--colour", `var(--ev-${partColour(name)})`);
  return piece;
}

/** Whether a part that ends at 0 was ever anything else. */
function comes(clip: Clip, name: string): boolean {
  for (let frame = 0; frame < clip.frames; frame++) if (partAt(clip, name, frame)) return true;
  return false;
}

function reached(clip: Clip): number {
  return clip.targets.filter((target) => target.reached !== null).length;
}

/** The sum is spelt out where it is one: a score over several layouts is a mean. */
function pelletsLabel(clip: Clip): string {
  const pellets = reached(clip);
  return clip.parts.pellets === 100 * pellets && pellets > 0 ? `Pellets, ${pellets} × 100` : "Pellets";
}
