/** What a net does at a moment, gathered by sense. */

import { type Activations, type Clip, FULL_ACTIVATION } from "../api/clip";

/** Activation −1..1 of each sense (its strongest input), hidden neuron and output at a moment, into `out`. */
export function activationsAt(clip: Clip, names: string[], seconds: number, out: Float32Array): void {
  const net = clip.activations;
  if (!net) return;
  const frame = Math.min(Math.floor(seconds * clip.hz + 1e-6), clip.frames - 1);
  for (let i = 0; i < names.length; i++) out[i] = strongest(net, names[i]!, frame);
  const { hidden, hiddenCount, outputs } = net;
  for (let h = 0; h < hiddenCount; h++)
    out[names.length + h] = hidden[frame * hiddenCount + h]! / FULL_ACTIVATION;
  for (let m = 0; m < clip.muscles; m++)
    out[names.length + hiddenCount + m] = outputs[frame * clip.muscles + m]! / FULL_ACTIVATION;
}

function strongest({ senses, inputs }: Activations, name: string, frame: number): number {
  let width = 0;
  let first = 0;
  for (const sense in senses) {
    if (sense === name) first = width;
    width += senses[sense]!;
  }
  let found = 0;
  for (let i = 0; i < (senses[name] ?? 0); i++) {
    const value = inputs[frame * width + first + i]!;
    if (Math.abs(value) > Math.abs(found)) found = value;
  }
  return found / FULL_ACTIVATION;
}
