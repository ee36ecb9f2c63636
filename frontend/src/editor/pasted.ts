/** Genome JSON from outside: whether it can be shown at all. Whether it is sound, the server says. */

import { Refusal } from "./body";
import {
  type DenseBrain,
  EMPTY,
  type Genome,
  type MuscleGenes,
  type NeatBrain,
  type NodeGenes,
} from "./genome";

/** A genome out of JSON that somebody pasted. @throws Refusal where it is none that could be shown */
export function genomeOf(text: string): Genome {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal("What was pasted is no genome JSON.");
  }
  const found = (Array.isArray(value) ? value[0] : value) as Partial<Genome> | null;
  if (!found || found.format !== EMPTY.format)
    throw new Refusal(`What was pasted is not of the format ${EMPTY.format}.`);
  const { nodes, muscles } = found;
  const whole =
    Array.isArray(nodes) &&
    Array.isArray(muscles) &&
    nodes.every(isNode) &&
    muscles.every(isMuscle(nodes.length)) &&
    isBrain(found.brain);
  if (!whole) throw new Refusal("What was pasted is a genome with something missing.");
  return { ...EMPTY, ...(found as Genome) };
}

function isNode(value: unknown): value is NodeGenes {
  const { position, size, friction } = (value ?? {}) as Partial<NodeGenes>;
  return isVector(position) && areFinite([size, friction]);
}

const MUSCLE_NUMBERS = [
  "rest_length",
  "stiffness",
  "damping",
  "frequency",
  "amplitude",
  "phase",
  "direction_strength",
  "velocity_strength",
  "distance_bias",
  "distance_strength",
] as const;

function isMuscle(nodes: number): (value: unknown) => boolean {
  return (value) => {
    const muscle = (value ?? {}) as Partial<MuscleGenes>;
    const ends: unknown = muscle.ends;
    const joined =
      Array.isArray(ends) &&
      ends.length === 2 &&
      ends.every((end) => Number.isInteger(end) && end >= 0 && end < nodes);
    const numbers = MUSCLE_NUMBERS.map((name) => muscle[name]);
    return joined && areFinite(numbers) && isVector(muscle.direction_bias) && isVector(muscle.velocity_bias);
  };
}

function isVector(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && areFinite(value);
}

function areFinite(values: readonly unknown[]): boolean {
  return values.every((value) => Number.isFinite(value));
}

/** Whether its outputs can be kept in step with muscles. */
function isBrain(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  const net = value as Partial<DenseBrain> & Partial<NeatBrain>;
  const { weights_out, bias_out, output_bias, links } = net;
  if (net.kind === ("dense" as string))
    return isList(bias_out) && isList(weights_out) && weights_out.every(isList);
  const isLink = (link: unknown): boolean => typeof (link as { to?: unknown } | null)?.to === "string";
  return net.kind === ("neat" as string) && isList(output_bias) && isList(links) && links.every(isLink);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
