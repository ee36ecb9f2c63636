/** Where the nodes of a phylogeny lie: the living one below the other, whoever they come from in their middle. */

import type { Family } from "./family";
import type { Shown } from "./fold";
import { branchAt, type Layout, timesOf } from "./lanes";

/** Lay a tree out: no two edges cross. */
export function treeOf(family: Family, shown: Shown): Layout {
  const { from, to } = timesOf(family, shown);
  const lane = new Array<number>(from.length).fill(0);
  let rows = 0;
  const below = (i: number): number[] => shown.children[i]!.toSorted((a, b) => from[a]! - from[b]! || a - b);
  for (const root of from.keys()) {
    if (shown.parents[root]!.length > 0) continue;
    // A stack and no recursion: lines may be as long as the run.
    const open: { node: number; left: number[]; sum: number; count: number }[] = [];
    const enter = (node: number) => open.push({ node, left: below(node), sum: 0, count: 0 });
    enter(root);
    while (open.length > 0) {
      const top = open.at(-1)!;
      const next = top.left.shift();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      lane[top.node] = top.count ? top.sum / top.count : rows++;
      open.pop();
      const parent = open.at(-1);
      if (parent) {
        parent.sum += lane[top.node]!;
        parent.count += 1;
      }
    }
  }
  const end = to.map((x, i) =>
    shown.children[i]!.reduce((last, child) => Math.max(last, branchAt(from[child]!, x)), x),
  );
  return { from, to, end, lane, lanes: Math.max(1, rows) };
}
