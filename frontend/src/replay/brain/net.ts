/** A creature's net as neurons and links, whatever kind it is of; inputs are those that its body uses. */

import { type Activations, FULL_ACTIVATION } from "../../api/clip";
import type { Sense } from "../../generated/api";
import type { Focus } from "../focus";
import { type Body, inputName } from "./senses";

/** The nets of genome JSON (evoweb-genome/1). */
export type Brain =
  | {
      kind: "dense";
      activation: string;
      /** [inputs][hidden], [hidden][muscles] */
      weights_in: number[][];
      weights_out: number[][];
      bias_hidden: number[];
      bias_out: number[];
    }
  | {
      kind: "neat";
      activation: string;
      hidden: { id: number; bias: number }[];
      output_bias: number[];
      links: { from: string; to: string; weight: number; enabled: boolean }[];
    };

export interface Neuron {
  layer: "input" | "hidden" | "output";
  /** its column among the activations of its layer */
  column: number;
  name: string;
  /** of an input */
  sense?: string;
  /** what a number of its sense is about */
  muscle?: number;
  node?: number;
  bias: number;
}

export interface Link {
  from: number;
  to: number;
  weight: number;
  enabled: boolean;
}

export interface Net {
  kind: Brain["kind"];
  activation: string;
  /** inputs, hidden neurons, outputs: one a muscle, in the muscles' order */
  neurons: Neuron[];
  inputs: number;
  hidden: number;
  links: Link[];
}

/** A creature's net at work: what its panels show. */
export interface Mind {
  net: Net;
  senses: Sense[];
  carried: Activations;
  focus: Focus;
  /** aborts when the page is left */
  left: AbortSignal;
}

/**
 * The net of a genome as its clip carries it.
 * @param senses of the run: how many rows of the weights each has; a body uses the first of them
 */
export function netOf(brain: Brain, senses: Sense[], carried: Activations, body: Body): Net {
  const { inputs, rows } = inputNeurons(senses, carried.senses, body);
  const hidden = hiddenNeurons(brain);
  const biases = brain.kind === "dense" ? brain.bias_out : brain.output_bias;
  const outputs = body.muscles.map(
    (name, column): Neuron => ({ layer: "output", column, name, muscle: column, bias: biases[column] ?? 0 }),
  );
  const net = {
    kind: brain.kind,
    activation: brain.activation,
    neurons: [...inputs, ...hidden, ...outputs],
    inputs: inputs.length,
    hidden: hidden.length,
  };
  const links = brain.kind === "dense" ? denseLinks(brain, net, rows) : neatLinks(brain, net, rows, senses);
  return { ...net, links };
}

/** The inputs, and of each the row of the genome's weights that it has. */
function inputNeurons(
  senses: Sense[],
  carried: Record<string, number>,
  body: Body,
): { inputs: Neuron[]; rows: number[] } {
  const inputs: Neuron[] = [];
  const rows: number[] = [];
  let first = 0;
  for (const { name: sense, inputs: room } of senses) {
    for (let i = 0; i < Math.min(carried[sense] ?? 0, room); i++) {
      inputs.push({ layer: "input", column: inputs.length, sense, bias: 0, ...inputName(sense, i, body) });
      rows.push(first + i);
    }
    first += room;
  }
  return { inputs, rows };
}

function hiddenNeurons(brain: Brain): Neuron[] {
  if (brain.kind === "dense") {
    return brain.bias_hidden.map((bias, column) => ({
      layer: "hidden",
      column,
      name: `hidden ${column + 1}`,
      bias,
    }));
  }
  return brain.hidden.map(({ id, bias }, column) => ({
    layer: "hidden",
    column,
    name: `hidden ${id}`,
    bias,
  }));
}

type Counts = Pick<Net, "inputs" | "hidden">;

function denseLinks(brain: Brain & { kind: "dense" }, { inputs, hidden }: Counts, rows: number[]): Link[] {
  const links: Link[] = [];
  rows.forEach((row, from) => {
    brain.weights_in[row]?.forEach((weight, h) => {
      links.push({ from, to: inputs + h, weight, enabled: true });
    });
  });
  brain.weights_out.forEach((weights, h) => {
    weights.forEach((weight, muscle) => {
      links.push({ from: inputs + h, to: inputs + hidden + muscle, weight, enabled: true });
    });
  });
  return links;
}

/** Links between neurons that the body has; what a lost muscle or node had is left out. */
function neatLinks(
  brain: Brain & { kind: "neat" },
  { inputs, hidden }: Counts,
  rows: number[],
  senses: Sense[],
): Link[] {
  const places = new Map<string, number>();
  const sensed = senses.reduce((sum, sense) => sum + (sense.name === "bias" ? 0 : sense.inputs), 0);
  rows.forEach((row, place) => {
    places.set(row < sensed ? `in:${row}` : "bias", place);
  });
  brain.hidden.forEach(({ id }, h) => {
    places.set(`hidden:${id}`, inputs + h);
  });
  brain.output_bias.forEach((_, muscle) => {
    places.set(`out:${muscle}`, inputs + hidden + muscle);
  });
  return brain.links.flatMap(({ from, to, weight, enabled }) => {
    const [source, sink] = [places.get(from), places.get(to)];
    return source === undefined || sink === undefined ? [] : [{ from: source, to: sink, weight, enabled }];
  });
}

/** A neuron's activation in a frame: −1..1 for inputs and outputs, of any size for hidden ones; allocates nothing. */
export function activationOf(net: Net, carried: Activations, neuron: number, frame: number): number {
  if (neuron < net.inputs) return carried.inputs[frame * net.inputs + neuron]! / FULL_ACTIVATION;
  const hidden = neuron - net.inputs;
  if (hidden < net.hidden) {
    return (carried.hidden[frame * carried.hiddenCount + hidden]! * carried.hiddenScale) / FULL_ACTIVATION;
  }
  const outputs = net.neurons.length - net.inputs - net.hidden;
  return carried.outputs[frame * outputs + hidden - net.hidden]! / FULL_ACTIVATION;
}
