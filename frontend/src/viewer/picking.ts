/** What of a body lies under the pointer. */

import { type Camera, Raycaster, Sphere, Vector2, Vector3 } from "three";
import { belly, bulge } from "./appearance";
import type { Pose } from "./pose";

/** m round a muscle that count as it, so that thin ones can be met */
const SLACK = 0.025;

const raycaster = new Raycaster();
const a = new Vector3();
const b = new Vector3();
const onRay = new Vector3();
const sphere = new Sphere();

export interface Picked {
  kind: "muscle" | "node";
  index: number;
}

/** The nearest muscle or node at a place of the picture (x, y: −1..1, y up); null where there is none. */
export function pick(pose: Pose, camera: Camera, place: Vector2): Picked | null {
  raycaster.setFromCamera(place, camera);
  const { clip } = pose;
  let nearest: Picked | null = null;
  let least = Infinity;
  for (let node = 0; node < clip.nodes; node++) {
    a.fromArray(pose.nodes, 3 * node);
    sphere.set(a, clip.radius[node]!);
    if (!raycaster.ray.intersectSphere(sphere, onRay)) continue;
    const away = onRay.distanceToSquared(raycaster.ray.origin);
    if (away < least) {
      least = away;
      nearest = { kind: "node", index: node };
    }
  }
  for (let muscle = 0; muscle < clip.muscles; muscle++) {
    a.fromArray(pose.nodes, 3 * clip.ends[2 * muscle]!);
    b.fromArray(pose.nodes, 3 * clip.ends[2 * muscle + 1]!);
    const thick = belly(clip.stiffness[muscle]!) * bulge(a.distanceTo(b), clip.restLength[muscle]!) + SLACK;
    if (raycaster.ray.distanceSqToSegment(a, b, onRay) > thick * thick) continue;
    const away = onRay.distanceToSquared(raycaster.ray.origin);
    if (away < least) {
      least = away;
      nearest = { kind: "muscle", index: muscle };
    }
  }
  return nearest;
}

/** Place of a pointer in the picture of a canvas, −1..1, y up. */
export function placeIn(canvas: HTMLCanvasElement, event: PointerEvent): Vector2 {
  const box = canvas.getBoundingClientRect();
  return new Vector2(
    (2 * (event.clientX - box.left)) / box.width - 1,
    1 - (2 * (event.clientY - box.top)) / box.height,
  );
}
