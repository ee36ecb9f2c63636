/** What of a body lies under a pointer's ray. */

import { type Ray, Vector3 } from "three";
import type { Pose } from "../viewer/pose";
import { HANDLE_LENGTH } from "./marks";

/** m round a node, in which it is met all the same */
const SLACK = 0.03;
/** m round the handle, for a camera 8 m away */
const HANDLE_SLACK = 0.1;

const centre = new Vector3();
const met = new Vector3();

/** The nearest node that a ray meets; null where it meets none. */
export function nodeOn(ray: Ray, pose: Pose): number | null {
  let nearest: number | null = null;
  let least = Infinity;
  for (let node = 0; node < pose.clip.nodes; node++) {
    centre.fromArray(pose.nodes, 3 * node);
    const radius = pose.clip.radius[node]! + SLACK;
    if (ray.distanceSqToPoint(centre) > radius * radius) continue;
    const away = centre.distanceToSquared(ray.origin);
    if (away < least) {
      least = away;
      nearest = node;
    }
  }
  return nearest;
}

/** Whether a ray meets the handle that stands at `foot`, drawn at this scale. */
export function onHandle(ray: Ray, foot: Vector3, scale: number): boolean {
  const top = centre.copy(foot).setY(foot.y + (HANDLE_LENGTH + 0.1) * scale);
  const reach = HANDLE_SLACK * scale;
  return ray.distanceSqToSegment(foot, top, met) <= reach * reach;
}
