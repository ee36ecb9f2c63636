/**
 * What differs between two nets. A weight is matched by what it joins: senses and outputs by the muscle or node they
 * belong to, so that a muscle that changed its place in the genome keeps its weights; links of NEAT by innovation number.
 */

import { matched } from "./body-changes";
import { type DenseNet, type Genome, muscleName, type NeatLink, type NeatNet } from "./genome";

export interface LinkChange {
  from: string;
  to: string;
  /** null: the net has no such link */
  before: number | null;
  after: number | null;
  /** NEAT: whether it became enabled or disabled */
  switched?: "on" | "off";
}

export interface BrainChanges {
  kind: "dense" | "neat";
  /** links in both, the largest change first */
  changed: LinkChange[];
  gained: LinkChange[];
  lost: LinkChange[];
  /** NEAT: hidden neurons that only one net has */
  neurons: { gained: number; lost: number };
}

/** Width of each sense in a net, and the room that a body may take; see `inputNames`. */
export interface Senses {
  /** of the body's own senses, in their order, as a clip says it */
  widths: Record<string, number>;
  maxNodes: number;
  maxMuscles: number;
}

const AXES = ["x", "y", "z"];

/** Changes from one net to the other; null where there is no net, or they are of different kinds. */
export function brainChanges(before: Genome, after: Genome, senses: Senses): BrainChanges | null {
  const [a, b] = [before.brain, after.brain];
  if (a?.kind === "dense" && b?.kind === "dense")
    return compared("dense", denseLinks(a, before, senses), denseLinks(b, after, senses));
  if (a?.kind !== "neat" || b?.kind !== "neat") return null;
  const changes = compared("neat", neatLinks(a, before, senses), neatLinks(b, after, senses));
  return { ...changes, neurons: { gained: onlyIn(b, a), lost: onlyIn(a, b) } };
}

interface Link {
  from: string;
  to: string;
  weight: number;
  enabled: boolean;
}

function compared(kind: "dense" | "neat", before: Map<string, Link>, after: Map<string, Link>): BrainChanges {
  const { both, gained, lost } = matched(before, after);
  const changed = both.map(([, a, b]): LinkChange => {
    const change = { from: b.from, to: b.to, before: a.weight, after: b.weight };
    return a.enabled === b.enabled ? change : { ...change, switched: b.enabled ? "on" : "off" };
  });
  return {
    kind,
    changed: changed.sort((a, b) => sizeOf(b) - sizeOf(a)),
    gained: gained
      .map((key) => after.get(key)!)
      .map(({ from, to, weight }) => ({ from, to, before: null, after: weight })),
    lost: lost
      .map((key) => before.get(key)!)
      .map(({ from, to, weight }) => ({ from, to, before: weight, after: null })),
    neurons: { gained: 0, lost: 0 },
  };
}

/** Hidden neurons of one net that the other has not. */
function onlyIn(own: NeatNet, other: NeatNet): number {
  const others = new Set(other.hidden.map(({ id }) => id));
  return own.hidden.filter(({ id }) => !others.has(id)).length;
}

/** A weight that moved by less has not changed. */
export const STILL = 1e-6;

/** How much a link's weight changed. */
export function sizeOf({ before, after }: LinkChange): number {
  return Math.abs((after ?? 0) - (before ?? 0));
}

function denseLinks(net: DenseNet, genome: Genome, senses: Senses): Map<string, Link> {
  const links = new Map<string, Link>();
  const add = (from: string | undefined, to: string, weight: number): void => {
    if (from !== undefined) links.set(`${from} → ${to}`, { from, to, weight, enabled: true });
  };
  const inputs = inputNames(genome, senses);
  const outputs = genome.muscles.map((muscle) => `muscle ${muscleName(muscle)}`);
  net.weights_in.forEach((row, i) => {
    row.forEach((weight, j) => {
      add(inputs[i], neuron(j), weight);
    });
  });
  net.bias_hidden.forEach((weight, j) => {
    add("own bias", neuron(j), weight);
  });
  net.weights_out.forEach((row, j) => {
    row.forEach((weight, m) => {
      add(neuron(j), outputs[m]!, weight);
    });
  });
  net.bias_out.forEach((weight, m) => {
    add("own bias", outputs[m]!, weight);
  });
  return links;
}

function neuron(j: number): string {
  return `neuron ${j + 1}`;
}

function neatLinks(net: NeatNet, genome: Genome, senses: Senses): Map<string, Link> {
  const inputs = inputNames(genome, senses);
  const name = (end: string): string => {
    const [kind, at] = end.split(":");
    if (kind === "in") return inputs[Number(at)] ?? `input ${at}`;
    if (kind === "hidden") return `neuron ${at}`;
    return kind === "out" ? `muscle ${muscleName(genome.muscles[Number(at)]!)}` : end;
  };
  const key = ({ innovation }: NeatLink): string => `${innovation}`;
  return new Map(
    net.links.map((link) => [
      key(link),
      { from: name(link.from), to: name(link.to), weight: link.weight, enabled: link.enabled },
    ]),
  );
}

/**
 * What each input of a net senses, in the order of its slots; undefined of slots that the body leaves empty.
 * Senses of nodes and muscles have a slot for each that a body may have at most.
 */
export function inputNames(genome: Genome, { widths, maxNodes, maxMuscles }: Senses): (string | undefined)[] {
  const slots: Record<string, number> = { strain: maxMuscles, velocity: 3 * maxNodes, ground: maxNodes };
  return Object.entries(widths).flatMap(([sense, width]) =>
    Array.from({ length: slots[sense] ?? width }, (_, i) => inputName(sense, i, width, genome)),
  );
}

function inputName(sense: string, i: number, width: number, { nodes, muscles }: Genome): string | undefined {
  if (sense === "strain") return muscles[i] && `strain ${muscleName(muscles[i])}`;
  if (sense === "ground") return i < nodes.length ? `ground ${i + 1}` : undefined;
  if (sense === "velocity") {
    const node = Math.floor(i / 3);
    return node < nodes.length ? `velocity ${node + 1} ${AXES[i % 3]}` : undefined;
  }
  if (width === 1) return sense;
  return `${sense} ${width === 3 ? AXES[i] : i + 1}`;
}
