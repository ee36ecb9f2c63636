/** Which part of a body is under the pointer, and what it is called. */

import { type Camera, type Ray, Raycaster, Sphere, Vector3 } from "three";
import { decimal } from "../panels/format";
import { pickMuscle, placeIn } from "../viewer/picking";
import type { Pose } from "../viewer/pose";

const raycaster = new Raycaster();
const ball = new Sphere();
const met = new Vector3();

/** The words for what lies under a pointer; null where there is only ground. */
export function partAt(
  pose: Pose,
  camera: Camera,
  canvas: HTMLCanvasElement,
  event: PointerEvent,
): string | null {
  const place = placeIn(canvas, event);
  raycaster.setFromCamera(place, camera);
  const node = nearestNode(pose, raycaster.ray);
  if (node !== null) return nodeWords(pose, node);
  const muscle = pickMuscle(pose, camera, place);
  return muscle === null ? null : muscleWords(pose, muscle);
}

/** The node that a ray meets first. */
export function nearestNode({ clip, nodes }: Pose, ray: Ray): number | null {
  let nearest: number | null = null;
  let least = Infinity;
  for (let node = 0; node < clip.nodes; node++) {
    ball.center.fromArray(nodes, 3 * node);
    ball.radius = clip.radius[node]!;
    if (!ray.intersectSphere(ball, met)) continue;
    const away = met.distanceToSquared(ray.origin);
    if (away < least) {
      least = away;
      nearest = node;
    }
  }
  return nearest;
}

function nodeWords({ clip }: Pose, node: number): string {
  const friction = clip.friction[node]!;
  const kind = friction > 0.66 ? "it grips" : friction < 0.33 ? "it slips" : "it grips a little";
  return `Node ${node + 1}: friction ${decimal(friction, 2)}, ${kind}`;
}

function muscleWords(pose: Pose, muscle: number): string {
  const { clip } = pose;
  const share = pose.muscleLength(muscle) / clip.restLength[muscle]!;
  const percent = Math.round(100 * Math.abs(1 - share));
  const now = percent < 3 ? "at rest" : `${share < 1 ? "shortened" : "stretched"} by ${percent} %`;
  return `Muscle ${muscle + 1}: ${decimal(clip.stiffness[muscle]!, 0)} N/m, ${now}`;
}
