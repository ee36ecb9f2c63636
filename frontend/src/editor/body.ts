/** What can be done to a body: each takes a document and returns another. */

import { brainFor } from "./brain";
import { type Document, NOTHING } from "./document";
import type { Facts } from "./facts";
import {
  distance,
  type Genome,
  joins,
  type MuscleGenes,
  type NodeGene,
  type NodeGenes,
  type Vector,
} from "./genome";

/** Why something is not done, in words. */
export class Refusal extends Error {}

/** A new node, selected. @throws Refusal if there are as many as there may be */
export function addNode({ genome }: Document, position: Vector, facts: Facts): Document {
  needRoom(genome.nodes.length + 1, facts.bounds.mostNodes, "nodes");
  const nodes = [...genome.nodes, facts.node(position)];
  return { genome: { ...genome, nodes }, selection: { nodes: [nodes.length - 1], muscles: [] } };
}

/**
 * A muscle between two nodes, selected, at rest as they stand. It begins a quarter of a cycle after the one before:
 * muscles that all pull at once lead nowhere.
 * @throws Refusal
 */
export function connect({ genome }: Document, a: number, b: number, facts: Facts): Document {
  if (a === b) throw new Refusal("A muscle joins two different nodes.");
  const there = genome.muscles.findIndex((muscle) => joins(muscle, a, b));
  if (there >= 0)
    throw new Refusal(`Nodes ${a + 1} and ${b + 1} are joined already, by muscle ${there + 1}.`);
  needRoom(genome.muscles.length + 1, facts.bounds.mostMuscles, "muscles");
  const length = distance(genome.nodes[a]!, genome.nodes[b]!);
  const phase = ((genome.muscles.length % 4) * Math.PI) / 2;
  const muscle = { ...facts.muscle([a, b], length), phase: facts.within("phase", phase) };
  const grown = withMuscles(genome, [...genome.muscles, muscle]);
  return { genome: grown, selection: { nodes: [], muscles: [grown.muscles.length - 1] } };
}

/** Join every two of the selected nodes that no muscle joins yet; the new muscles are selected. @throws Refusal */
export function connectSelected(document: Document, facts: Facts): Document {
  const { nodes } = document.selection;
  if (nodes.length < 2) throw new Refusal("Select two nodes to connect.");
  const before = document.genome.muscles.length;
  let next = document;
  for (const [i, a] of nodes.entries()) {
    for (const b of nodes.slice(i + 1)) {
      if (!next.genome.muscles.some((muscle) => joins(muscle, a, b))) next = connect(next, a, b, facts);
    }
  }
  const added = next.genome.muscles.map((_, muscle) => muscle).slice(before);
  if (!added.length) throw new Refusal("They are all connected already.");
  return { genome: next.genome, selection: { nodes: [], muscles: added } };
}

/** Put nodes at other places, within bounds and not below the ground. */
export function moveNodes(
  { genome, selection }: Document,
  places: ReadonlyMap<number, Vector>,
  facts: Facts,
): Document {
  const nodes = genome.nodes.map((node, i) => {
    const place = places.get(i);
    return place ? { ...node, position: facts.placed(place, node.size) } : node;
  });
  return { genome: { ...genome, nodes }, selection };
}

/** Give all the selected nodes this gene. */
export function setNodeGene(document: Document, name: NodeGene, value: number, facts: Facts): Document {
  return changeNodes(document, (node) => {
    const changed = { ...node, [name]: facts.within(name, value) };
    const low = node.position[1] < node.size / 2; // a body as it evolved may be born below the ground: it stays so
    return low ? changed : { ...changed, position: facts.placed(changed.position, changed.size) };
  });
}

/** Give all the selected nodes this coordinate. */
export function setCoordinate(document: Document, axis: number, value: number, facts: Facts): Document {
  return changeNodes(document, (node) => {
    const position = node.position.map((x, i) => (i === axis ? value : x)) as unknown as Vector;
    return { ...node, position: facts.placed(position, node.size) };
  });
}

function changeNodes({ genome, selection }: Document, change: (node: NodeGenes) => NodeGenes): Document {
  const nodes = genome.nodes.map((node, i) => (selection.nodes.includes(i) ? change(node) : node));
  return { genome: { ...genome, nodes }, selection };
}

/** Change all the selected muscles. */
export function changeMuscles(
  { genome, selection }: Document,
  change: (muscle: MuscleGenes) => MuscleGenes,
): Document {
  const muscles = genome.muscles.map((muscle, i) =>
    selection.muscles.includes(i) ? change(muscle) : muscle,
  );
  return { genome: { ...genome, muscles }, selection };
}

/** The selected muscles rest at the length that they have as the body stands. */
export function restAsTheyStand(document: Document, facts: Facts): Document {
  const { nodes } = document.genome;
  return changeMuscles(document, (muscle) => {
    const [a, b] = muscle.ends;
    return { ...muscle, rest_length: facts.within("rest_length", distance(nodes[a]!, nodes[b]!)) };
  });
}

/** Without what is selected, and without the muscles of nodes that go. */
export function removeSelected({ genome, selection }: Document): Document {
  const kept = genome.nodes.map((_, i) => i).filter((i) => !selection.nodes.includes(i));
  const place = new Map(kept.map((old, now) => [old, now]));
  const before: number[] = [];
  const muscles: MuscleGenes[] = [];
  genome.muscles.forEach((muscle, i) => {
    const [a, b] = muscle.ends.map((end) => place.get(end));
    if (a === undefined || b === undefined || selection.muscles.includes(i)) return;
    before.push(i);
    muscles.push({ ...muscle, ends: [a, b] });
  });
  const nodes = kept.map((i) => genome.nodes[i]!);
  return { genome: { ...genome, nodes, muscles, brain: brainFor(genome.brain, before) }, selection: NOTHING };
}

/** Lower or lift the whole body so that its lowest node touches the ground. */
export function setOnGround({ genome, selection }: Document): Document {
  const gap = lowestPoint(genome);
  const nodes = genome.nodes.map((node) => {
    const [x, y, z] = node.position;
    return { ...node, position: [x, y - gap, z] as const };
  });
  return { genome: { ...genome, nodes }, selection };
}

/** m over the ground, of the lowest node's underside; 0 without nodes. */
export function lowestPoint({ nodes }: Genome): number {
  return nodes.length ? Math.min(...nodes.map(({ position, size }) => position[1] - size / 2)) : 0;
}

/** The genome with muscles added at the end of its list, and outputs for them. */
export function withMuscles(genome: Genome, muscles: readonly MuscleGenes[]): Genome {
  const before = muscles.map((_, i) => (i < genome.muscles.length ? i : null));
  return { ...genome, muscles, brain: brainFor(genome.brain, before) };
}

export function needRoom(count: number, most: number, what: string): void {
  if (count > most) throw new Refusal(`A body has at most ${most} ${what}.`);
}
