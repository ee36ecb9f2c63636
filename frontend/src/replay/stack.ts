/** The parts of a score as layers: what adds piled up from zero, what takes away piled down. */

import type { PartScores } from "../api/clip";

export interface Layer {
  name: string;
  /** [frames] points, where the layer begins and ends */
  from: Float32Array;
  to: Float32Array;
}

/** The layers of each part, in the parts' order. */
export function stacked({ names, values }: PartScores): Layer[] {
  const frames = values.length / names.length;
  const layers = names.map((name) => ({
    name,
    from: new Float32Array(frames),
    to: new Float32Array(frames),
  }));
  for (let frame = 0; frame < frames; frame++) {
    let up = 0;
    let down = 0;
    for (const [column, layer] of layers.entries()) {
      const value = values[frame * names.length + column]!;
      const base = value < 0 ? down : up;
      layer.from[frame] = base;
      layer.to[frame] = base + value;
      if (value < 0) down += value;
      else up += value;
    }
  }
  return layers;
}

/** The lowest and the highest that any layer comes to. */
export function extremes(layers: Layer[]): [number, number] {
  let [low, high] = [0, 0];
  for (const { to } of layers) {
    for (const end of to) {
      low = Math.min(low, end);
      high = Math.max(high, end);
    }
  }
  return [low, high];
}
