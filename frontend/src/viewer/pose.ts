/** A creature at one moment: node positions interpolated between the frames of its clip. */

import type { Clip } from "../api/clip";

const MM = 0.001;

export class Pose {
  readonly clip: Clip;
  /** m, added to every z: the lane of a race */
  readonly lane: number;
  /** [nodes · 3] m */
  readonly nodes: Float32Array;
  /** [3] m, centre of mass */
  readonly centre = new Float32Array(3);
  /** fitness now */
  score = 0;

  constructor(clip: Clip, lane = 0) {
    this.clip = clip;
    this.lane = lane;
    this.nodes = new Float32Array(3 * clip.nodes);
    this.at(0);
  }

  /** Take the pose of a moment; allocates nothing. Before the first and after the last frame the body rests. */
  at(seconds: number): void {
    const { clip, nodes, centre } = this;
    const exact = Math.min(Math.max(seconds * clip.hz, 0), clip.frames - 1);
    const from = Math.floor(exact);
    const to = Math.min(from + 1, clip.frames - 1);
    const share = exact - from;
    for (let axis = 0; axis < 3; axis++) {
      centre[axis] = mix(clip.centre[3 * from + axis]!, clip.centre[3 * to + axis]!, share);
    }
    centre[2]! += this.lane;
    const width = nodes.length;
    for (let i = 0; i < width; i++) {
      const offset = mix(clip.offsets[from * width + i]!, clip.offsets[to * width + i]!, share);
      nodes[i] = centre[i % 3]! + MM * offset;
    }
    this.score = mix(clip.score[from]!, clip.score[to]!, share);
  }

  /** m, from centre to centre of a muscle's two nodes. */
  muscleLength(muscle: number): number {
    const a = 3 * this.clip.ends[2 * muscle]!;
    const b = 3 * this.clip.ends[2 * muscle + 1]!;
    const { nodes } = this;
    return Math.hypot(nodes[b]! - nodes[a]!, nodes[b + 1]! - nodes[a + 1]!, nodes[b + 2]! - nodes[a + 2]!);
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
