/** A family as a graph: who is whose parent, whatever it was asked for. */

import type { Ancestry, Phylogeny } from "../generated/api";

/** Places in the lists name creatures; parents are earlier in the run than their children, the fitter parent first. */
export interface Family {
  names: string[];
  born: number[];
  operators: string[];
  /** in the generation of birth */
  fitness: number[];
  nodes: number[];
  muscles: number[];
  parents: number[][];
  children: number[][];
  /** whom the graph is about: the first parents of the creature asked for, itself first; empty in a tree of many */
  line: number[];
  /** parents are the very ones, and not ancestors before whom others are left out */
  isWhole: boolean;
}

/** @param line places of the creatures whose line is marked */
export function familyOf(kin: Ancestry | Phylogeny, line: number[] = []): Family {
  const { creatures, born, operators, fitness, nodes, muscles, parents } = kin;
  return {
    names: creatures,
    born,
    operators,
    fitness,
    nodes,
    muscles,
    parents,
    children: childrenOf(parents),
    line,
    isWhole: !("skipped" in kin),
  };
}

/** The other direction: for each node the nodes whose parent it is, in their order. */
export function childrenOf(parents: number[][]): number[][] {
  const children: number[][] = parents.map(() => []);
  parents.forEach((all, child) => {
    for (const parent of all) children[parent]!.push(child);
  });
  return children;
}

/** What a creature's way of birth is called. */
export const OPERATORS: Record<string, string> = {
  random: "random newborn",
  mutation: "mutation",
  crossover: "crossover",
  migration: "migration from another island",
  import: "founder, from elsewhere",
};
