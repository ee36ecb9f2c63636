/** A creature at one moment: node positions interpolated between the frames of its clip. */

import type { Clip } from "../api/clip";
import { between } from "./curve";

const MM = 0.001;

/** Where a clip is drawn: turned about `from` by `turn` rad, which is then set down at (0, lane). */
export interface Placement {
  /** m, x and z */
  from: [number, number];
  turn: number;
  /** m along z */
  lane: number;
}

export class Pose {
  readonly clip: Clip;
  /** [nodes · 3] m */
  readonly nodes: Float32Array;
  /** [3] m, centre of mass */
  readonly centre = new Float32Array(3);
  private readonly placement: Placement | null;

  /** @param placement where to draw it; null: where it was */
  constructor(clip: Clip, placement: Placement | null = null) {
    this.clip = clip;
    this.placement = placement;
    this.nodes = new Float32Array(3 * clip.nodes);
    this.at(0);
  }

  /** Take the pose of a moment; allocates nothing. Before the first and after the last frame the body rests. */
  at(seconds: number): void {
    const { clip, nodes, centre } = this;
    const exact = Math.min(Math.max(seconds * clip.hz, 0), clip.frames - 1);
    const from = Math.floor(exact);
    const share = exact - from;
    for (let axis = 0; axis < 3; axis++)
      centre[axis] = between(clip.centre, 3, axis, from, share, clip.frames);
    const width = nodes.length;
    for (let i = 0; i < width; i++)
      nodes[i] = centre[i % 3]! + MM * between(clip.offsets, width, i, from, share, clip.frames);
    if (this.placement) this.place(this.placement);
  }

  private place({ turn, lane, from }: Placement): void {
    const { nodes, centre } = this;
    const cos = Math.cos(turn);
    const sin = Math.sin(turn);
    for (let at = -3; at < nodes.length; at += 3) {
      const point = at < 0 ? centre : nodes;
      const i = Math.max(at, 0);
      const x = point[i]! - from[0];
      const z = point[i + 2]! - from[1];
      point[i] = cos * x + sin * z;
      point[i + 2] = lane + cos * z - sin * x;
    }
  }

  /** m, from centre to centre of a muscle's two nodes. */
  muscleLength(muscle: number): number {
    const a = 3 * this.clip.ends[2 * muscle]!;
    const b = 3 * this.clip.ends[2 * muscle + 1]!;
    const { nodes } = this;
    return Math.hypot(nodes[b]! - nodes[a]!, nodes[b + 1]! - nodes[a + 1]!, nodes[b + 2]! - nodes[a + 2]!);
  }
}
