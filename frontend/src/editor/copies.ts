/** Copies of parts of a body: duplicated, mirrored, pasted. */

import { needRoom, Refusal, withMuscles } from "./body";
import type { Document } from "./document";
import type { Facts } from "./facts";
import { type Genome, joins, type MuscleGenes, type NodeGenes, type Vector } from "./genome";

/** m, how near to the mid-plane z = 0 a node counts as in it, and to its mirror image as being it */
const SAME = 0.01;
/** m, how far beside the original a duplicate is put */
const BESIDE: Vector = [0.3, 0, 0.3];

/** Of these nodes and the muscles among them a genome of their own, without a net. */
export function part(genome: Genome, nodes: readonly number[]): Genome {
  const place = new Map(nodes.map((old, now) => [old, now]));
  const muscles = genome.muscles.flatMap((muscle) => {
    const [a, b] = muscle.ends.map((end) => place.get(end));
    return a === undefined || b === undefined ? [] : [{ ...muscle, ends: [a, b] as const }];
  });
  return { ...genome, nodes: nodes.map((i) => genome.nodes[i]!), muscles, brain: null };
}

/** The selected nodes once more, beside themselves, with the muscles among them; the copies are selected. @throws Refusal */
export function duplicate(document: Document, facts: Facts): Document {
  const { genome, selection } = document;
  if (!selection.nodes.length) throw new Refusal("Select the nodes to duplicate.");
  return paste(document, part(genome, selection.nodes), facts);
}

/** Another body's nodes and muscles beside those that there are; an empty body becomes the other. @throws Refusal */
export function paste({ genome }: Document, other: Genome, facts: Facts): Document {
  const [first, firstMuscle] = [genome.nodes.length, genome.muscles.length];
  needRoom(first + other.nodes.length, facts.bounds.mostNodes, "nodes");
  needRoom(firstMuscle + other.muscles.length, facts.bounds.mostMuscles, "muscles");
  if (first === 0) return { genome: other, selection: everything(other) };
  const nodes = beside(genome.nodes, other.nodes, facts);
  const muscles = other.muscles.map((muscle) => ({
    ...muscle,
    ends: [muscle.ends[0] + first, muscle.ends[1] + first] as const,
  }));
  const grown = withMuscles({ ...genome, nodes: [...genome.nodes, ...nodes] }, [
    ...genome.muscles,
    ...muscles,
  ]);
  return {
    genome: grown,
    selection: { nodes: nodes.map((_, i) => first + i), muscles: muscles.map((_, i) => firstMuscle + i) },
  };
}

/** The others, moved aside until none is where there is a node already. */
function beside(
  nodes: readonly NodeGenes[],
  others: readonly NodeGenes[],
  facts: Facts,
): readonly NodeGenes[] {
  for (let times = 1; ; times++) {
    const moved = others.map((node) => {
      const place = node.position.map((x, axis) => x + times * BESIDE[axis]!) as unknown as Vector;
      return { ...node, position: facts.placed(place, node.size) };
    });
    const free = moved.every((node) => !nodes.some((other) => near(node.position, other.position)));
    if (free || times > nodes.length) return moved;
  }
}

function everything(genome: Genome): Document["selection"] {
  return { nodes: genome.nodes.map((_, i) => i), muscles: genome.muscles.map((_, i) => i) };
}

/**
 * Complete the body to both sides of the mid-plane z = 0: what the selected nodes (all, where none is selected) lack
 * on the other side is added; what is there stays. New muscles begin `shift` rad later than their originals.
 * @throws Refusal
 */
export function mirror({ genome, selection }: Document, shift: number, facts: Facts): Document {
  const chosen = selection.nodes.length ? selection.nodes : genome.nodes.map((_, i) => i);
  const nodes = [...genome.nodes];
  const twin = new Map<number, number>();
  for (const i of chosen) {
    const image = mirrored(genome.nodes[i]!);
    const there = nodes.findIndex((node) => near(node.position, image.position));
    twin.set(i, there < 0 ? nodes.push(image) - 1 : there);
  }
  needRoom(nodes.length, facts.bounds.mostNodes, "nodes");
  const muscles = [...genome.muscles];
  for (const muscle of genome.muscles) {
    const [a, b] = muscle.ends.map((end) => twin.get(end) ?? inPlane(genome, end));
    if (a === null || b === null || a === undefined || b === undefined || a === b) continue;
    if (!muscles.some((other) => joins(other, a, b)))
      muscles.push(mirroredMuscle(muscle, [a, b], shift, facts));
  }
  needRoom(muscles.length, facts.bounds.mostMuscles, "muscles");
  if (nodes.length === genome.nodes.length && muscles.length === genome.muscles.length)
    return { genome, selection };
  return {
    genome: withMuscles({ ...genome, nodes }, muscles),
    selection: { nodes: [...twin.values()], muscles: [] },
  };
}

/** A node in the mid-plane is its own image, selected or not. */
function inPlane({ nodes }: Genome, node: number): number | null {
  return Math.abs(nodes[node]!.position[2]) < SAME ? node : null;
}

function mirrored(node: NodeGenes): NodeGenes {
  const [x, y, z] = node.position;
  return { ...node, position: [x, y, Math.abs(z) < SAME ? z : -z] };
}

function mirroredMuscle(
  muscle: MuscleGenes,
  ends: [number, number],
  shift: number,
  facts: Facts,
): MuscleGenes {
  const flipped = ([x, y, z]: Vector): Vector => [x, y, z === 0 ? 0 : -z];
  return {
    ...muscle,
    ends,
    phase: facts.within("phase", wrapped(muscle.phase + shift)),
    direction_bias: flipped(muscle.direction_bias),
    velocity_bias: flipped(muscle.velocity_bias),
  };
}

/** The same angle, −2π..2π. */
function wrapped(angle: number): number {
  return angle % (2 * Math.PI);
}

function near(a: Vector, b: Vector): boolean {
  return a.every((x, axis) => Math.abs(x - b[axis]!) < SAME);
}
