/** The genome JSON as the comparison reads it (format evoweb-genome/1). */

import { getJson } from "../../api/http";
import type { CreatureDetail } from "../../generated/api";

type Triple = [number, number, number];

/** A gene as it is shown: how far apart two values can be at birth, and whether they meet at the ends. */
export interface GeneRange {
  span: number;
  wraps: boolean;
}
export type GeneRanges = Record<string, GeneRange>;

/** What of the run's settings and the engine is needed to compare genomes. */
export interface Frame {
  genes: GeneRanges;
  maxNodes: number;
  maxMuscles: number;
}

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

/** @throws ApiError, or an Error that says why the genome cannot be read */
export async function loadGenome(run: number, creature: string, generation: number): Promise<Genome> {
  const address = `/api/runs/${run}/creatures/${creature}?generation=${generation}`;
  const { genome, genome_error } = await getJson<CreatureDetail>(address);
  if (!genome) throw new Error(genome_error);
  return genome as unknown as Genome;
}

/** A muscle as people and the engine tell it from others: by the nodes it joins, which are counted from 1. */
export function muscleName({ ends }: { ends: [number, number] }): string {
  return ends
    .map((end) => end + 1)
    .sort((a, b) => a - b)
    .join("–");
}
