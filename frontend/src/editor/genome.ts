/** Genome JSON (format evoweb-genome/1) as the editor holds it: never changed in place. */

export type Vector = readonly [number, number, number];

export interface NodeGenes {
  readonly position: Vector;
  readonly size: number;
  readonly friction: number;
}

export interface MuscleGenes {
  readonly ends: readonly [number, number];
  readonly rest_length: number;
  readonly stiffness: number;
  readonly damping: number;
  readonly frequency: number;
  readonly amplitude: number;
  readonly phase: number;
  readonly direction_bias: Vector;
  readonly direction_strength: number;
  readonly velocity_bias: Vector;
  readonly velocity_strength: number;
  readonly distance_bias: number;
  readonly distance_strength: number;
}

export type NodeGene = "size" | "friction";
export type VectorGene = "direction_bias" | "velocity_bias";
export type MuscleGene = Exclude<keyof MuscleGenes, "ends" | VectorGene>;

export interface DenseBrain {
  readonly kind: "dense";
  readonly activation: string;
  readonly weights_in: readonly (readonly number[])[];
  readonly bias_hidden: readonly number[];
  /** [hidden][muscles] */
  readonly weights_out: readonly (readonly number[])[];
  readonly bias_out: readonly number[];
}

export interface NeatBrain {
  readonly kind: "neat";
  readonly activation: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly hidden: readonly { readonly id: number; readonly bias: number }[];
  readonly output_bias: readonly number[];
  readonly links: readonly {
    readonly from: string;
    readonly to: string;
    readonly weight: number;
    readonly enabled: boolean;
    readonly innovation: number;
  }[];
}

export type Brain = DenseBrain | NeatBrain;

export interface Genome {
  readonly format: "evoweb-genome/1";
  readonly frequency_multiplier: number;
  readonly hue: number;
  readonly nodes: readonly NodeGenes[];
  readonly muscles: readonly MuscleGenes[];
  readonly brain: Brain | null;
}

export const EMPTY: Genome = {
  format: "evoweb-genome/1",
  frequency_multiplier: 1,
  hue: 0.5,
  nodes: [],
  muscles: [],
  brain: null,
};

/** m, from centre to centre. */
export function distance(a: NodeGenes, b: NodeGenes): number {
  return Math.hypot(...a.position.map((x, axis) => x - b.position[axis]!));
}

/** Whether a muscle joins these two nodes, in either order. */
export function joins({ ends }: MuscleGenes, a: number, b: number): boolean {
  return (ends[0] === a && ends[1] === b) || (ends[0] === b && ends[1] === a);
}
