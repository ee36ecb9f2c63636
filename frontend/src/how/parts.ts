/** Which part of a body is under the pointer, and what it is called. */

import type { Camera } from "three";
import { decimal } from "../panels/format";
import { pick, placeIn } from "../viewer/picking";
import type { Pose } from "../viewer/pose";

/** The words for what lies under a pointer; null where there is only ground. */
export function partAt(
  pose: Pose,
  camera: Camera,
  canvas: HTMLCanvasElement,
  event: PointerEvent,
): string | null {
  const found = pick(pose, camera, placeIn(canvas, event));
  if (!found) return null;
  return found.kind === "node" ? nodeWords(pose, found.index) : muscleWords(pose, found.index);
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
