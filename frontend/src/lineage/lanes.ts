/**
 * Where the nodes of an ancestry lie. Along x goes time, in generations; along y there are lanes. A node has its lane from
 * its birth until its last child branches off, and nobody else is on that stretch of it: so nothing is drawn over anything.
 */

import type { Family } from "./family";
import type { Shown } from "./fold";

export interface Layout {
  /** generation in which each node begins, and in which the last creature of it was born */
  from: number[];
  to: number[];
  /** up to where its line goes on: there its last child branches off */
  end: number[];
  /** 0 at the top; whole numbers on lanes, any in a tree */
  lane: number[];
  lanes: number;
}

const SWEEPS = 6;
/** Generations before its birth at which a child branches off its parent's lane. */
const BEND = 0.6;

/** Where a child that is born at `x` branches off a parent whose last creature was born at `to`. */
export function branchAt(x: number, to: number): number {
  return x - Math.min(BEND, (x - to) / 2);
}

/** Lay an ancestry out; the line of the creature asked for keeps to the middle where it can. */
export function lanesOf(family: Family, shown: Shown): Layout {
  const { from, to } = timesOf(family, shown);
  const end = to.map((x, i) =>
    shown.children[i]!.reduce((last, child) => Math.max(last, branchAt(from[child]!, x)), x),
  );
  const isOnLine = new Set(family.line.map((place) => shown.nodeOf[place]!));
  const order = from.map((_, i) => i).sort((a, b) => from[b]! - from[a]! || a - b);
  let lane = from.map(() => 0);
  let best = { lane, bends: Number.POSITIVE_INFINITY };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const target = targets(shown, lane, sweep > 0);
    lane = placed(order, from, end, isOnLine, sweep > 0 ? target : null, shown);
    const bends = crookedness(shown, lane);
    if (bends < best.bends) best = { lane, bends };
  }
  const top = best.lane.reduce((least, each) => Math.min(least, each), 0);
  const rows = best.lane.map((each) => each - top);
  return { from, to, end, lane: rows, lanes: 1 + rows.reduce((most, each) => Math.max(most, each), 0) };
}

/** Births, in generations; who is born in the generation of a parent stands a part of a generation after it. */
export function timesOf(family: Family, shown: Shown): { from: number[]; to: number[] } {
  const depth = new Array<number>(shown.members.length).fill(-1);
  const born = (i: number): number => family.born[shown.members[i]![0]!]!;
  const last = (i: number): number => family.born[shown.members[i]!.at(-1)!]!;
  const depthOf = (i: number): number => {
    if (depth[i] === -1) {
      const within = shown.parents[i]!.filter((parent) => last(parent) === born(i));
      depth[i] = within.reduce((most, parent) => Math.max(most, depthOf(parent) + 1), 0);
    }
    return depth[i]!;
  };
  const deepest = shown.members.reduce((most, _, i) => Math.max(most, depthOf(i)), 0);
  const from = shown.members.map((_, i) => born(i) + depthOf(i) / (deepest + 1));
  return { from, to: shown.members.map((_, i) => Math.max(from[i]!, last(i))) };
}

/** Mean lane of those to whom each node is joined. */
function targets({ parents, children }: Shown, lane: number[], isPlaced: boolean): number[] {
  if (!isPlaced) return lane;
  return lane.map((own, i) => {
    const kin = [...parents[i]!, ...children[i]!];
    return kin.length ? kin.reduce((sum, other) => sum + lane[other]!, 0) / kin.length : own;
  });
}

/** Give every node the free lane that is nearest to its target: first the marked line, then from the youngest back. */
function placed(
  order: number[],
  from: number[],
  end: number[],
  isFirst: Set<number>,
  target: number[] | null,
  { children }: Shown,
): number[] {
  const lane = from.map(() => 0);
  const taken = new Map<number, [number, number][]>();
  const put = (i: number, wanted: number): void => {
    const at = nearestFree(taken, wanted, from[i]!, end[i]!);
    lane[i] = at;
    const stretches = taken.get(at);
    if (stretches) stretches.push([from[i]!, end[i]!]);
    else taken.set(at, [[from[i]!, end[i]!]]);
  };
  for (const i of order) if (isFirst.has(i)) put(i, 0);
  for (const i of order) {
    if (isFirst.has(i)) continue;
    const born = children[i]!;
    const near = born.reduce((sum, child) => sum + lane[child]!, 0) / Math.max(1, born.length);
    put(i, target ? target[i]! : near);
  }
  return lane;
}

function nearestFree(
  taken: Map<number, [number, number][]>,
  wanted: number,
  from: number,
  end: number,
): number {
  const start = Math.round(wanted);
  const side = wanted < start ? -1 : 1;
  for (let step = 0; ; step++) {
    for (const lane of step ? [start + side * step, start - side * step] : [start]) {
      const stretches = taken.get(lane);
      if (!stretches?.some(([first, last]) => first <= end && last >= from)) return lane;
    }
  }
}

/** How many lanes the edges go across in all. */
function crookedness({ parents }: Shown, lane: number[]): number {
  return parents.reduce(
    (sum, all, child) => all.reduce((so, parent) => so + Math.abs(lane[child]! - lane[parent]!), sum),
    0,
  );
}
