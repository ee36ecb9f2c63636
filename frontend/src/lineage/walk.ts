/** Where arrow keys lead in a family: left to a parent, right to a child, up and down to the others there. */

import type { Shown } from "./fold";
import type { Layout } from "./lanes";

/** The way that was gone so far, the last node last; it decides what up and down choose among. */
export type Way = number[];

/** @returns the node that a key leads to; null: none */
export function neighbourOf(shown: Shown, layout: Layout, way: Way, key: string): number | null {
  const at = way.at(-1)!;
  switch (key) {
    case "ArrowLeft":
      return shown.parents[at]![0] ?? null;
    case "ArrowRight":
      return childBack(shown, way);
    case "ArrowUp":
      return beside(shown, layout, way, -1);
    case "ArrowDown":
      return beside(shown, layout, way, 1);
    default:
      return null;
  }
}

/** The child that one came from, where one did, or else the first. */
function childBack(shown: Shown, way: Way): number | null {
  const children = shown.children[way.at(-1)!]!;
  for (let i = way.length - 2; i >= 0; i--) if (children.includes(way[i]!)) return way[i]!;
  return children[0] ?? null;
}

/**
 * The next one above or below of those that the last step could have led to as well: the other parent, the siblings.
 * Where there is none, whoever is next in that direction, born about the same time.
 */
function beside(shown: Shown, layout: Layout, way: Way, side: -1 | 1): number | null {
  const at = way.at(-1)!;
  const others = alternatives(shown, way).filter(
    (node) => side * (layout.lane[node]! - layout.lane[at]!) > 0,
  );
  const among = others.length ? others : layout.lane.map((_, node) => node);
  let nearest: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const node of among) {
    const up = side * (layout.lane[node]! - layout.lane[at]!);
    if (up <= 0) continue;
    const distance = up + 2 * Math.abs(layout.from[node]! - layout.from[at]!);
    if (distance < least) [nearest, least] = [node, distance];
  }
  return nearest;
}

function alternatives(shown: Shown, way: Way): number[] {
  const [before, at] = [way.at(-2), way.at(-1)!];
  if (before === undefined) return [];
  if (shown.parents[before]!.includes(at)) return shown.parents[before]!;
  if (shown.children[before]!.includes(at)) return shown.children[before]!;
  return alternatives(shown, [...way.slice(0, -2), at]); // a step up or down: from where it was begun
}
