/** What the server says of genes: bounds, units, names. Nothing of it is stated here. */

import type { GeneFacts } from "../generated/api";
import type { MuscleGene, MuscleGenes, NodeGene, NodeGenes, Vector } from "./genome";

export interface Bounds {
  mostNodes: number;
  mostMuscles: number;
}

const UP: Vector = [0, 1, 0];

/** The server's facts about genes, by name. */
export class Facts {
  readonly bounds: Bounds;
  private readonly byName = new Map<string, GeneFacts>();

  constructor(genes: readonly GeneFacts[], bounds: Bounds) {
    this.bounds = bounds;
    for (const gene of genes) this.byName.set(gene.name, gene);
  }

  of(name: string): GeneFacts {
    const found = this.byName.get(name);
    if (!found) throw new Error(`The server says nothing of a gene "${name}"`);
    return found;
  }

  /** A value within the gene's bounds. */
  within(name: string, value: number): number {
    const { low, high } = this.of(name);
    return Math.min(Math.max(value, low), high);
  }

  /** A place within the bounds at which a node of this size is not below the ground. */
  placed([x, y, z]: Vector, size: number): Vector {
    return [this.within("x", x), Math.max(this.within("y", y), size / 2), this.within("z", z)];
  }

  node(position: Vector): NodeGenes {
    const usual = (name: NodeGene): number => this.of(name).usual;
    return {
      position: this.placed(position, usual("size")),
      size: usual("size"),
      friction: usual("friction"),
    };
  }

  /** A muscle that rests at this length, m. */
  muscle(ends: readonly [number, number], length: number): MuscleGenes {
    const usual = (name: MuscleGene): number => this.of(name).usual;
    return {
      ends,
      rest_length: this.within("rest_length", length),
      stiffness: usual("stiffness"),
      damping: usual("damping"),
      frequency: usual("frequency"),
      amplitude: usual("amplitude"),
      phase: usual("phase"),
      direction_bias: UP,
      direction_strength: usual("direction_strength"),
      velocity_bias: UP,
      velocity_strength: usual("velocity_strength"),
      distance_bias: usual("distance_bias"),
      distance_strength: usual("distance_strength"),
    };
  }
}
