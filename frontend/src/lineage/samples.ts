/** Families for tests. */

import { childrenOf, type Family } from "./family";

/** @param parents of each creature, by place @param line places of the marked line, the creature itself first */
export function aFamily(born: number[], parents: number[][], line: number[] = []): Family {
  return {
    names: born.map((generation, i) => `${generation}-${i}`),
    born,
    operators: parents.map((all) => ["random", "mutation", "crossover"][all.length]!),
    fitness: born.map((generation) => generation),
    nodes: born.map(() => 4),
    muscles: born.map(() => 5),
    parents,
    children: childrenOf(parents),
    line,
    isWhole: true,
  };
}

/** Numbers between 0 and 1 that are the same for a seed each time. */
export function chance(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/**
 * A family as a run of crossover makes it, seen from one creature: place 0 is the youngest. Parents were born up to five
 * generations before, and in generation 0 also within it.
 */
export function randomFamily(seed: number, generations: number, width: number): Family {
  const random = chance(seed);
  const rows: { born: number; parents: number[] }[] = [{ born: generations, parents: [] }];
  const inGeneration = new Map<number, number[]>([[generations, [0]]]);
  const one = (generation: number): number => {
    const there = inGeneration.get(generation) ?? [];
    if (there.length >= width || (there.length > 0 && random() < 0.5))
      return there[Math.floor(random() * there.length)]!;
    rows.push({ born: generation, parents: [] });
    inGeneration.set(generation, [...there, rows.length - 1]);
    return rows.length - 1;
  };
  for (let generation = generations; generation > 0; generation--)
    for (const place of inGeneration.get(generation) ?? []) {
      const first = one(Math.max(0, generation - 1 - Math.floor(random() * 5)));
      const other = one(Math.max(0, generation - 1 - Math.floor(random() * 5)));
      rows[place]!.parents = random() < 0.5 || first === other ? [first] : [first, other];
    }
  const founders = inGeneration.get(0) ?? [];
  for (const place of founders.slice(0, -1)) if (random() < 0.3) rows[place]!.parents = [founders.at(-1)!];
  const line = [0];
  for (let at = rows[0]!.parents[0]; at !== undefined; at = rows[at]!.parents[0]) line.push(at);
  return aFamily(
    rows.map(({ born }) => born),
    rows.map(({ parents }) => parents),
    line,
  );
}
