/** A creature at one moment: node positions interpolated between the frames of its clip. */

import type { Clip } from "../api/clip";
import { writeBetween } from "./curve";

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
  /** [muscles] m, from centre to centre of each one's two nodes */
  readonly lengths: Float32Array;
  private readonly placement: Placement | null;

  /** @param placement where to draw it; null: where it was */
  constructor(clip: Clip, placement: Placement | null = null) {
    this.clip = clip;
    this.placement = placement;
    this.nodes = new Float32Array(3 * clip.nodes);
    this.lengths = new Float32Array(clip.muscles);
    this.at(0);
  }

  /** Take the pose of a moment; allocates nothing. Before the first and after the last frame the body rests. */
  at(seconds: number): void {
    const { clip, nodes, centre } = this;
    const exact = Math.min(Math.max(seconds * clip.hz, 0), clip.frames - 1);
    const from = Math.floor(exact);
    const share = exact - from;
    writeBetween(clip.centre, 3, from, share, clip.frames, centre);
    writeBetween(clip.offsets, nodes.length, from, share, clip.frames, nodes);
    for (let i = 0; i < nodes.length; i++) nodes[i] = centre[i % 3]! + MM * nodes[i]!;
    if (this.placement) this.place(this.placement);
    this.measure();
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

  /** Take every muscle's length. */
  private measure(): void {
    const { nodes, lengths } = this;
    const { ends } = this.clip;
    for (let muscle = 0; muscle < lengths.length; muscle++) {
      const a = 3 * ends[2 * muscle]!;
      const b = 3 * ends[2 * muscle + 1]!;
      const dx = nodes[b]! - nodes[a]!;
      const dy = nodes[b + 1]! - nodes[a + 1]!;
      const dz = nodes[b + 2]! - nodes[a + 2]!;
      lengths[muscle] = Math.sqrt(dx * dx + dy * dy + dz * dz); // hypot takes a list
    }
  }
}
