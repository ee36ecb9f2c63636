/**
 * What differs between two bodies. Nodes are matched by their place in the genome, muscles by the nodes they join: as
 * the engine does it when it crosses genomes over.
 */

import { type GeneRanges, type Genome, type MuscleGenes, muscleName, type NodeGenes } from "./genome";

export interface BodyChange {
  /** "Node 3", "Muscle 1–4", "Body" */
  part: string;
  gene: string;
  /** null: a vector, of which `moved` says how far */
  before: number | null;
  after: number | null;
  /** m of a place, rad of a direction; of other genes after − before */
  moved: number;
  /** size of the change as a share of the range that the gene is born in */
  share: number;
}

export interface BodyChanges {
  gained: string[];
  lost: string[];
  /** the largest first */
  changes: BodyChange[];
}

const DIRECTIONS = ["direction_bias", "velocity_bias"];
/** m, how wide the space is that nodes are born in */
const BIRTHPLACE = 2;
const LEAST = 1e-6;

export function bodyChanges(before: Genome, after: Genome, ranges: GeneRanges): BodyChanges {
  const nodes = matched(
    new Map(before.nodes.map((node, i) => [`Node ${i + 1}`, node])),
    new Map(after.nodes.map((node, i) => [`Node ${i + 1}`, node])),
  );
  const muscles = matched(byName(before.muscles), byName(after.muscles));
  const body = ["frequency_multiplier", "hue"].flatMap((gene) =>
    scalar("Body", gene, before as unknown as Numbers, after as unknown as Numbers, ranges),
  );
  const changes = [
    ...body,
    ...nodes.both.flatMap(([part, a, b]) => nodeChanges(part, a, b, ranges)),
    ...muscles.both.flatMap(([part, a, b]) => muscleChanges(part, a, b, ranges)),
  ];
  return {
    gained: [...nodes.gained, ...muscles.gained],
    lost: [...nodes.lost, ...muscles.lost],
    changes: changes.filter(({ share }) => share > LEAST).sort((a, b) => b.share - a.share),
  };
}

type Numbers = Record<string, number>;

function byName(muscles: MuscleGenes[]): Map<string, MuscleGenes> {
  return new Map(muscles.map((muscle) => [`Muscle ${muscleName(muscle)}`, muscle]));
}

interface Matched<T> {
  both: [string, T, T][];
  gained: string[];
  lost: string[];
}

/** Things of the same name in both, and the names that only one has. */
export function matched<T>(before: Map<string, T>, after: Map<string, T>): Matched<T> {
  const both: [string, T, T][] = [];
  for (const [name, one] of before) {
    const other = after.get(name);
    if (other !== undefined) both.push([name, one, other]);
  }
  return {
    both,
    gained: [...after.keys()].filter((name) => !before.has(name)),
    lost: [...before.keys()].filter((name) => !after.has(name)),
  };
}

function nodeChanges(part: string, a: NodeGenes, b: NodeGenes, ranges: GeneRanges): BodyChange[] {
  const moved = Math.hypot(...a.position.map((at, axis) => b.position[axis]! - at));
  const place = { part, gene: "position", before: null, after: null, moved, share: moved / BIRTHPLACE };
  const genes = ["size", "friction"].flatMap((gene) =>
    scalar(part, gene, a as unknown as Numbers, b as unknown as Numbers, ranges),
  );
  return [place, ...genes];
}

function muscleChanges(part: string, a: MuscleGenes, b: MuscleGenes, ranges: GeneRanges): BodyChange[] {
  const turned = DIRECTIONS.map((gene) => {
    const moved = angle(a[gene] as number[], b[gene] as number[]);
    return { part, gene, before: null, after: null, moved, share: moved / Math.PI };
  });
  const genes = Object.keys(ranges).filter((gene) => typeof a[gene] === "number");
  return [...genes.flatMap((gene) => scalar(part, gene, a as Numbers, b as Numbers, ranges)), ...turned];
}

function scalar(part: string, gene: string, a: Numbers, b: Numbers, ranges: GeneRanges): BodyChange[] {
  const range = ranges[gene];
  if (!range) return [];
  const before = a[gene]!;
  const after = b[gene]!;
  let moved = after - before;
  if (range.wraps) moved -= range.span * Math.round(moved / range.span);
  return [{ part, gene, before, after, moved, share: Math.abs(moved) / range.span }];
}

/** rad between two directions. */
export function angle(a: number[], b: number[]): number {
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  if (lengths === 0) return 0;
  const along = a.reduce((sum, value, axis) => sum + value * b[axis]!, 0) / lengths;
  return Math.acos(Math.min(1, Math.max(-1, along)));
}
