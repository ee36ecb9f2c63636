/** What a part of a body is called, and what it does now. */

import { decimal } from "../panels/format";
import type { Picked } from "../viewer/picking";
import type { Pose } from "../viewer/pose";

/** The words for a part of a body. */
export function partWords(pose: Pose, { kind, index }: Picked): string {
  return kind === "node" ? nodeWords(pose, index) : muscleWords(pose, index);
}

function nodeWords({ clip }: Pose, node: number): string {
  const friction = clip.friction[node]!;
  const kind = friction > 0.66 ? "it grips" : friction < 0.33 ? "it slips" : "it grips a little";
  return `Node ${node + 1}: friction ${decimal(friction, 2)}, ${kind}`;
}

function muscleWords(pose: Pose, muscle: number): string {
  const { clip } = pose;
  const share = pose.lengths[muscle]! / clip.restLength[muscle]!;
  const percent = Math.round(100 * Math.abs(1 - share));
  const now = percent < 3 ? "at rest" : `${share < 1 ? "shortened" : "stretched"} by ${percent} %`;
  return `Muscle ${muscle + 1}: ${decimal(clip.stiffness[muscle]!, 0)} N/m, ${now}`;
}
