/** The genome JSON as the comparison reads it (format evoweb-genome/1). */

type Triple = [number, number, number];

/** A gene as it is shown: how far apart two values can be at birth, and whether they meet at the ends. */
export interface GeneRange {
  span: number;
  wraps: boolean;
}
export type GeneRanges = Record<string, GeneRange>;

export interface NodeGenes {
  position: Triple;
  size: number;
  friction: number;
}

export interface MuscleGenes {
  ends: [number, number];
  direction_bias: Triple;
  velocity_bias: Triple;
  [gene: string]: number | number[];
}

export interface DenseNet {
  kind: "dense";
  /** [inputs][hidden], row = source */
  weights_in: number[][];
  bias_hidden: number[];
  /** [hidden][muscles] */
  weights_out: number[][];
  bias_out: number[];
}

export interface NeatLink {
  from: string;
  to: string;
  weight: number;
  enabled: boolean;
  innovation: number;
}

export interface NeatNet {
  kind: "neat";
  hidden: { id: number; bias: number }[];
  output_bias: number[];
  links: NeatLink[];
}

export interface Genome {
  frequency_multiplier: number;
  hue: number;
  nodes: NodeGenes[];
  muscles: MuscleGenes[];
  brain: DenseNet | NeatNet | null;
}

/** A muscle as people and the engine tell it from others: by the nodes it joins, which are counted from 1. */
export function muscleName({ ends }: { ends: [number, number] }): string {
  return ends
    .map((end) => end + 1)
    .sort((a, b) => a - b)
    .join("–");
}
