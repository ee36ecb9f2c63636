/** Folding: long stretches of a family in which nobody branches are drawn as one, with their number. */

import { childrenOf, type Family } from "./family";

/** What is drawn: single creatures, and stretches of creatures as one. */
export interface Shown {
  /** places of the family, the oldest first; one, or a stretch */
  members: number[][];
  parents: number[][];
  children: number[][];
  /** the node in which each place of the family is */
  nodeOf: number[];
}

/** A shorter stretch is drawn whole. */
export const LEAST_FOLDED = 4;

/**
 * @param isOpen whether a stretch, named by its oldest creature, stays unfolded
 * @param keep a place that is never folded away
 */
export function fold(family: Family, isOpen: (oldest: number) => boolean, keep: number): Shown {
  const isInner = family.parents.map(
    (parents, i) => i !== keep && parents.length === 1 && family.children[i]!.length === 1,
  );
  const members: number[][] = [];
  const nodeOf = new Array<number>(isInner.length).fill(-1);
  const put = (stretch: number[]): void => {
    for (const place of stretch) nodeOf[place] = members.length;
    members.push(stretch);
  };
  for (let place = 0; place < isInner.length; place++) {
    if (nodeOf[place] !== -1) continue;
    const stretch = isInner[place] ? stretchAround(family, isInner, place) : [place];
    if (stretch.length >= LEAST_FOLDED && !isOpen(stretch[0]!)) put(stretch);
    else for (const each of stretch) put([each]);
  }
  const parents = members.map(([oldest]) => family.parents[oldest!]!.map((parent) => nodeOf[parent]!));
  return { members, parents, children: childrenOf(parents), nodeOf };
}

/** All inner creatures above and below one of them, the oldest first. */
function stretchAround(family: Family, isInner: boolean[], place: number): number[] {
  const stretch = [place];
  for (let up = family.parents[place]![0]!; isInner[up]; up = family.parents[up]![0]!) stretch.unshift(up);
  for (let down = family.children[place]![0]!; isInner[down]; down = family.children[down]![0]!)
    stretch.push(down);
  return stretch;
}
