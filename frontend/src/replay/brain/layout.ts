/** Where a net's neurons stand in its graph: inputs left, muscles right, hidden ones between, by depth. */

import type { Net } from "./net";

/** px from one label to the next, at least, for labels to be read */
export const LABELLED = 12;
const ROOMY = 15;
const LEAST_HEIGHT = 190;
const GREATEST_HEIGHT = 430;
/** rows between the inputs of one sense and the next */
const GAP = 0.5;
/** px between neurons of one depth; nearer ones are set into more columns */
const LEAST_SPACING = 8;
const STAGGER = 15;
const MARGIN = 12;

export interface Room {
  width: number;
  height: number;
  /** px left of the inputs and right of the outputs, for their labels */
  left: number;
  right: number;
}

export interface Places {
  /** [neurons · 2] px */
  at: Float32Array;
  /** px, of each neuron's disc */
  radius: number;
  /** px from one input, or output, to the next */
  inputSpacing: number;
  outputSpacing: number;
}

/** px that a graph wants: its rows apart enough to be read, within reason. */
export function heightOf(net: Net): number {
  const rows = Math.max(inputRows(net).total, outputsOf(net), 0.6 * Math.max(...layerSizes(net), 0));
  return Math.min(Math.max(ROOMY * rows + 2 * MARGIN, LEAST_HEIGHT), GREATEST_HEIGHT);
}

export function placesOf(net: Net, room: Room): Places {
  const at = new Float32Array(2 * net.neurons.length);
  const { rows, total } = inputRows(net);
  const inputSpacing = (room.height - 2 * MARGIN) / Math.max(total, 1);
  rows.forEach((row, i) => {
    set(at, i, room.left, MARGIN + (row + 0.5) * inputSpacing);
  });
  const first = net.inputs + net.hidden;
  const outputSpacing = (room.height - 2 * MARGIN) / Math.max(outputsOf(net), 1);
  for (let i = 0; first + i < net.neurons.length; i++) {
    set(at, first + i, room.width - room.right, MARGIN + (i + 0.5) * outputSpacing);
  }
  const spacing = placeHidden(net, room, at);
  const radius = Math.min(5.5, Math.max(0.42 * Math.min(inputSpacing, outputSpacing, spacing), 2.4));
  return { at, radius, inputSpacing, outputSpacing };
}

/** How many links lead at most from an input to each hidden neuron, along the ones in use; at least 1. */
export function depthsOf(net: Net): number[] {
  const depths = new Array<number>(net.hidden).fill(1);
  const between = net.links
    .filter(({ from, to, enabled }) => enabled && from >= net.inputs && to < net.inputs + net.hidden)
    .map(({ from, to }) => [from - net.inputs, to - net.inputs] as const);
  for (let pass = 0; pass < net.hidden; pass++) {
    let changed = false;
    for (const [from, to] of between) {
      if (depths[to]! > depths[from]!) continue;
      depths[to] = depths[from]! + 1;
      changed = true;
    }
    if (!changed) break;
  }
  return depths;
}

/** Rows of the inputs, with a gap wherever another sense begins. */
function inputRows(net: Net): { rows: number[]; total: number } {
  const rows: number[] = [];
  let row = 0;
  for (let i = 0; i < net.inputs; i++) {
    if (i > 0 && net.neurons[i]!.sense !== net.neurons[i - 1]!.sense) row += GAP;
    rows.push(row++);
  }
  return { rows, total: row };
}

function outputsOf(net: Net): number {
  return net.neurons.length - net.inputs - net.hidden;
}

function layerSizes(net: Net): number[] {
  const sizes: number[] = [];
  for (const depth of depthsOf(net)) sizes[depth - 1] = (sizes[depth - 1] ?? 0) + 1;
  return Array.from(sizes, (size) => size ?? 0);
}

/** Set the hidden neurons' places, each layer in the order of where its sources stand. @returns px between them */
function placeHidden(net: Net, room: Room, at: Float32Array): number {
  if (!net.hidden) return Infinity;
  const depths = depthsOf(net);
  const deepest = Math.max(...depths);
  const span = room.width - room.left - room.right;
  let closest = Infinity;
  for (let depth = 1; depth <= deepest; depth++) {
    const layer = depths.flatMap((one, h) => (one === depth ? [net.inputs + h] : []));
    const middle = middles(net, at, layer, room.height / 2);
    layer.sort((a, b) => middle.get(a)! - middle.get(b)!);
    const x = room.left + (span * depth) / (deepest + 1);
    const columns = Math.ceil((layer.length * LEAST_SPACING) / (room.height - 2 * MARGIN));
    const spacing = Math.min((room.height - 2 * MARGIN) / layer.length, 34);
    layer.forEach((neuron, i) => {
      const y = room.height / 2 + (i - (layer.length - 1) / 2) * spacing;
      set(at, neuron, x + ((i % columns) - (columns - 1) / 2) * STAGGER, y);
    });
    closest = Math.min(closest, spacing * columns);
  }
  return closest;
}

/** The mean height of each neuron's sources, weighed by their links; without sources the given one. */
function middles(net: Net, at: Float32Array, layer: number[], otherwise: number): Map<number, number> {
  const sums = new Map(layer.map((neuron) => [neuron, { weight: 0, height: 0 }]));
  for (const { from, to, weight, enabled } of net.links) {
    const sum = sums.get(to);
    if (!sum || !enabled) continue;
    sum.weight += Math.abs(weight);
    sum.height += Math.abs(weight) * at[2 * from + 1]!;
  }
  const middle = ({ weight, height }: { weight: number; height: number }): number =>
    weight ? height / weight : otherwise;
  return new Map([...sums].map(([neuron, sum]) => [neuron, middle(sum)]));
}

function set(at: Float32Array, neuron: number, x: number, y: number): void {
  at[2 * neuron] = x;
  at[2 * neuron + 1] = y;
}

/** The neuron at a place, or the nearest within `reach` px; null where there is none. */
export function neuronAt({ at }: Places, x: number, y: number, reach: number): number | null {
  let nearest: number | null = null;
  let least = reach * reach;
  for (let neuron = 0; 2 * neuron < at.length; neuron++) {
    const away = (at[2 * neuron]! - x) ** 2 + (at[2 * neuron + 1]! - y) ** 2;
    if (away > least) continue;
    least = away;
    nearest = neuron;
  }
  return nearest;
}

/** The neuron that an arrow key leads to: up and down within a column, left and right to the next one over. */
export function neighbour(net: Net, places: Places, from: number, key: string): number {
  const { at } = places;
  const [x, y] = [at[2 * from]!, at[2 * from + 1]!];
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  let best = from;
  let least = Infinity;
  for (let neuron = 0; neuron < net.neurons.length; neuron++) {
    const dx = at[2 * neuron]! - x;
    const dy = at[2 * neuron + 1]! - y;
    const along = sign * (sideways ? dx : dy);
    const across = Math.abs(sideways ? dy : dx);
    if (along <= 0.5 || (!sideways && across > 2 * STAGGER)) continue;
    const far = sideways ? 4 * along + across : along + 4 * across;
    if (far < least) {
      least = far;
      best = neuron;
    }
  }
  return best;
}
